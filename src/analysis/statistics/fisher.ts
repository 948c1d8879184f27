import { hypergeometric } from './hypergeometric.ts';
import { type Alternative, tailsOf } from './tails.ts';

/** How many of a sample have what is counted. */
export interface Share {
  readonly hits: number;
  readonly of: number;
}

/** As likely as the observed table, but for rounding: SciPy's and R's margin. */
const asLikely = 1 + 1e-7;

/**
 * Fisher's exact test of two shares. `greater`: the new share is greater. Two-sided: all tables that are no likelier
 * than the observed one.
 *
 * @see Fisher, The Design of Experiments (1935); Agresti, Categorical Data Analysis, 3rd ed., 3.5
 */
export function fisherExact(old: Share, now: Share, alternative: Alternative): number {
  const probabilities = hypergeometric(old.of + now.of, old.hits + now.hits, now.of);
  if (alternative !== 'two-sided') {
    const { atLeast, atMost } = tailsOf(now.hits, probabilities);
    return alternative === 'greater' ? atLeast : atMost;
  }
  const limit = (probabilities[now.hits] ?? 0) * asLikely;
  return Math.min(
    1,
    probabilities.reduce((sum, each) => (each <= limit ? sum + each : sum), 0),
  );
}
