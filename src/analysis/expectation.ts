import type { TargetFacts } from '../model/target.ts';
import { hasProvisioned } from './has-provisioned.ts';
import {
  type Buckets,
  type CountRange,
  fullBuckets,
  onDemandLimit,
  type Placed,
  placeAtOnce,
  servingProvisioned,
} from './prediction.ts';
import type { Expectation } from './result.ts';
import { counted } from './wording.ts';

/** What one round is predicted from. */
export interface RoundAhead {
  /** Requests that ask for an environment at one moment. */
  readonly requests: number;
  /** Release, on the run's monotonic clock. */
  readonly atMs: number;
  /** Idle on-demand environments at the release. */
  readonly retained: CountRange;
  /** Longest time in which they may have been placed: meanwhile the rates allow more. */
  readonly spanMs: number;
}

/** What a prediction leaves to the next round's: the rates used up, if as few and if as many as possible went on demand. */
export interface RatesLeft {
  readonly best: Buckets;
  readonly worst: Buckets;
}

export type Predicted = Pick<Expectation, 'waitedForInit' | 'throttled' | 'because'>;

/**
 * Predicts how many requests of a round wait for an init, by the placement rule.
 *
 * @param options.freshEnvironments - the service is known to have had no other traffic and to report its provisioned
 *   environments exactly: a local service just started. Elsewhere earlier traffic may have left environments
 * @param options.rates - what the round before left; null for the first
 */
export function predict(
  target: TargetFacts,
  round: RoundAhead,
  options: { readonly freshEnvironments: boolean; readonly rates: RatesLeft | null },
): { readonly predicted: Predicted; readonly rates: RatesLeft | null } {
  if (round.requests === 0) {
    const none = { min: 0, max: 0 };
    const because = 'no request got so far as to ask for an environment';
    return { predicted: { waitedForInit: none, throttled: none, because }, rates: options.rates };
  }
  const obstacle = notPredictable(target);
  if (obstacle !== null)
    return { predicted: { waitedForInit: null, throttled: null, because: obstacle }, rates: null };
  const serving = servingProvisioned(target, options.freshEnvironments);
  const limit = onDemandLimit(target);
  const full = fullBuckets(target.provisioned?.requested ?? 0, round.atMs);
  const run = (provisionedIdle: number, retainedIdle: number, buckets: Buckets, spanMs = 0) =>
    placeAtOnce(round.requests, { provisionedIdle, retainedIdle }, limit, buckets, round.atMs, spanMs);
  const best = run(serving.max, round.retained.max, options.rates?.best ?? full);
  const worst = run(serving.min, round.retained.min, options.rates?.worst ?? full);
  // Only a rate that is used up makes a difference between at once and one after the other.
  const slow =
    best.throttled + worst.throttled === 0
      ? []
      : [
          run(serving.max, round.retained.max, options.rates?.best ?? full, round.spanMs),
          run(serving.min, round.retained.min, options.rates?.worst ?? full, round.spanMs),
        ];
  const ways = [best, worst, ...slow];
  return {
    predicted: {
      waitedForInit: rangeOf(ways.map((way) => way.new)),
      throttled: rangeOf(ways.map((way) => way.throttled)),
      because: becauseOf(serving.because, round, best, worst, limit.limitedBy),
    },
    rates: { best: best.buckets, worst: worst.buckets },
  };
}

const rangeOf = (counts: readonly number[]): CountRange => ({
  min: Math.min(...counts),
  max: Math.max(...counts),
});

function notPredictable(target: TargetFacts): string | null {
  if (target.managedInstances === true) return 'on Managed Instances many requests share an environment';
  if (hasProvisioned(target) !== null) return null;
  const unread = target.unread.find(({ fact }) => /provision/i.test(fact));
  return `the provisioned concurrency could not be read (${unread?.reason ?? 'no reason given'})`;
}

function becauseOf(
  serving: string,
  { requests, retained }: RoundAhead,
  best: Placed,
  worst: Placed,
  limitedBy: 'reserved' | 'account',
): string {
  const spilled = rangeOf([requests - best.provisioned, requests - worst.provisioned]);
  const parts = [serving];
  if (spilled.max === 0)
    parts.push(`so ${requests === 1 ? 'the request goes' : `all ${requests} requests go`} there`);
  else {
    const many = spilled.min === spilled.max ? `${spilled.max}` : `${spilled.min} to ${spilled.max}`;
    const rest = retained.min === retained.max ? surelyRetained(retained.max) : maybeRetained(retained.min);
    parts.push(
      `so ${many} of ${counted(requests, 'request')} ${spilled.max === 1 ? 'goes' : 'go'} on demand: ${rest}`,
    );
  }
  const throttled = rangeOf([best.throttled, worst.throttled]);
  if (throttled.max > 0)
    parts.push(
      `what ${limitedBy === 'reserved' ? 'reserved concurrency' : "the account's concurrency or its scaling rate"} does not allow is throttled`,
    );
  return parts.join(', ');
}

const surelyRetained = (environments: number): string =>
  environments === 0
    ? 'none is retained there, so each gets a new environment'
    : `${counted(environments, 'environment is', 'environments are')} retained there`;

const maybeRetained = (least: number): string =>
  least === 0
    ? 'each gets a new environment, unless one is retained from earlier traffic'
    : `${least} or more environments are retained there`;
