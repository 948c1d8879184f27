/** A bucket of `capacity` tokens that refills evenly; what does not fit is lost. */
export interface TokenBucket {
  readonly capacity: number;
  readonly refillPerSecond: number;
  readonly tokens: number;
  readonly atMs: number;
}

/** Ten requests a second for each provisioned environment.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html "requests per second" */
export const requestsPerSecondPerProvisioned = 10;

/** New environments of one function: 1,000 in ten seconds, refilled continuously, an unused share is not saved up.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html */
export const newEnvironmentsPerTenSeconds = 1_000;

/** How long an idle on-demand environment is kept where nothing else is said. AWS publishes no figure; minutes are
 * what is observed, so this is a setting, not a fact. */
export const defaultRetentionMs = 300_000;

export const fullBucket = (capacity: number, refillPerSecond: number, atMs: number): TokenBucket => ({
  capacity,
  refillPerSecond,
  tokens: capacity,
  atMs,
});

/** The bucket as it stands at `nowMs`. */
export const refilled = (bucket: TokenBucket, nowMs: number): TokenBucket =>
  nowMs <= bucket.atMs
    ? bucket
    : {
        ...bucket,
        atMs: nowMs,
        tokens: Math.min(
          bucket.capacity,
          bucket.tokens + ((nowMs - bucket.atMs) / 1_000) * bucket.refillPerSecond,
        ),
      };

const taken = (bucket: TokenBucket): TokenBucket => ({ ...bucket, tokens: bucket.tokens - 1 });

export const provisionedBucket = (provisioned: number, atMs: number): TokenBucket =>
  fullBucket(
    provisioned * requestsPerSecondPerProvisioned,
    provisioned * requestsPerSecondPerProvisioned,
    atMs,
  );

export const newEnvironmentsBucket = (atMs: number): TokenBucket =>
  fullBucket(newEnvironmentsPerTenSeconds, newEnvironmentsPerTenSeconds / 10, atMs);

/** What placing one request depends on. Counts are of this instant; whoever holds the environments keeps them. */
export interface PlacementState {
  /** Provisioned environments of the version that are initialized and serve nobody. While an allocation is
   * pending its environments do not count. */
  readonly provisionedIdle: number;
  readonly provisionedRequests: TokenBucket;
  /** On-demand environments of the version that are idle and not past their retention. */
  readonly retainedIdle: number;
  readonly newEnvironments: TokenBucket;
  /** On-demand requests in progress that count against the tighter limit. */
  readonly onDemandInUse: number;
  /** How many on-demand requests may be in progress: what reserved or account concurrency leaves once provisioned
   * concurrency is taken off. */
  readonly onDemandLimit: number;
  readonly limitedBy: 'reserved' | 'account';
}

export type PlacementThrottle =
  | 'ReservedFunctionConcurrentInvocationLimitExceeded'
  | 'ConcurrentInvocationLimitExceeded'
  | 'FunctionInvocationRateLimitExceeded';

export type Placement =
  | {
      readonly kind: 'provisioned' | 'retained' | 'new';
      readonly reason: null;
      readonly state: PlacementState;
    }
  | { readonly kind: 'throttled'; readonly reason: PlacementThrottle; readonly state: PlacementState };

/**
 * Where Lambda puts a request: a provisioned environment while one is idle and the version is under ten requests a
 * second for each; else a retained one; else a new one; else nowhere. Synchronous requests do not queue.
 * The one rule behind the local service, the prediction and the simulation.
 *
 * @param state - the counts before this request
 * @param nowMs - monotonic, not before the buckets' times
 * @returns the decision and the counts after it
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html
 */
export function place(state: PlacementState, nowMs: number): Placement {
  const provisionedRequests = refilled(state.provisionedRequests, nowMs);
  if (state.provisionedIdle > 0 && provisionedRequests.tokens >= 1) {
    return {
      kind: 'provisioned',
      reason: null,
      state: {
        ...state,
        provisionedIdle: state.provisionedIdle - 1,
        provisionedRequests: taken(provisionedRequests),
      },
    };
  }
  if (state.onDemandInUse >= state.onDemandLimit) {
    const reason =
      state.limitedBy === 'reserved'
        ? 'ReservedFunctionConcurrentInvocationLimitExceeded'
        : 'ConcurrentInvocationLimitExceeded';
    return { kind: 'throttled', reason, state: { ...state, provisionedRequests } };
  }
  const onDemandInUse = state.onDemandInUse + 1;
  if (state.retainedIdle > 0) {
    const retainedIdle = state.retainedIdle - 1;
    return {
      kind: 'retained',
      reason: null,
      state: { ...state, provisionedRequests, retainedIdle, onDemandInUse },
    };
  }
  const newEnvironments = refilled(state.newEnvironments, nowMs);
  if (newEnvironments.tokens < 1) {
    return {
      kind: 'throttled',
      reason: 'FunctionInvocationRateLimitExceeded',
      state: { ...state, provisionedRequests, newEnvironments },
    };
  }
  return {
    kind: 'new',
    reason: null,
    state: { ...state, provisionedRequests, newEnvironments: taken(newEnvironments), onDemandInUse },
  };
}
