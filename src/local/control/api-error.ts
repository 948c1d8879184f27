/** An answer other than success, as the Lambda and Logs APIs give it: HTTP status, error type, message. */
export class ApiError extends Error {
  readonly statusCode: number;
  /** Without a namespace: `ResourceNotFoundException`. */
  readonly type: string;
  /** Further members of the body (`Reason`) and headers (`Retry-After`). */
  readonly members: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  constructor(
    statusCode: number,
    type: string,
    message: string,
    extra: {
      readonly members?: Readonly<Record<string, string>>;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(message);
    this.statusCode = statusCode;
    this.type = type;
    this.members = extra.members ?? {};
    this.headers = extra.headers ?? {};
  }
}

// Status codes and types: https://docs.aws.amazon.com/lambda/latest/api/CommonErrors.html and each operation's page.

export const notFound = (message: string): ApiError =>
  new ApiError(404, 'ResourceNotFoundException', message);

export const functionNotFound = (arn: string): ApiError => notFound(`Function not found: ${arn}`);

export const aliasNotFound = (arn: string): ApiError => notFound(`Cannot find alias arn: ${arn}`);

export const invalidParameter = (message: string): ApiError =>
  new ApiError(400, 'InvalidParameterValueException', message);

export const invalidContent = (message: string): ApiError =>
  new ApiError(400, 'InvalidRequestContentException', message);

export const conflict = (message: string): ApiError =>
  new ApiError(409, 'ResourceConflictException', message);

export const revisionMismatch = (): ApiError =>
  new ApiError(
    412,
    'PreconditionFailedException',
    'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
  );

/** A request that the service's model refuses before the operation sees it. */
export const validation = (value: string, member: string, constraint: string): ApiError =>
  new ApiError(
    400,
    'ValidationException',
    `1 validation error detected: Value ${value} at '${member}' failed to satisfy constraint: ${constraint}`,
  );

export const tooLarge = (message: string): ApiError => new ApiError(413, 'RequestTooLargeException', message);

/** 429 with its `Reason`.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html TooManyRequestsException */
export const throttled = (reason: string): ApiError =>
  new ApiError(429, 'TooManyRequestsException', 'Rate Exceeded.', {
    members: { Reason: reason },
    headers: { 'Retry-After': '0' },
  });
