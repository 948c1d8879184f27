import type { Prices } from '../../model/prices.ts';
import { studentT975 } from '../interval.ts';
import type { SizeOutcome } from '../simulation/replicate.ts';
import { type GoalMetric, goalMetrics } from './goals.ts';
import { type MonthlyCost, monthlyCost, monthMs } from './monthly-cost.ts';

/** A mean over replications with its 95 % interval; both ends are the mean where replications do not differ. */
export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** 97.5 % points of Student's t for one to three degrees of freedom; the expansion is good from four on.
 * @see https://www.itl.nist.gov/div898/handbook/eda/section3/eda3672.htm */
const fewDegrees: Readonly<Record<number, number>> = { 1: 12.706, 2: 4.303, 3: 3.182 };

/** Mean and interval of values that are independent of each other: one of each replication.
 * @returns null where there is none */
export function estimateOf(values: readonly (number | null)[]): Estimate | null {
  const known = values.filter((value) => value !== null);
  const n = known.length;
  if (n === 0) return null;
  const mean = known.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { mean, low: mean, high: mean };
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const half = (fewDegrees[n - 1] ?? studentT975(n - 1)) * Math.sqrt(variance / n);
  return { mean, low: mean - half, high: mean + half };
}

/** An interval of Student's t knows no bounds; what it speaks of does. */
const within = (estimate: Estimate | null, least: number, greatest: number): Estimate | null =>
  estimate && { ...estimate, low: Math.max(least, estimate.low), high: Math.min(greatest, estimate.high) };

/** What a simulation says of one size. */
export interface SizeEstimate {
  readonly size: number;
  readonly figures: Readonly<Record<GoalMetric, Estimate | null>>;
  /** Of a month; the mean over replications. */
  readonly cost: MonthlyCost;
  readonly totalUsd: Estimate | null;
  readonly servedAMonth: number;
  /** Share of the time that provisioned environments are busy; null: there are none. */
  readonly utilisation: number | null;
}

export interface PricedAs {
  readonly memorySizeMb: number;
  readonly prices: Prices;
  /** Hours a month in which provisioned concurrency is configured. */
  readonly provisionedHours: number;
}

const servedOf = ({ counts }: SizeOutcome): number => counts.provisioned + counts.retained + counts.new;

const figureOf = (outcome: SizeOutcome, metric: GoalMetric): number | null => {
  const { counts, roundTripMs } = outcome;
  const served = servedOf(outcome);
  const throttled = counts.overConcurrency + counts.overRate;
  switch (metric) {
    case 'cold.ratio':
      return served === 0 ? null : counts.new / served;
    case 'spillover.ratio':
      return served === 0 ? null : (counts.new + counts.retained) / served;
    case 'throttled.ratio':
      return served + throttled === 0 ? null : throttled / (served + throttled);
    case 'round_trip.p50':
      return roundTripMs.p50;
    case 'round_trip.p90':
      return roundTripMs.p90;
    case 'round_trip.p95':
      return roundTripMs.p95;
    case 'round_trip.p99':
      return roundTripMs.p99;
    case 'round_trip.mean':
      return roundTripMs.mean;
  }
};

const metrics: readonly GoalMetric[] = [
  'cold.ratio',
  'spillover.ratio',
  'throttled.ratio',
  'round_trip.p50',
  'round_trip.p90',
  'round_trip.p95',
  'round_trip.p99',
  'round_trip.mean',
];

/**
 * Figures and monthly cost of one size from its replications.
 *
 * @param outcomes - of the same size, one of each replication; at least one
 * @param horizonMs - what each of them simulated
 */
export function sizeEstimate(
  outcomes: readonly SizeOutcome[],
  horizonMs: number,
  { memorySizeMb, prices, provisionedHours }: PricedAs,
): SizeEstimate {
  const size = outcomes[0]?.size ?? 0;
  const toMonth = monthMs / horizonMs;
  const provisionedSeconds = size * provisionedHours * 3_600;
  const costs = outcomes.map((outcome) =>
    monthlyCost(
      {
        requests: servedOf(outcome) * toMonth,
        onDemandBilledMs: outcome.counts.onDemandBilledMs * toMonth,
        billedInitMs: outcome.counts.billedInitMs * toMonth,
        provisionedBilledMs: outcome.counts.provisionedBilledMs * toMonth,
      },
      provisionedSeconds,
      memorySizeMb,
      prices,
    ),
  );
  const mean = <Key extends keyof MonthlyCost>(key: Key): MonthlyCost[Key] =>
    (estimateOf(costs.map((cost) => cost[key]))?.mean ?? null) as MonthlyCost[Key];
  const busyMs =
    outcomes.reduce((sum, { counts }) => sum + counts.provisionedBilledMs, 0) / Math.max(1, outcomes.length);
  return {
    size,
    figures: Object.fromEntries(
      metrics.map((metric) => [
        metric,
        within(
          estimateOf(outcomes.map((outcome) => figureOf(outcome, metric))),
          0,
          goalMetrics[metric][0] === 'ratio' ? 1 : Number.POSITIVE_INFINITY,
        ),
      ]),
    ) as Record<GoalMetric, Estimate | null>,
    cost: {
      requestsUsd: mean('requestsUsd'),
      durationUsd: mean('durationUsd'),
      initUsd: mean('initUsd'),
      provisionedUsd: mean('provisionedUsd'),
      provisionedDurationUsd: mean('provisionedDurationUsd'),
      logsUsd: mean('logsUsd'),
      totalUsd: mean('totalUsd'),
    },
    totalUsd: within(estimateOf(costs.map(({ totalUsd }) => totalUsd)), 0, Number.POSITIVE_INFINITY),
    servedAMonth: (outcomes.reduce((sum, outcome) => sum + servedOf(outcome), 0) / outcomes.length) * toMonth,
    utilisation: provisionedSeconds === 0 ? null : (busyMs * toMonth) / (provisionedSeconds * 1_000),
  };
}

/** Half of an interval, as a share of its mean, at most this, ends the replications. */
const narrowEnough = 0.05;
/** Below this ratio a relative width says nothing. */
const negligibleRatio = 0.000_1;

/** Are the figures that decide sure enough? */
export const isNarrow = ({ figures }: SizeEstimate): boolean =>
  (['cold.ratio', 'round_trip.p99'] as const).every((metric) => {
    const estimate = figures[metric];
    if (estimate === null) return true;
    const half = (estimate.high - estimate.low) / 2;
    const floor = metric === 'cold.ratio' ? negligibleRatio : 0;
    return half <= Math.max(narrowEnough * Math.abs(estimate.mean), floor);
  });
