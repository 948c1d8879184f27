import { type FanoutError, messageOf, UnreachableError, UsageError } from '../model/errors.ts';
import { denialOf, remedyOf } from './denied.ts';
import { proxyHint, proxyOnTheWay } from './ignored-proxy.ts';

/** What can be read off anything the SDK or a socket throws. */
export interface ThrownFacts {
  readonly name: string;
  /** System or OpenSSL error code. */
  readonly code: string | null;
  /** Null: no HTTP answer came. */
  readonly statusCode: number | null;
  readonly requestId: string | null;
  readonly message: string;
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

/** What the SDK adds for its own users. */
const sdkAdvice = /\s*Deserialization error: to see the raw response[\s\S]*$/;

export function thrownFacts(error: unknown): ThrownFacts {
  const { name, code, $metadata, $response } = record(error);
  const { httpStatusCode, requestId } = record($metadata);
  const { statusCode, headers } = record($response);
  const status = httpStatusCode ?? statusCode;
  const id = requestId ?? record(headers)['x-amzn-requestid'];
  return {
    name: typeof name === 'string' ? name : 'Error',
    code: typeof code === 'string' ? code : null,
    statusCode: typeof status === 'number' ? status : null,
    requestId: typeof id === 'string' ? id : null,
    message: messageOf(error).replace(sdkAdvice, ''),
  };
}

/** Answers to a signature or a permission, not to what was asked.
 * @see https://docs.aws.amazon.com/lambda/latest/api/CommonErrors.html */
const denials: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'NotAuthorized',
  'OptInRequired',
  'RequestExpired',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

/** Of these, the ones for want of a permission. */
const notAuthorized: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'NotAuthorized',
]);

/** Answers to what was asked, which asking again does not change. */
const invalid: ReadonlySet<string> = new Set(['ValidationException', 'InvalidParameterValueException']);

const credentialProblems: ReadonlySet<string> = new Set(['CredentialsProviderError', 'TokenProviderError']);

export const isDenied = (error: unknown): boolean => denials.has(thrownFacts(error).name);

/** The action that was refused and what to do about it, where an error is for want of a permission; else null.
 * @param what - names the operation where the answer does not (`GetAlias`, `Lambda Invoke`) */
export function missingPermission(what: string, error: unknown): string | null {
  const { name, message } = thrownFacts(error);
  if (!notAuthorized.has(name)) return null;
  const denial = denialOf(message, what);
  return denial === null ? null : `${denial.action} is not allowed; ${remedyOf(denial)}`;
}

export const isNotFound = (error: unknown): boolean =>
  thrownFacts(error).name === 'ResourceNotFoundException';

/** Answers to too many calls.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/CommonErrors.html */
const throttles: ReadonlySet<string> = new Set(['ThrottlingException', 'TooManyRequestsException']);

export const isThrottled = (error: unknown): boolean => throttles.has(thrownFacts(error).name);

/** The same call may well succeed a little later: too many calls, or trouble on the other side. */
export const isPassing = (error: unknown): boolean =>
  isThrottled(error) || (thrownFacts(error).statusCode ?? 0) >= 500;

const expiredHint =
  'The credentials have expired. Sign in again (for instance: aws sso login), then run it again.';
const deniedHint =
  'Check whose credentials are used with: aws sts get-caller-identity, and what they may do; lambda-fanout permissions lists what a command needs.';

const hintOf = (what: string, facts: ThrownFacts, cause: unknown): string => {
  if (facts.name.startsWith('Expired') || facts.name === 'RequestExpired') return expiredHint;
  const missing = missingPermission(what, cause);
  return missing === null ? deniedHint : `${missing}. ${deniedHint}`;
};

function refusedBy(what: string, facts: ThrownFacts, cause: unknown): FanoutError {
  return new UnreachableError(
    `${what} was refused: ${facts.name}: ${facts.message}`,
    hintOf(what, facts, cause),
    cause,
  );
}

/**
 * The user-facing error behind what a call threw, where it says that no other call would fare better: credentials,
 * region, permission, connection.
 * @param what - the subject of the sentence (`Lambda Invoke`, `GetFunctionConfiguration`)
 * @returns null where the error is about this one call
 */
export function refusalOf(what: string, error: unknown): FanoutError | null {
  const facts = thrownFacts(error);
  if (credentialProblems.has(facts.name))
    return new UsageError(
      `No usable AWS credentials: ${facts.message}`,
      'Check --profile or AWS_PROFILE (aws configure list-profiles), set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in with: aws configure',
      error,
    );
  if (/region is missing/i.test(facts.message))
    return new UsageError(
      'No AWS region is set.',
      'Give --region, set AWS_REGION, or put one into the profile with: aws configure set region <region>',
      error,
    );
  if (denials.has(facts.name)) return refusedBy(what, facts, error);
  if (facts.statusCode === null && facts.code !== null && /^[A-Z0-9_]+$/.test(facts.code)) {
    const proxy = proxyOnTheWay(error);
    return new UnreachableError(
      `${what} could not be reached: ${facts.message || facts.code}`,
      proxy === null
        ? 'Check --endpoint-url, --region and the network; an own certificate authority goes into NODE_EXTRA_CA_CERTS.'
        : proxyHint(proxy),
      error,
    );
  }
  return null;
}

/** Why a call failed that was answered. The SDK's own words are for its users where the answer is not one of AWS: a page
 * of a proxy, say. */
function failureIn({ name, message, statusCode }: ThrownFacts): string {
  if (name === 'SyntaxError') return `the answer is not JSON, as one of AWS would be (HTTP ${statusCode})`;
  if (name === 'Error' && /^aborted\b/.test(message))
    return `the connection was closed in the middle of the answer (HTTP ${statusCode})`;
  const why = name === 'Unknown' ? 'the answer gives no reason' : `${name}: ${message}`;
  return `${why} (HTTP ${statusCode})`;
}

/** Anything a control-plane call threw, as one of our errors where the user can act on it, else as it is. */
export const wrapped = (what: string, error: unknown): unknown => {
  const refusal = refusalOf(what, error);
  if (refusal !== null) return refusal;
  const facts = thrownFacts(error);
  if (invalid.has(facts.name))
    return new UsageError(
      `${what}: AWS does not take what was asked: ${facts.message}`,
      'Check --function-name and --qualifier.',
      error,
    );
  return facts.statusCode === null
    ? error
    : new UnreachableError(
        `${what} failed: ${failureIn(facts)}`,
        'Run it again; if it stays, look at https://health.aws.amazon.com or at the endpoint you gave.',
        error,
      );
};
