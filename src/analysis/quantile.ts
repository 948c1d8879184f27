/** The values in ascending order, in a new array. */
export const ascending = (values: ArrayLike<number>): Float64Array => new Float64Array(values).sort();

/**
 * Quantile of type 7: linear between the two neighbouring order statistics, the default of R and NumPy.
 *
 * @param sorted - ascending, without NaN; infinite values are allowed at the ends
 * @param p - 0 to 1
 * @returns in the unit of the values; null for an empty sample
 * @see Hyndman & Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50 (1996), definition 7
 */
export function quantile(sorted: ArrayLike<number>, p: number): number | null {
  const at = (sorted.length - 1) * p;
  const below = Math.floor(at);
  const low = sorted[below];
  if (low === undefined) return null;
  const high = sorted[below + 1];
  // The sum below would make NaN of an infinite neighbour of weight 0, and of -Infinity.
  if (high === undefined || at === below || high === low || low === Number.NEGATIVE_INFINITY) return low;
  return low + (at - below) * (high - low);
}

/** The quantiles this tool names, and the smallest sample that carries each as a point: n ≥ 1 ÷ (1 − p), so that at
 * least one value is expected beyond it. Written as whole numbers, because 1 / (1 - 0.9) is not 10 in binary. */
export const quantilePoints = {
  p50: { p: 0.5, least: 2 },
  p90: { p: 0.9, least: 10 },
  p95: { p: 0.95, least: 20 },
  p99: { p: 0.99, least: 100 },
} as const;
export type QuantileName = keyof typeof quantilePoints;

/** The named quantile, or null where the sample is too small to carry it. */
export const carriedQuantile = (sorted: ArrayLike<number>, name: QuantileName): number | null =>
  sorted.length >= quantilePoints[name].least ? quantile(sorted, quantilePoints[name].p) : null;
