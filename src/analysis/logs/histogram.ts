import { build } from 'hdr-histogram-js';

/** Stated relative error of {@link LogHistogram.quantile}, for values of a microsecond and more. Three significant
 * digits hold 0.1 %; the bound leaves room for the interpolation between two of them. */
export const histogramRelativeError = 0.005;

const microsecondsPerMs = 1_000;

/** Figures of a sample too large to keep. Count, least, greatest and mean are exact. */
export interface LogHistogram {
  /** @param ms - 0 or more; anything else is not taken */
  readonly add: (ms: number) => void;
  readonly count: () => number;
  /** These three are null while nothing was added. */
  readonly min: () => number | null;
  readonly max: () => number | null;
  readonly mean: () => number | null;
  /** Quantile of type 7 (linear between order statistics), within {@link histogramRelativeError}.
   * @param p - 0 to 1 */
  readonly quantile: (p: number) => number | null;
}

/**
 * A histogram of milliseconds in memory that does not grow with the sample.
 *
 * @see https://hdrhistogram.github.io/HdrHistogram/
 * @see https://doi.org/10.1080/00031305.1996.10473566 Hyndman and Fan, "Sample Quantiles in Statistical Packages"
 */
export function createLogHistogram(): LogHistogram {
  const histogram = build({ bitBucketSize: 64, autoResize: true, numberOfSignificantValueDigits: 3 });
  let count = 0;
  let least = Number.POSITIVE_INFINITY;
  let greatest = 0;
  let sum = 0;
  let lost = 0;

  const orderStatistic = (rank: number): number => {
    if (rank <= 1) return least;
    if (rank >= count) return greatest;
    const ms = histogram.getValueAtPercentile((100 * (rank - 0.5)) / count) / microsecondsPerMs;
    return Math.min(Math.max(ms, least), greatest);
  };

  return {
    add: (ms) => {
      if (!(ms >= 0 && ms <= Number.MAX_SAFE_INTEGER / microsecondsPerMs)) return;
      histogram.recordValue(Math.round(ms * microsecondsPerMs));
      count += 1;
      least = Math.min(least, ms);
      greatest = Math.max(greatest, ms);
      const total = sum + ms;
      lost += Math.abs(sum) >= ms ? sum - total + ms : ms - total + sum;
      sum = total;
    },
    count: () => count,
    min: () => (count === 0 ? null : least),
    max: () => (count === 0 ? null : greatest),
    mean: () => (count === 0 ? null : (sum + lost) / count),
    quantile: (p) => {
      if (count === 0 || !(p >= 0 && p <= 1)) return null;
      const position = (count - 1) * p;
      const below = Math.floor(position);
      const low = orderStatistic(below + 1);
      return position === below ? low : low + (position - below) * (orderStatistic(below + 2) - low);
    },
  };
}
