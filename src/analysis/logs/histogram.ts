/** Stated relative error of {@link LogHistogram.quantile}, for values of a microsecond and more. A cell is at most a
 * thousandth of its values wide; the bound leaves room for the interpolation between two of them. */
export const histogramRelativeError = 0.005;

const microsecondsPerMs = 1_000;

/** Values are counted in cells one microsecond wide below 2,048 and, above, 1,024 to each doubling: those of an HDR
 * histogram of three significant digits. */
const cellsPerDoubling = 1_024;
const greatestMicroseconds = 2 ** 51;
/** Cells come this many at a time: most logs need a quarter of those there could be. */
const cellsAtOnce = 4 * cellsPerDoubling;

function cellOf(microseconds: number): number {
  if (microseconds < 2 * cellsPerDoubling) return microseconds;
  if (microseconds >= 2 ** 31) return 20 * cellsPerDoubling + cellOf(Math.floor(microseconds / 2 ** 20));
  const shift = 21 - Math.clz32(microseconds);
  return shift * cellsPerDoubling + (microseconds >>> shift);
}

const cellOfMs = (ms: number): number => cellOf(Math.round(ms * microsecondsPerMs));

/** The least value of a cell. */
function microsecondsOf(cell: number): number {
  if (cell < 2 * cellsPerDoubling) return cell;
  const shift = Math.floor(cell / cellsPerDoubling) - 1;
  return ((cell % cellsPerDoubling) + cellsPerDoubling) * 2 ** shift;
}

/** All that a histogram knows. */
export interface HistogramCounts {
  /** Values in each cell, as far as there are any. */
  readonly inCell: Float64Array;
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
  /** The value of a rank, from 1, with the same error.
   * @param rank - from 1 to the count */
  readonly valueAt: (rank: number) => number;
}

/**
 * A histogram of milliseconds in memory that does not grow with the sample.
 *
 * @see https://hdrhistogram.github.io/HdrHistogram/
 * @see https://doi.org/10.1080/00031305.1996.10473566 Hyndman and Fan, "Sample Quantiles in Statistical Packages"
 */
export function createLogHistogram(): LogHistogram {
  let inCell = new Float64Array(0);
  let count = 0;
  let least = Number.POSITIVE_INFINITY;
  let greatest = 0;
  let sum = 0;
  let lost = 0;

  const makeRoom = (cell: number): void => {
    if (cell < inCell.length) return;
    const more = new Float64Array(Math.ceil((cell + 1) / cellsAtOnce) * cellsAtOnce);
    more.set(inCell);
    inCell = more;
  };

  const addToSum = (value: number): void => {
    const total = sum + value;
    lost += Math.abs(sum) >= value ? sum - total + value : value - total + sum;
    sum = total;
  };

  /** The greatest microsecond of the cell that holds it, but never beyond what was added. */
  const orderStatistic = (rank: number): number => {
    if (rank <= 1) return least;
    if (rank >= count) return greatest;
    let cell = 0;
    for (let upTo = inCell[0] ?? 0; upTo < rank; upTo += inCell[cell] ?? rank) cell += 1;
    const ms = (microsecondsOf(cell + 1) - 1) / microsecondsPerMs;
    return Math.min(Math.max(ms, least), greatest);
  };

  return {
    add: (ms) => {
      if (!(ms >= 0 && ms * microsecondsPerMs < greatestMicroseconds)) return;
      const cell = cellOfMs(ms);
      makeRoom(cell);
      inCell[cell] = (inCell[cell] ?? 0) + 1;
      count += 1;
      if (ms < least) least = ms;
      if (ms > greatest) greatest = ms;
      addToSum(ms);
    },
    merge: (other) => {
      const theirs = other.counts();
      if (theirs.count === 0) return;
      const last = cellOfMs(theirs.greatest);
      makeRoom(last);
      for (let cell = cellOfMs(theirs.least); cell <= last; cell += 1)
        inCell[cell] = (inCell[cell] ?? 0) + (theirs.inCell[cell] ?? 0);
      count += theirs.count;
      least = Math.min(least, theirs.least);
      greatest = Math.max(greatest, theirs.greatest);
      addToSum(theirs.sum);
      lost += theirs.lost;
    },
    counts: () => ({ inCell, count, least, greatest, sum, lost }),
    count: () => count,
    valueAt: orderStatistic,
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
