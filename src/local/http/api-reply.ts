import { ApiError } from '../control/api-error.ts';

/** A body that comes over time. */
export interface StreamedBody {
  /** Called once. Resolves at the body's end; `gone` aborts when nobody reads any more. */
  readonly pour: (write: (bytes: Uint8Array) => void, gone: AbortSignal) => Promise<void>;
}

export const isStreamed = (body: ApiReply['body']): body is StreamedBody =>
  typeof body === 'object' && body !== null && 'pour' in body;

/** What an operation answers, before it is written to a socket. */
export interface ApiReply {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Null: no body at all (204). */
  readonly body: string | Uint8Array | StreamedBody | null;
}

export const jsonReply = (statusCode: number, value: unknown): ApiReply => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

export const emptyReply = (statusCode: number): ApiReply => ({ statusCode, headers: {}, body: null });

/** Errors whose body spells its message with a capital, as the service's model has them. */
const capitalMessage =
  /^(ResourceNotFound|Service|AccessDenied|EC2|EFS|ENI|S3Files|KMS|SnapStart|Subnet|NoPublished|Recursive|Invalid(Runtime|Security|Subnet|Zip))/;
/** Errors that come before the service itself and carry no `Type`. */
const withoutType = new Set([
  'ValidationException',
  'AccessDeniedException',
  'ExpiredTokenException',
  'SerializationException',
  'UnknownOperationException',
]);

/** An error of the Lambda API: type in the `x-amzn-ErrorType` header, `Type` (User or Service) and message in the body.
 * @see https://docs.aws.amazon.com/lambda/latest/api/CommonErrors.html */
export function lambdaErrorReply(error: ApiError): ApiReply {
  const message = capitalMessage.test(error.type) ? { Message: error.message } : { message: error.message };
  const type = withoutType.has(error.type) ? {} : { Type: error.statusCode < 500 ? 'User' : 'Service' };
  return {
    statusCode: error.statusCode,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.type, ...error.headers },
    body: JSON.stringify({ ...error.members, ...type, ...message }),
  };
}

/** An error of an AWS JSON 1.1 API: the type is in the body. */
export const logsErrorReply = (error: ApiError): ApiReply => ({
  statusCode: error.statusCode,
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': error.type },
  body: JSON.stringify({ __type: error.type, message: error.message }),
});

/** Anything thrown, as an API error; what is none is a bug and answers 500. */
export const asApiError = (thrown: unknown): ApiError =>
  thrown instanceof ApiError
    ? thrown
    : new ApiError(500, 'ServiceException', thrown instanceof Error ? thrown.message : String(thrown));
