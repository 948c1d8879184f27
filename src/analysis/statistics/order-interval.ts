/** Two order statistics of a sample, and how surely they hold a quantile of what it was drawn from. */
export interface RankInterval {
  /** From 1, the least value, to n. */
  readonly low: number;
  /** From 1 to n, above `low`. */
  readonly high: number;
  /** Probability that the quantile lies in between, ends included; at least what was asked, whatever the distribution. */
  readonly coverage: number;
}

/** Where a weight is this small beside the greatest, all that follow add nothing to a sum in binary64. */
const negligible = 1e-20;

/** Binomial probabilities from `first` on, by the ratio of neighbours from the mode outwards, so that nothing large
 * cancels; those too small to count are left out. They are weights: of their `total`. */
function binomial(
  n: number,
  p: number,
): { readonly first: number; readonly weights: readonly number[]; readonly total: number } {
  const mode = Math.min(n, Math.floor((n + 1) * p));
  const odds = p / (1 - p);
  const weights: number[] = [];
  let total = 1;
  for (let [k, weight] = [mode, 1]; k > 0 && weight > negligible; k -= 1) {
    weight *= k / ((n - k + 1) * odds);
    weights.push(weight);
    total += weight;
  }
  const first = mode - weights.length;
  weights.reverse();
  weights.push(1);
  for (let [k, weight] = [mode, 1]; k < n && weight > negligible; k += 1) {
    weight *= ((n - k) * odds) / (k + 1);
    weights.push(weight);
    total += weight;
  }
  return { first, weights, total };
}

/**
 * Ranks between which the p-quantile lies with a confidence, for any distribution: how many of n independent draws lie
 * below it is binomial. Each end is missed with at most half of the rest; where the sample does not reach so far out
 * on one side, that end is its last value and the other side gets what is left of the rest.
 *
 * @param n - sample size, a whole number
 * @param p - above 0, below 1
 * @param confidence - above 0, below 1
 * @returns null where even the least and the greatest value are not so sure: at 95 % below n = 6, 29, 59 and 299 for
 *   the median, p90, p95 and p99
 * @see Hahn, Meeker & Escobar, Statistical Intervals, 2nd ed. (2017), 5.2; David & Nagaraja, Order Statistics, 3rd ed.
 *   (2003), 7.1
 */
export function orderInterval(n: number, p: number, confidence = 0.95): RankInterval | null {
  const missed = 1 - confidence;
  // That the quantile lies below all values, and above all.
  const belowAll = (1 - p) ** n;
  const aboveAll = p ** n;
  if (!(belowAll + aboveAll <= missed)) return null;
  const half = missed / 2;
  const mayMissBelow = aboveAll > half ? missed - aboveAll : half;
  const mayMissAbove = belowAll > half ? missed - belowAll : half;
  const { first, weights, total } = binomial(n, p);
  // The value of rank r lies above the quantile where fewer than r values do not.
  let low = 1;
  let missesBelow = belowAll;
  let sum = 0;
  for (let at = 0; at < weights.length; at += 1) {
    sum += (weights[at] ?? 0) / total;
    if (sum > mayMissBelow) break;
    low = first + at + 1;
    missesBelow = sum;
  }
  let high = n;
  let missesAbove = aboveAll;
  sum = 0;
  for (let at = weights.length - 1; at >= 0; at -= 1) {
    sum += (weights[at] ?? 0) / total;
    if (sum > mayMissAbove) break;
    high = first + at;
    missesAbove = sum;
  }
  return { low, high, coverage: 1 - missesBelow - missesAbove };
}
