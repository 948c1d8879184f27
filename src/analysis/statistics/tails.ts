/** Which way a test looks. `greater`: the new values are greater than the old ones. */
export const alternatives = ['two-sided', 'greater', 'less'] as const;
export type Alternative = (typeof alternatives)[number];

/** Both tails of an observed statistic under the null hypothesis, the observed value in each. */
export interface Tails {
  readonly atMost: number;
  readonly atLeast: number;
}

/** The p-value by a test's tails; two-sided is twice the smaller one, as SciPy's and R's rank tests have it. */
export function pValue({ atMost, atLeast }: Tails, alternative: Alternative): number {
  const p =
    alternative === 'greater' ? atLeast : alternative === 'less' ? atMost : 2 * Math.min(atMost, atLeast);
  return Math.min(1, Math.max(0, p));
}

/** Tails of `observed` under probabilities for 0, 1, 2, …; summed from the far end, where they are smallest. */
export function tailsOf(observed: number, probabilities: ArrayLike<number>): Tails {
  let atMost = 0;
  let atLeast = 0;
  for (let at = 0; at <= observed && at < probabilities.length; at += 1) atMost += probabilities[at] ?? 0;
  for (let at = probabilities.length - 1; at >= observed && at >= 0; at -= 1)
    atLeast += probabilities[at] ?? 0;
  return { atMost: Math.min(1, atMost), atLeast: Math.min(1, atLeast) };
}

/** Tails that are worked out when they are first asked for, and once. */
export function lateTails(of: () => Tails): (alternative: Alternative) => number {
  let tails: Tails | null = null;
  return (alternative) => {
    tails ??= of();
    return pValue(tails, alternative);
  };
}
