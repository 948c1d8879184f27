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
  /** Of the other metrics: so many times the figure at the least concurrency is over the knee. */
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

/** Requests of a round that went beyond what was ready for them. */
export const beyond = ({ cold, retained }: Observation, { hasProvisioned }: SweepRange): number =>
  hasProvisioned ? cold + retained : cold;

/** Is this round beyond the knee? Null: it does not say. */
export function isBeyond(seen: Observation, all: readonly Observation[], range: SweepRange): boolean | null {
  if (range.metric === 'cold.count') {
    if (beyond(seen, range) > 0) return true;
    return seen.unknown > 0 ? null : false;
  }
  const least = all.reduce((first, each) => (each.concurrency < first.concurrency ? each : first), seen);
  const [base, value] = [figureOf(least, range.metric), figureOf(seen, range.metric)];
  if (value === null) return null;
  if (base === null) return range.metric === 'init.p95';
  return value > base * range.rise;
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

/** What a round with c beyond at N says: N − c were served by what was ready. */
const capacityOf = (all: readonly Observation[], range: SweepRange): number | null => {
  if (range.metric !== 'cold.count') return null;
  const capacities = all
    .filter((seen) => beyond(seen, range) > 0)
    .map((seen) => seen.concurrency - beyond(seen, range));
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
    // Right after the predicted knee − 1 comes the knee itself.
    if (all.length === 1 && greatest === predicted) return greatest + 1;
    return inside(greatest * 2);
  }
  const capacity = capacityOf(all, range);
  for (const candidate of capacity === null ? [] : [capacity, capacity + 1]) {
    if (fresh(candidate) && candidate > (below ?? 0) && candidate < at) return candidate;
  }
  const middle = Math.floor(((below ?? from - 1) + at) / 2);
  return fresh(middle) ? middle : null;
}

/** The most invocations that finding the knee can take from here, if every round is needed. */
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
