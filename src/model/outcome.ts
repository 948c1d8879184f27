/** What became of one request. Every one that was planned has exactly one outcome; a failure is a row too. */
export const outcomes = [
  /** A reply without a function error. */
  'ok',
  /** 429: no environment served it; `throttleReason` says which limit. */
  'throttled',
  /** The handler threw, timed out, ran out of memory or its process ended: HTTP 200 with `X-Amz-Function-Error`. */
  'function-error',
  /** This client stopped waiting. */
  'timeout',
  /** The connection broke after the request was written, or an orchestrator does not tell what became of it: the
   * function may have run. */
  'lost',
  /** The API refused it (not found, access denied, invalid, 5xx). */
  'api-error',
  /** It never left: stopped by the user, or it failed before its socket. */
  'unsent',
] as const;

export type Outcome = (typeof outcomes)[number];

/** `Reason` of a 429, with what it means.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html TooManyRequestsException */
export const throttleReasons = {
  ConcurrentInvocationLimitExceeded: "the account's concurrency is used up",
  FunctionInvocationRateLimitExceeded:
    'the function got its 1,000 new environments of ten seconds, or its requests a second',
  ReservedFunctionConcurrentInvocationLimitExceeded: "the function's reserved concurrency is used up",
  ReservedFunctionInvocationRateLimitExceeded:
    'ten requests a second per reserved environment: the limit is reached',
  CallerRateLimitExceeded: 'the API calls of this caller are limited',
  ConcurrentSnapshotCreateLimitExceeded: 'too many snapshots are being created',
} as const;
