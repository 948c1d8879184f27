import type { RowFacts } from '../model/invocation.ts';
import { pricesAsOf, pricesOf } from '../model/prices.ts';
import type { TargetFacts } from '../model/target.ts';
import { provisionedDurationUsd, requestsUsd } from './cost.ts';

/** What requests cost, by their own Billed Duration. */
export interface RunCost {
  readonly usd: number;
  /** Rows that are in it: those with a REPORT. */
  readonly requests: number;
  readonly billedMs: number;
  /** `us-east-1, x86_64, as of 2026-11` */
  readonly pricedAs: string;
}

/**
 * What rows cost on AWS: request fees and Billed Duration, that of provisioned environments at its own price. What
 * configured provisioned concurrency costs while it stands is not in it, nor is any free tier.
 *
 * @param parts - rows, run by run; warm-up rounds included: they cost the same
 * @returns null where memory or prices are not known, or no row has a REPORT, which says what was billed
 */
export function runCost(parts: readonly Iterable<RowFacts>[], target: TargetFacts): RunCost | null {
  const architecture = target.architecture ?? 'x86_64';
  const prices = pricesOf(target.region, architecture);
  const { memorySizeMb } = target;
  if (prices === null || memorySizeMb === null) return null;
  let usd = 0;
  let requests = 0;
  let billedMs = 0;
  for (const rows of parts)
    for (const { report, initType } of rows) {
      if (report?.billedMs == null) continue;
      requests += 1;
      billedMs += report.billedMs;
      const provisioned =
        initType === 'provisioned-concurrency'
          ? provisionedDurationUsd((report.billedMs / 1_000) * (memorySizeMb / 1_024), prices)
          : null;
      usd +=
        provisioned === null
          ? requestsUsd(1, report.billedMs, memorySizeMb, prices)
          : requestsUsd(1, 0, memorySizeMb, prices) + provisioned;
    }
  if (requests === 0) return null;
  return { usd, requests, billedMs, pricedAs: `${target.region}, ${architecture}, as of ${pricesAsOf}` };
}
