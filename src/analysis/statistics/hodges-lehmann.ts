import { differencesOf } from './differences.ts';
import { normalPoint } from './normal.ts';
import { isSmall, momentsOf, type Stratum, untiedNull } from './rank-null.ts';

/** An estimate with its confidence interval. */
export interface Estimate {
  readonly estimate: number;
  /** Null: no sample of this size has an interval of this level. */
  readonly interval: { readonly low: number; readonly high: number } | null;
}

/**
 * By how much new values lie above old ones: Hodges and Lehmann's median of all differences new − old (within the
 * strata), with the interval of all shifts that the rank test at 1 − level does not reject. Free of any distribution;
 * at least `level`, exact for small samples.
 *
 * @param strata - finite values, at least one pair
 * @param level - 0.95: between 0 and 1
 * @see Hodges & Lehmann, Annals of Mathematical Statistics 34 (1963) 598–611; Bauer, JASA 67 (1972) 687–690
 */
export function hodgesLehmann(strata: readonly Stratum[], level: number): Estimate {
  const differences = differencesOf(strata);
  const { count } = differences;
  const middle = (count + 1) / 2;
  const [below, above] = [differences.at(Math.floor(middle)), differences.at(Math.ceil(middle))];
  const estimate = below + (above - below) / 2;
  const k = cutOf(strata, (1 - level) / 2);
  return {
    estimate,
    interval: k < 1 ? null : { low: differences.at(k), high: differences.at(count + 1 - k) },
  };
}

/** Greatest k with P(U ≤ k − 1) ≤ tail: so many differences may be left out at either end. 0: none may. */
function cutOf(strata: readonly Stratum[], tail: number): number {
  if (!isSmall(strata)) {
    const { mean, variance } = momentsOf(strata, false);
    return Math.floor(mean + 0.5 - normalPoint(tail) * Math.sqrt(variance));
  }
  const probabilities = untiedNull(strata);
  let k = 0;
  let below = 0;
  for (let doubled = 0; doubled < probabilities.length; doubled += 2) {
    below += probabilities[doubled] ?? 0;
    // Sums of rounded probabilities: 0.025 itself still counts as 0.025.
    if (below > tail * (1 + 1e-12)) break;
    k += 1;
  }
  return k;
}
