import { ascending, quantile } from '../quantile.ts';
import type { Estimate } from './hodges-lehmann.ts';
import { hypergeometric } from './hypergeometric.ts';
import { type Tails, tailsOf } from './tails.ts';

/** How many of n values lie above their quantile of type 7. */
export const marksAbove = (n: number, p: number): number => n - 1 - Math.floor((n - 1) * p);

/**
 * Do new values reach further beyond a quantile than old ones? Counts how many of the values above the quantile of
 * both samples together are new: Mood's median test for any quantile. Exact, free of any distribution.
 *
 * @param p - which quantile, 0 to 1
 * @see Mood, Introduction to the Theory of Statistics (1950), 16.6; Johnson, Verrill & Moore, "Two-sample rank tests
 *   for detecting changes that occur in a small proportion of the treated population", Biometrics 43 (1987) 641–655
 */
export function quantileTest(old: readonly number[], now: readonly number[], p: number): Tails {
  const all = ascending([...old, ...now]);
  const limit = all[all.length - 1 - marksAbove(all.length, p)] ?? 0;
  const above = (values: readonly number[]): number => values.filter((value) => value > limit).length;
  const marked = above(old) + above(now);
  return tailsOf(above(now), hypergeometric(all.length, marked, now.length));
}

/**
 * By how much the quantile of the new values lies above that of the old ones: the difference of the two, with the
 * interval of all shifts that {@link quantileTest} does not reject.
 *
 * @param old - finite, not empty, and so `now`
 */
export function quantileShift(
  old: readonly number[],
  now: readonly number[],
  p: number,
  level: number,
): Estimate {
  const [before, after] = [ascending(old), ascending(now)];
  const estimate = (quantile(after, p) ?? 0) - (quantile(before, p) ?? 0);
  const all = old.length + now.length;
  const marked = marksAbove(all, p);
  const probabilities = hypergeometric(all, marked, now.length);
  const tail = ((1 - level) / 2) * (1 + 1e-12);
  // x marks are new, of a shift by d, as soon as the x-th greatest new value − d exceeds the old one that it displaces.
  let most = Math.min(marked, now.length);
  while (most >= 0 && tailsOf(most, probabilities).atLeast <= tail) most -= 1;
  let least = Math.max(0, marked - old.length);
  while (least <= marked && tailsOf(least, probabilities).atMost <= tail) least += 1;
  // The first count that is rejected at the upper end, and the last one at the lower.
  const [tooMany, tooFew] = [most + 1, least - 1];
  const difference = (x: number): number | null => {
    const [newest, displaced] = [after[now.length - x], before[old.length - (marked - x + 1)]];
    return newest === undefined || displaced === undefined ? null : newest - displaced;
  };
  const low = difference(tooMany);
  const high = tooFew < 0 ? null : difference(tooFew + 1);
  return { estimate, interval: low === null || high === null ? null : { low, high } };
}
