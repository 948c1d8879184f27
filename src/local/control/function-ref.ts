import { invalidParameter, notFound, validation } from './api-error.ts';

/** Whom a request names: a function and, where it was given, a version or alias. */
export interface FunctionRef {
  readonly functionName: string;
  /** Null: none was named, which means `$LATEST`. */
  readonly qualifier: string | null;
}

/** Where the service pretends to be. */
export interface Place {
  readonly region: string;
  readonly accountId: string;
}

const nameForm =
  /^(?:arn:aws[a-zA-Z-]*:lambda:)?(?:([a-z]{2}(?:-[a-z]+)+-\d):)?(?:(\d{12}):)?(?:function:)?([a-zA-Z0-9-_]{1,64})(?::(\$LATEST|[a-zA-Z0-9-_]{1,128}))?$/;
const qualifierForm = /^(?:\$LATEST|[a-zA-Z0-9-_]{1,128})$/;

export const functionArn = (place: Place, functionName: string, qualifier?: string | null): string =>
  `arn:aws:lambda:${place.region}:${place.accountId}:function:${functionName}${qualifier ? `:${qualifier}` : ''}`;

/**
 * Reads the forms of a function's name: `name`, `name:qualifier`, `ACCOUNT:function:name`, a full ARN with or
 * without a qualifier; and a qualifier beside it.
 *
 * @throws ApiError 400 on another form or where both name different qualifiers; 404 for another region's ARN
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html FunctionName
 */
export function parseFunctionRef(text: string, qualifier: string | null, place: Place): FunctionRef {
  const match = nameForm.exec(text);
  const functionName = match?.[3];
  if (functionName === undefined) {
    throw validation(
      `'${text}'`,
      'functionName',
      'Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?',
    );
  }
  if (qualifier !== null && !qualifierForm.test(qualifier)) {
    throw validation(
      `'${qualifier}'`,
      'qualifier',
      'Member must satisfy regular expression pattern: (|[a-zA-Z0-9$_-]+)',
    );
  }
  const region = match?.[1];
  if (region !== undefined && region !== place.region) {
    throw notFound(`Functions from '${region}' are not reachable in this region ('${place.region}')`);
  }
  const account = match?.[2];
  if (account !== undefined && account !== place.accountId) {
    throw notFound(
      `Function not found: arn:aws:lambda:${place.region}:${account}:function:${functionName} (this service is account ${place.accountId})`,
    );
  }
  const derived = match?.[4] ?? null;
  if (derived !== null && qualifier !== null && derived !== qualifier) {
    throw invalidParameter(
      'The derived qualifier from the function name does not match the specified qualifier.',
    );
  }
  return { functionName, qualifier: qualifier ?? derived };
}

export const isVersionNumber = (qualifier: string): boolean => /^\d+$/.test(qualifier);
