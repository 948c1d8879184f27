import { type Prices, pricesAsOf, pricesOf } from '../model/prices.ts';
import type { TargetFacts } from '../model/target.ts';

const mbPerGb = 1_024;

/** On-demand cost of a month's duration of one architecture in one region, tier by tier.
 * @param gbSeconds - of the whole account or organization; 0 or more
 * @returns US dollars, before any free tier
 * @see https://aws.amazon.com/lambda/pricing/ */
export function durationUsd(gbSeconds: number, prices: Prices): number {
  const steps = [{ fromGbSeconds: 0, perGbSecondUsd: prices.perGbSecondUsd }, ...prices.durationTiers];
  return steps.reduce((usd, { fromGbSeconds, perGbSecondUsd }, index) => {
    const upTo = steps[index + 1]?.fromGbSeconds ?? Number.POSITIVE_INFINITY;
    return usd + Math.max(0, Math.min(gbSeconds, upTo) - fromGbSeconds) * perGbSecondUsd;
  }, 0);
}

/** On-demand cost of requests, each billed for the same time, in the first tier.
 * @param billedMs - what one request is billed
 * @param memorySizeMb - configured memory
 * @returns US dollars, before any free tier
 * @see https://aws.amazon.com/lambda/pricing/ */
export const requestsUsd = (
  requests: number,
  billedMs: number,
  memorySizeMb: number,
  prices: Prices,
): number =>
  (requests / 1_000_000) * prices.perMillionRequestsUsd +
  requests * (billedMs / 1_000) * (memorySizeMb / mbPerGb) * prices.perGbSecondUsd;

/** Cost of keeping provisioned concurrency configured.
 * @param seconds - from enabling to disabling; AWS rounds up to five minutes
 * @returns US dollars; null where no price is known */
export const provisionedUsd = (
  environments: number,
  seconds: number,
  memorySizeMb: number,
  { provisionedPerGbSecondUsd }: Prices,
): number | null =>
  provisionedPerGbSecondUsd === null
    ? null
    : environments * Math.ceil(seconds / 300) * 300 * (memorySizeMb / mbPerGb) * provisionedPerGbSecondUsd;

/** Cost of compute time on provisioned environments.
 * @returns US dollars; null where no price is known */
export const provisionedDurationUsd = (
  gbSeconds: number,
  { provisionedDurationPerGbSecondUsd }: Prices,
): number | null =>
  provisionedDurationPerGbSecondUsd === null ? null : gbSeconds * provisionedDurationPerGbSecondUsd;

/** Share of its time that a provisioned environment must be busy for it to cost no more than the same duration on
 * demand, by price alone. Above 1: it never does.
 * @returns null where no price is known */
export function breakEvenUtilisation(prices: Prices): number | null {
  const { perGbSecondUsd, provisionedPerGbSecondUsd: idle, provisionedDurationPerGbSecondUsd: busy } = prices;
  if (idle === null || busy === null) return null;
  const saved = perGbSecondUsd - busy;
  return saved > 0 ? idle / saved : Number.POSITIVE_INFINITY;
}

/** What a run would cost, said in words: an estimate where the hold is known, and the most it could be.
 * Duration is priced on demand throughout: on provisioned environments it is less. */
export function estimateInWords(
  facts: TargetFacts,
  requests: number,
  holdMs: number | null,
  local: boolean,
): string {
  if (local) return 'nothing: the embedded service runs on this machine';
  const prices = pricesOf(facts.region, facts.architecture ?? 'x86_64');
  if (prices === null) {
    return `not known: no ${facts.architecture ?? 'x86_64'} price for ${facts.region} in this version's table`;
  }
  const { memorySizeMb, timeoutMs } = facts;
  if (memorySizeMb === null || timeoutMs === null) {
    return "not known: the function's memory and timeout could not be read";
  }
  const usd = (billedMs: number): string =>
    `${requestsUsd(requests, billedMs, memorySizeMb, prices).toPrecision(2)} USD`;
  const about = holdMs === null ? '' : `about ${usd(holdMs)} for ${requests} requests of ${holdMs} ms, `;
  return `${about}at most ${usd(timeoutMs)} if each ran into its timeout (prices of ${pricesAsOf}, before free tier; inits are billed too)`;
}
