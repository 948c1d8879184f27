import { carriedQuantile } from './quantile.ts';
import { intervalsOf } from './quantile-interval.ts';
import type { Figures } from './result.ts';
import type { Sample } from './sample.ts';

/** Arithmetic mean by Neumaier's compensated sum, kept within [least, greatest]; null for an empty sample.
 * @see https://doi.org/10.1002/zamm.19740540106 */
export function mean(sorted: ArrayLike<number>): number | null {
  const least = sorted[0];
  const greatest = sorted[sorted.length - 1];
  if (least === undefined || greatest === undefined) return null;
  let sum = 0;
  let lost = 0;
  for (let at = 0; at < sorted.length; at += 1) {
    const value = sorted[at] ?? 0;
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return Math.min(greatest, Math.max(least, (sum + lost) / sorted.length));
}

/** Figures of one sample, nothing trimmed. */
export function figuresOf(sample: Sample): Figures {
  const { sorted } = sample;
  return {
    n: sorted.length,
    min: sorted[0] ?? null,
    p50: carriedQuantile(sorted, 'p50'),
    p90: carriedQuantile(sorted, 'p90'),
    p95: carriedQuantile(sorted, 'p95'),
    p99: carriedQuantile(sorted, 'p99'),
    max: sorted[sorted.length - 1] ?? null,
    mean: mean(sorted),
    intervals: intervalsOf(sample),
  };
}
