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

/** Tokens after `elapsedMs` of refilling. */
export const refilledTokens = (
  capacity: number,
  refillPerSecond: number,
  tokens: number,
  elapsedMs: number,
): number => Math.min(capacity, tokens + (elapsedMs / 1_000) * refillPerSecond);

/** The bucket as it stands at `nowMs`. */
export const refilled = (bucket: TokenBucket, nowMs: number): TokenBucket =>
  nowMs <= bucket.atMs
    ? bucket
    : {
        ...bucket,
        atMs: nowMs,
        tokens: refilledTokens(bucket.capacity, bucket.refillPerSecond, bucket.tokens, nowMs - bucket.atMs),
      };

const taken = (bucket: TokenBucket, tokens = 1): TokenBucket => ({
  ...bucket,
  tokens: bucket.tokens - tokens,
});

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

/** Where a request goes, or what keeps it from going anywhere. */
export type Decision = 'provisioned' | 'retained' | 'new' | 'over-concurrency' | 'over-rate';

/**
 * Where Lambda puts a request: a provisioned environment while one is idle and the version is under ten requests a
 * second for each; else a retained one; else a new one; else nowhere. Synchronous requests do not queue.
 * The one rule behind the local service, the prediction and the simulation, on plain numbers: whoever places millions
 * of requests makes no object for each.
 *
 * @param provisionedTokens - of the bucket of ten requests a second, as it stands at this moment; the same for
 *   `newEnvironmentTokens`
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html
 */
export function decide(
  provisionedIdle: number,
  provisionedTokens: number,
  retainedIdle: number,
  newEnvironmentTokens: number,
  onDemandInUse: number,
  onDemandLimit: number,
): Decision {
  if (provisionedIdle > 0 && provisionedTokens >= 1) return 'provisioned';
  if (onDemandInUse >= onDemandLimit) return 'over-concurrency';
  if (retainedIdle > 0) return 'retained';
  return newEnvironmentTokens < 1 ? 'over-rate' : 'new';
}

/**
 * {@link decide} for one request, with the counts after it.
 *
 * @param state - the counts before this request
 * @param nowMs - monotonic, not before the buckets' times
 */
export function place(state: PlacementState, nowMs: number): Placement {
  const provisionedRequests = refilled(state.provisionedRequests, nowMs);
  const newEnvironments = refilled(state.newEnvironments, nowMs);
  const { provisionedIdle, retainedIdle, onDemandLimit, limitedBy } = state;
  const decision = decide(
    provisionedIdle,
    provisionedRequests.tokens,
    retainedIdle,
    newEnvironments.tokens,
    state.onDemandInUse,
    onDemandLimit,
  );
  const after = { ...state, provisionedRequests, newEnvironments };
  const onDemandInUse = state.onDemandInUse + 1;
  switch (decision) {
    case 'provisioned':
      return {
        kind: 'provisioned',
        reason: null,
        state: {
          ...after,
          provisionedIdle: provisionedIdle - 1,
          provisionedRequests: taken(provisionedRequests),
        },
      };
    case 'retained':
      return {
        kind: 'retained',
        reason: null,
        state: { ...after, retainedIdle: retainedIdle - 1, onDemandInUse },
      };
    case 'new':
      return {
        kind: 'new',
        reason: null,
        state: { ...after, newEnvironments: taken(newEnvironments), onDemandInUse },
      };
    case 'over-concurrency':
      return {
        kind: 'throttled',
        reason:
          limitedBy === 'reserved'
            ? 'ReservedFunctionConcurrentInvocationLimitExceeded'
            : 'ConcurrentInvocationLimitExceeded',
        state: after,
      };
    case 'over-rate':
      return { kind: 'throttled', reason: 'FunctionInvocationRateLimitExceeded', state: after };
  }
}

/** Requests by where {@link place} puts them. */
export interface PlacedCounts {
  readonly provisioned: number;
  readonly retained: number;
  readonly new: number;
  readonly throttled: number;
}

/** What {@link place} does with so many requests one after the other at one moment, counted at once. */
export function placeMany(
  state: PlacementState,
  requests: number,
  nowMs: number,
): { readonly placed: PlacedCounts; readonly state: PlacementState } {
  if (requests === 0) return { placed: { provisioned: 0, retained: 0, new: 0, throttled: 0 }, state };
  const provisionedRequests = refilled(state.provisionedRequests, nowMs);
  const provisioned = Math.min(requests, state.provisionedIdle, Math.floor(provisionedRequests.tokens));
  const allowed = Math.min(requests - provisioned, Math.max(0, state.onDemandLimit - state.onDemandInUse));
  const retained = Math.min(allowed, state.retainedIdle);
  const newEnvironments = refilled(state.newEnvironments, nowMs);
  const made = Math.min(allowed - retained, Math.floor(newEnvironments.tokens));
  return {
    placed: { provisioned, retained, new: made, throttled: requests - provisioned - retained - made },
    state: {
      ...state,
      provisionedIdle: state.provisionedIdle - provisioned,
      provisionedRequests: taken(provisionedRequests, provisioned),
      retainedIdle: state.retainedIdle - retained,
      newEnvironments: taken(newEnvironments, made),
      onDemandInUse: state.onDemandInUse + retained + made,
    },
  };
}
