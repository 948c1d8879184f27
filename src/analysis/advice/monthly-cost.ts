import type { Prices } from '../../model/prices.ts';
import { durationUsd } from '../cost.ts';

/** Days that a month is counted as. */
export const monthDays = 30;
export const monthMs = monthDays * 86_400_000;

/** Bytes of log that a request writes at least: START, END and REPORT, with the 26 that CloudWatch Logs adds to each.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
const platformLogBytes = 420;

/** Requests of a time, as far as they cost. */
export interface Billed {
  readonly requests: number;
  readonly onDemandBilledMs: number;
  /** The part of `onDemandBilledMs` that is init. */
  readonly billedInitMs: number;
  readonly provisionedBilledMs: number;
}

/** US dollars a month, by what they are for. */
export interface MonthlyCost {
  readonly requestsUsd: number;
  /** Duration on demand, without inits. */
  readonly durationUsd: number;
  readonly initUsd: number;
  /** Configured provisioned concurrency, busy or idle; null: no price is known. */
  readonly provisionedUsd: number | null;
  readonly provisionedDurationUsd: number | null;
  /** Null: no price is known. */
  readonly logsUsd: number | null;
  /** All of the above that is known; null where one of the provisioned prices is needed and not known. */
  readonly totalUsd: number | null;
}

/**
 * What a month costs.
 *
 * @param billed - of one month
 * @param provisionedEnvironmentSeconds - configured environments × seconds of the month
 * @param memorySizeMb - configured memory
 * @see https://aws.amazon.com/lambda/pricing/
 */
export function monthlyCost(
  billed: Billed,
  provisionedEnvironmentSeconds: number,
  memorySizeMb: number,
  prices: Prices,
): MonthlyCost {
  const gb = memorySizeMb / 1_024;
  const onDemandGbSeconds = (billed.onDemandBilledMs / 1_000) * gb;
  const onDemandUsd = durationUsd(onDemandGbSeconds, prices);
  const initShare = billed.onDemandBilledMs === 0 ? 0 : billed.billedInitMs / billed.onDemandBilledMs;
  const needed = (amount: number, priceUsd: number | null): number | null =>
    amount === 0 ? 0 : priceUsd === null ? null : amount * priceUsd;
  const provisionedUsd = needed(provisionedEnvironmentSeconds * gb, prices.provisionedPerGbSecondUsd);
  const provisionedDurationUsd = needed(
    (billed.provisionedBilledMs / 1_000) * gb,
    prices.provisionedDurationPerGbSecondUsd,
  );
  const requestsUsd = (billed.requests / 1_000_000) * prices.perMillionRequestsUsd;
  const logsUsd =
    prices.logsPerGbUsd === null
      ? null
      : ((billed.requests * platformLogBytes) / 1024 ** 3) * prices.logsPerGbUsd;
  return {
    requestsUsd,
    durationUsd: onDemandUsd * (1 - initShare),
    initUsd: onDemandUsd * initShare,
    provisionedUsd,
    provisionedDurationUsd,
    logsUsd,
    totalUsd:
      provisionedUsd === null || provisionedDurationUsd === null
        ? null
        : requestsUsd + onDemandUsd + provisionedUsd + provisionedDurationUsd + (logsUsd ?? 0),
  };
}
