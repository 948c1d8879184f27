import type { IncomingHttpHeaders } from 'node:http';
import { runtimeError } from './error-shape.ts';
import type { Callback, Handler } from './handler-loader.ts';

/** How a handler's work is told to the runtime; only the first counts. */
export interface Settle {
  readonly succeed: (result: unknown) => void;
  readonly fail: (thrown: unknown) => void;
}

/** What the runtime does when the event loop runs empty in the middle of an invocation; null: nothing. */
export interface EmptyLoop {
  on: (() => void) | null;
}

const header = (headers: IncomingHttpHeaders, name: string): string | undefined => {
  const value = headers[`lambda-runtime-${name}`];
  return Array.isArray(value) ? value[0] : value;
};

const jsonHeader = (headers: IncomingHttpHeaders, name: string): unknown => {
  const value = header(headers, name);
  return value === undefined ? undefined : JSON.parse(value);
};

export const requestIdOf = (headers: IncomingHttpHeaders): string => header(headers, 'aws-request-id') ?? '';
export const traceIdOf = (headers: IncomingHttpHeaders): string | undefined => header(headers, 'trace-id');

/** The context object, without what settles the invocation.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
export const contextOf = (
  headers: IncomingHttpHeaders,
  env: Readonly<Record<string, string | undefined>>,
) => ({
  functionName: env.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
  memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
  logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
  clientContext: jsonHeader(headers, 'client-context'),
  identity: jsonHeader(headers, 'cognito-identity'),
  invokedFunctionArn: header(headers, 'invoked-function-arn'),
  awsRequestId: requestIdOf(headers),
  getRemainingTimeInMillis: (): number => Number(header(headers, 'deadline-ms') ?? 0) - Date.now(),
});

const neverSettled =
  'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled.';

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';

/**
 * Calls a handler in any of its three forms: a promise, a callback, `context.succeed` and its kin. With a callback
 * the reply waits until the event loop is empty, unless `context.callbackWaitsForEmptyEventLoop` is false.
 */
export function callHandler(
  handler: Handler,
  event: unknown,
  base: object,
  { succeed, fail }: Settle,
  emptyLoop: EmptyLoop,
): void {
  let waits = true;
  const done = (error: unknown, result: unknown): void => {
    emptyLoop.on = null;
    if (error === undefined || error === null) succeed(result);
    else fail(error);
  };
  const callback: Callback = (error, result) => {
    if ((error === undefined || error === null) && waits) emptyLoop.on = () => done(null, result);
    else done(error, result);
  };
  const context = Object.defineProperty(
    {
      ...base,
      done,
      succeed: (result: unknown) => done(null, result),
      fail: (error: unknown) => done(error ?? 'handled', null),
    },
    'callbackWaitsForEmptyEventLoop',
    { enumerable: true, get: () => waits, set: (value: unknown) => (waits = Boolean(value)) },
  );
  const isAsync = handler.constructor.name === 'AsyncFunction';
  emptyLoop.on = () => (isAsync ? fail(runtimeError('Runtime.NodeJsExit', neverSettled)) : succeed(null));
  try {
    const result = handler(event, context, callback);
    if (isThenable(result)) {
      result.then(
        (value) => done(null, value),
        // Whatever was thrown, even nothing, is a failure here.
        (thrown: unknown) => done(thrown ?? new Error(String(thrown)), null),
      );
    }
  } catch (thrown) {
    done(thrown ?? new Error(String(thrown)), null);
  }
}
