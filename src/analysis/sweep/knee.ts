import type { SweepEnd } from '../../model/sweep.ts';
import { quantilePoints } from '../quantile.ts';
import type { Observation } from './observation.ts';

export const sweepMetrics = {
  'cold.count': 'requests that wait for an init',
  'init.p95': '95th percentile of the inits waited for',
  'round_trip.p95': '95th percentile of the round trip',
} as const;
export type SweepMetric = keyof typeof sweepMetrics;

export interface SweepRange {
  readonly metric: SweepMetric;
  readonly from: number;
  readonly to: number;
  /** Requests that environments serve which are ready ahead, as the target's facts say; null: they do not say. */
  readonly predicted: number | null;
  /** The target has provisioned concurrency: what an on-demand environment serves has spilled over, retained or not. */
  readonly hasProvisioned: boolean;
  /** Of the other metrics: so many times the figure at the least concurrency that has one is over the knee. */
  readonly rise: number;
}

/** The concurrencies between which the knee lies. */
export interface Bracket {
  /** The greatest without it; null: none was seen. */
  readonly below: number | null;
  /** The least with it; null: none was seen. */
  readonly at: number | null;
}

const figureOf = (seen: Observation, metric: SweepMetric): number | null =>
  metric === 'init.p95' ? seen.initP95Ms : metric === 'round_trip.p95' ? seen.roundTripP95Ms : seen.cold;

/** Where a sweep begins and ends if nobody says. A round of fewer requests has no 95th percentile, and a second one
 * would meet the environments of the first. */
export const defaultRange = (metric: SweepMetric): { readonly from: number; readonly to: number } =>
  metric === 'cold.count' ? { from: 1, to: 40 } : { from: quantilePoints.p95.least, to: 160 };

/** What the others are held against: the least concurrency that has the figure; null: none has. */
export const baseOf = (all: readonly Observation[], metric: SweepMetric): Observation | null =>
  all.reduce<Observation | null>(
    (least, seen) =>
      figureOf(seen, metric) !== null && (least === null || seen.concurrency < least.concurrency)
        ? seen
        : least,
    null,
  );

/** Requests of a round that went beyond what was ready for them. */
export const beyond = ({ cold, retained }: Observation, { hasProvisioned }: SweepRange): number =>
  hasProvisioned ? cold + retained : cold;

/** Is this round beyond the knee? Null: it does not say. */
export function isBeyond(seen: Observation, all: readonly Observation[], range: SweepRange): boolean | null {
  if (range.metric === 'cold.count') {
    if (beyond(seen, range) > 0) return true;
    return seen.unknown > 0 ? null : false;
  }
  const least = baseOf(all, range.metric);
  const base = least === null ? null : figureOf(least, range.metric);
  const value = figureOf(seen, range.metric);
  return value === null || base === null ? null : value > base * range.rise;
}

export function bracketOf(all: readonly Observation[], range: SweepRange): Bracket {
  let below: number | null = null;
  let at: number | null = null;
  for (const seen of all) {
    const is = isBeyond(seen, all, range);
    if (is === true) at = Math.min(at ?? Number.POSITIVE_INFINITY, seen.concurrency);
  }
  for (const seen of all) {
    const is = isBeyond(seen, all, range);
    if (is === false && (at === null || seen.concurrency < at))
      below = Math.max(below ?? 0, seen.concurrency);
  }
  return { below, at };
}

/** The knee: the least concurrency beyond; null: it is not bracketed yet, or there is none. */
export const kneeOf = ({ below, at }: Bracket, { from }: Pick<SweepRange, 'from'>): number | null =>
  at !== null && (at === from || below === at - 1) ? at : null;

/** Nothing is left open that could be known: the knee, or that there is none in the range, or its bracket where no
 * smaller round may follow. */
export const isDecided = (
  all: readonly Observation[],
  bracket: Bracket,
  range: SweepRange,
  end: SweepEnd,
): boolean => {
  if (kneeOf(bracket, range) !== null) return true;
  if (end !== 'done' || bracket.below === null) return false;
  return bracket.at === null ? bracket.below === range.to : !canGoBack(all, range);
};

/** May a smaller round follow a larger one? Not where a time is looked at and the larger one has made environments: the
 * smaller one would meet them, and wait for no init. What is retained can be counted in, but not taken out of a time. */
export const canGoBack = (all: readonly Observation[], { metric }: SweepRange): boolean =>
  metric === 'cold.count' || all.every(({ cold }) => cold === 0);

/** What a round with c beyond at N says: N − c were served by what was ready. */
const capacityOf = (all: readonly Observation[], range: SweepRange): number | null => {
  if (range.metric !== 'cold.count') return null;
  const capacities = all
    .filter((seen) => beyond(seen, range) > 0)
    .map((seen) => seen.concurrency - seen.throttled - beyond(seen, range));
  return capacities.length === 0 ? null : capacities.reduce((least, each) => Math.min(least, each));
};

/**
 * The next concurrency to measure, in few invocations: first at the predicted knee − 1 and knee; then where a round says
 * the capacity is; else doubling until one is beyond, then halving between the two.
 *
 * @param all - the rounds so far, in any order
 * @returns null: the knee is found, or there is none in the range
 */
export function nextConcurrency(all: readonly Observation[], range: SweepRange): number | null {
  const { from, to, predicted } = range;
  const measured = new Set(all.map(({ concurrency }) => concurrency));
  const bracket = bracketOf(all, range);
  const { below, at } = bracket;
  if (kneeOf(bracket, range) !== null) return null;
  const inside = (concurrency: number): number => Math.min(to, Math.max(from, concurrency));
  const fresh = (concurrency: number): boolean =>
    concurrency >= from && concurrency <= to && !measured.has(concurrency);
  if (all.length === 0)
    return inside(range.metric === 'cold.count' && predicted !== null && predicted > 0 ? predicted : from);
  if (at === null) {
    const greatest = all.reduce((most, { concurrency }) => Math.max(most, concurrency), 0);
    if (greatest >= to) return null;
    // More at once would be throttled too, and who is throttled meets no cold start.
    if (range.metric === 'cold.count' && all.some(({ throttled }) => throttled > 0)) return null;
    // Right after the predicted knee − 1 comes the knee itself.
    if (all.length === 1 && greatest === predicted) return greatest + 1;
    return inside(greatest * 2);
  }
  if (!canGoBack(all, range)) return null;
  const capacity = capacityOf(all, range);
  for (const candidate of capacity === null ? [] : [capacity, capacity + 1]) {
    if (fresh(candidate) && candidate > (below ?? 0) && candidate < at) return candidate;
  }
  const middle = Math.floor(((below ?? from - 1) + at) / 2);
  return fresh(middle) ? middle : null;
}

/** The concurrencies that are measured if the prediction holds; without one, those up to the end of the range. */
export function plannedConcurrencies(range: SweepRange): readonly number[] {
  const { from, to, predicted } = range;
  if (range.metric === 'cold.count' && predicted !== null && predicted < to)
    return predicted < from ? [from] : [predicted, predicted + 1];
  const planned: number[] = [];
  for (let concurrency = from; ; concurrency = Math.min(to, concurrency * 2)) {
    planned.push(concurrency);
    if (concurrency >= to) return planned;
  }
}
