import { seededFractions } from '../../model/seeded-fractions.ts';
import { ascending, quantile } from '../quantile.ts';
import type { Pooled } from './pooled.ts';

/** Draws of the bootstrap. */
const replicates = 1_999;

/** What a figure's change is measured by: the difference, or the logarithm of the quotient. */
export type ChangeOf = (old: number, now: number) => number;

/**
 * Percentile interval of a change in a figure of pooled rounds, by drawing whole rounds anew on either side. Only for
 * figures that have no exact interval. With few rounds it is somewhat too narrow: the verdict is the test's.
 *
 * @param figure - over all rounds, the old ones first
 * @param seed - same seed, same draws
 * @returns null where a draw has no figure
 * @see Davison & Hinkley, Bootstrap Methods and their Application (1997), 3.8 and 5.3
 */
export function bootstrapInterval(
  figure: Pooled,
  olds: number,
  news: number,
  changeOf: ChangeOf,
  level: number,
  seed: string,
): { readonly low: number; readonly high: number } | null {
  const fraction = seededFractions(`bootstrap ${seed}`);
  const weights = new Uint32Array(olds + news);
  const drawn = (from: number, size: number): number | null => {
    weights.fill(0);
    for (let draw = 0; draw < size; draw += 1) {
      const at = from + Math.floor(fraction() * size);
      weights[at] = (weights[at] ?? 0) + 1;
    }
    return figure(weights);
  };
  const changes: number[] = [];
  for (let replicate = 0; replicate < replicates; replicate += 1) {
    const [old, now] = [drawn(0, olds), drawn(olds, news)];
    if (old === null || now === null) return null;
    const change = changeOf(old, now);
    if (!Number.isFinite(change)) return null;
    changes.push(change);
  }
  const sorted = ascending(changes);
  const tail = (1 - level) / 2;
  return { low: quantile(sorted, tail) ?? 0, high: quantile(sorted, 1 - tail) ?? 0 };
}
