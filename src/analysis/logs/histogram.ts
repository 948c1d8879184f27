import { build, type Histogram } from 'hdr-histogram-js';

/** Stated relative error of {@link LogHistogram.quantile}, for values of a microsecond and more. Three significant
 * digits hold 0.1 %; the bound leaves room for the interpolation between two of them. */
export const histogramRelativeError = 0.005;

const microsecondsPerMs = 1_000;

/** Values are counted in cells one microsecond wide below 2,048 and, above, 1,024 to each doubling: those of an HDR
 * histogram of three digits, which then makes the quantiles. Counting here first costs a tenth of recording there. */
const cellsPerDoubling = 1_024;
const greatestMicroseconds = 2 ** 51;
const cells = 42 * cellsPerDoubling;

function cellOf(microseconds: number): number {
  if (microseconds < 2 * cellsPerDoubling) return microseconds;
  if (microseconds >= 2 ** 31) return 20 * cellsPerDoubling + cellOf(Math.floor(microseconds / 2 ** 20));
  const shift = 21 - Math.clz32(microseconds);
  return shift * cellsPerDoubling + (microseconds >>> shift);
}

/** The least value of a cell. */
function microsecondsOf(cell: number): number {
  if (cell < 2 * cellsPerDoubling) return cell;
  const shift = Math.floor(cell / cellsPerDoubling) - 1;
  return ((cell % cellsPerDoubling) + cellsPerDoubling) * 2 ** shift;
}

/** All that a histogram knows. */
export interface HistogramCounts {
  /** Values in each cell; null while nothing was added. */
  readonly inCell: Float64Array | null;
  readonly count: number;
  readonly least: number;
  readonly greatest: number;
  /** The sum, and what rounding lost of it. */
  readonly sum: number;
  readonly lost: number;
}

/** Figures of a sample too large to keep. Count, least, greatest and mean are exact. */
export interface LogHistogram {
  /** @param ms - 0 or more; anything else is not taken */
  readonly add: (ms: number) => void;
  /** Takes all that another one has taken. */
  readonly merge: (other: LogHistogram) => void;
  readonly counts: () => HistogramCounts;
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
  let inCell: Float64Array | null = null;
  let library: Histogram | null = null;
  let count = 0;
  let least = Number.POSITIVE_INFINITY;
  let greatest = 0;
  let sum = 0;
  let lost = 0;

  const addToSum = (value: number): void => {
    const total = sum + value;
    lost += Math.abs(sum) >= value ? sum - total + value : value - total + sum;
    sum = total;
  };

  const orderStatistic = (rank: number): number => {
    if (rank <= 1) return least;
    if (rank >= count) return greatest;
    library ??= recorded(inCell);
    const ms = library.getValueAtPercentile((100 * (rank - 0.5)) / count) / microsecondsPerMs;
    return Math.min(Math.max(ms, least), greatest);
  };

  return {
    add: (ms) => {
      if (!(ms >= 0 && ms * microsecondsPerMs < greatestMicroseconds)) return;
      inCell ??= new Float64Array(cells);
      const cell = cellOf(Math.round(ms * microsecondsPerMs));
      inCell[cell] = (inCell[cell] ?? 0) + 1;
      library = null;
      count += 1;
      if (ms < least) least = ms;
      if (ms > greatest) greatest = ms;
      addToSum(ms);
    },
    merge: (other) => {
      const theirs = other.counts();
      if (theirs.inCell === null) return;
      inCell ??= new Float64Array(cells);
      for (let cell = 0; cell < cells; cell += 1)
        inCell[cell] = (inCell[cell] ?? 0) + (theirs.inCell[cell] ?? 0);
      library = null;
      count += theirs.count;
      least = Math.min(least, theirs.least);
      greatest = Math.max(greatest, theirs.greatest);
      addToSum(theirs.sum);
      lost += theirs.lost;
    },
    counts: () => ({ inCell, count, least, greatest, sum, lost }),
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

function recorded(inCell: Float64Array | null): Histogram {
  const histogram = build({ bitBucketSize: 64, autoResize: true, numberOfSignificantValueDigits: 3 });
  for (let cell = 0; inCell !== null && cell < cells; cell += 1) {
    const count = inCell[cell] ?? 0;
    if (count > 0) histogram.recordValueWithCount(microsecondsOf(cell), count);
  }
  return histogram;
}
