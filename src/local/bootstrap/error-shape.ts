/** What the Runtime API takes as an error. */
export interface ErrorBody {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

const isError = (thrown: unknown): thrown is Error =>
  thrown instanceof Error || Object.prototype.toString.call(thrown) === '[object Error]';

/** Anything thrown, in the shape of Lambda's Node.js runtime.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
export function errorBody(thrown: unknown): ErrorBody {
  try {
    if (isError(thrown)) {
      return {
        errorType: String(thrown.name),
        errorMessage: String(thrown.message),
        trace: String(thrown.stack ?? '').split('\n'),
      };
    }
    return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  } catch {
    return {
      errorType: 'handled',
      errorMessage: 'callback called with Error argument, but there was a problem while retrieving it',
      trace: [],
    };
  }
}

/** The error as the runtime's own log line carries it: JSON with its own fields and its stack as a list. */
export function errorJson(thrown: unknown): string {
  const { errorType, errorMessage, trace } = errorBody(thrown);
  try {
    const own = isError(thrown) ? { ...thrown } : {};
    return JSON.stringify({ errorType, errorMessage, ...own, stack: trace });
  } catch {
    return JSON.stringify({ errorType, errorMessage, stack: trace });
  }
}

/** An error of the runtime itself, by Lambda's name. */
export function runtimeError(name: string, message: string, cause?: unknown): Error {
  const error = new Error(message, { cause });
  // As a class would have it: its own fields are printed, and this is none.
  Object.defineProperty(error, 'name', { value: name, enumerable: false });
  if (isError(cause) && cause.stack !== undefined) error.stack = `${name}: ${cause.stack}`;
  return error;
}
