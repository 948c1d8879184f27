import { ascending } from '../quantile.ts';
import type { Stratum } from './rank-null.ts';

/** Every difference new − old within the strata, in order, without being written down: two samples of ten thousand
 * have a hundred million. */
export interface Differences {
  readonly count: number;
  /** The k-th smallest, from 1. */
  readonly at: (k: number) => number;
}

interface Sorted {
  readonly old: Float64Array;
  readonly new: Float64Array;
}

/** Pairs whose difference is at most `limit`; the difference is the rounded one, as {@link Differences.at} gives it. */
function countAtMost({ old, new: now }: Sorted, limit: number): number {
  let pairs = 0;
  let from = 0;
  // The greater the new value, the fewer old ones lie close enough above it.
  for (const value of now) {
    while (from < old.length && value - (old[from] ?? 0) > limit) from += 1;
    pairs += old.length - from;
  }
  return pairs;
}

/** @param strata - finite values */
export function differencesOf(strata: readonly Stratum[]): Differences {
  const sorted = strata.map(({ old, new: now }): Sorted => ({ old: ascending(old), new: ascending(now) }));
  const ends = sorted.filter(({ old, new: now }) => old.length > 0 && now.length > 0);
  const least = Math.min(...ends.map(({ old, new: now }) => (now[0] ?? 0) - (old.at(-1) ?? 0)));
  const most = Math.max(...ends.map(({ old, new: now }) => (now.at(-1) ?? 0) - (old[0] ?? 0)));
  const atMost = (limit: number): number => sorted.reduce((sum, each) => sum + countAtMost(each, limit), 0);
  return {
    count: sorted.reduce((sum, { old, new: now }) => sum + old.length * now.length, 0),
    at: (k) => {
      if (atMost(least) >= k) return least;
      let [low, high] = [least, most];
      // Halves until no number lies between: what is left is the difference itself, to the last bit.
      for (;;) {
        const middle = low + (high - low) / 2;
        if (middle <= low || middle >= high) return high;
        if (atMost(middle) >= k) high = middle;
        else low = middle;
      }
    },
  };
}
