import type { Target } from '../../model/target.ts';
import type { InvokeCall } from './code/sdk-calls.ts';

/** Whom a call invokes, as far as the code tells. */
export interface InvokedTarget {
  /** Null: only known when it runs. */
  readonly functionName: string | null;
  /** Null: only known when it runs. `none`: without one, which means `$LATEST`. */
  readonly qualifier: string | null;
}

/** The name and the qualifier in a name, a partial or a full ARN; `name:qualifier` too.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_RequestSyntax */
function split(text: string): { readonly name: string; readonly qualifier: string | null } {
  const ofArn = /(?:^|:)function:([^:]+)(?::([^:]+))?$/.exec(text);
  const [, name = text, qualifier] = ofArn ?? /^([^:]+)(?::([^:]+))?$/.exec(text) ?? [];
  return { name, qualifier: qualifier ?? null };
}

export function invokedTarget({ functionName, qualifier, open }: InvokeCall): InvokedTarget {
  const inName = typeof functionName.text === 'string' ? split(functionName.text) : null;
  const name = inName?.name ?? null;
  // One that comes to undefined is the finding of the variable it is made of.
  if (qualifier !== null) return { functionName: name, qualifier: qualifier.text ?? null };
  // A name that is not known may carry one, and so may what is spread into the request.
  if (inName === null) return { functionName: name, qualifier: null };
  return { functionName: name, qualifier: inName.qualifier ?? (open ? null : 'none') };
}

/** Whether a call may be the one that invokes the worker. */
export const mayInvoke = (call: InvokeCall, worker: Target): boolean => {
  const { functionName } = invokedTarget(call);
  return functionName === null || functionName === split(worker.functionName).name;
};
