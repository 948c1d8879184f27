import { hypergeometric } from './hypergeometric.ts';
import { marksAbove } from './quantile-test.ts';
import type { Alternative } from './tails.ts';

/** ln of the number of ways to choose `chosen` of `all`. */
function logWays(all: number, chosen: number): number {
  let sum = 0;
  for (let k = 1; k <= chosen; k += 1) sum += Math.log((all - chosen + k) / k);
  return sum;
}

/** Sizes of an old and a new sample. */
export interface Sizes {
  readonly old: number;
  readonly new: number;
}

const sidesOf = (alternative: Alternative): number => (alternative === 'two-sided' ? 2 : 1);

/** Products of rounded logarithms: a p of 0.05 itself still counts as 0.05. */
const within = (p: number, alpha: number): boolean => p <= alpha * (1 + 1e-9);

/** The least p-value that a rank test, or any other that exchanges old and new, could have with these sizes: every new
 * value beyond every old one. One pair of sizes for each stratum. */
export const leastRankP = (strata: readonly Sizes[], alternative: Alternative): number =>
  Math.min(
    1,
    sidesOf(alternative) *
      Math.exp(-strata.reduce((sum, { old, new: now }) => sum + logWays(old + now, Math.min(old, now)), 0)),
  );

/** The same for Fisher's test: all against none. */
export const leastFisherP = ({ old, new: now }: Sizes, alternative: Alternative): number =>
  Math.min(
    1,
    (alternative === 'two-sided' && old === now ? 2 : 1) * Math.exp(-logWays(old + now, Math.min(old, now))),
  );

/** The same for the test of a quantile. */
export function leastQuantileP({ old, new: now }: Sizes, p: number, alternative: Alternative): number {
  const marked = marksAbove(old + now, p);
  const probabilities = hypergeometric(old + now, marked, now);
  const allNew = marked <= now ? (probabilities[marked] ?? 1) : 0;
  const allOld = marked <= old ? (probabilities[0] ?? 1) : 0;
  const ends = { greater: [allNew], less: [allOld], 'two-sided': [allNew, allOld] }[alternative].filter(
    (each) => each > 0,
  );
  return ends.length === 0 ? 1 : Math.min(1, sidesOf(alternative) * Math.min(...ends));
}

/** No sample that anybody takes is larger. */
const mostSearched = 100_000;

/**
 * The least n that both sides need before a test could reject at `alpha`: a side that has more keeps what it has.
 *
 * @param leastP - of the sizes
 * @returns null: none up to 100,000 would do
 */
export function leastN(sizes: Sizes, alpha: number, leastP: (sizes: Sizes) => number): number | null {
  for (let n = 1; n <= mostSearched; n += 1) {
    if (within(leastP({ old: Math.max(n, sizes.old), new: Math.max(n, sizes.new) }), alpha)) return n;
  }
  return null;
}

/** True where a test with this least p-value could reject at `alpha`. */
export const couldReject = within;
