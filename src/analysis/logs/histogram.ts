import type { HistogramState } from '../../model/logs-state.ts';

/** Stated relative error of {@link LogHistogram}'s quantiles, for values of a microsecond and more. A cell is at most a
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

/**
 * Figures of a sample of milliseconds too large to keep, in memory that does not grow with it. Count, least, greatest
 * and mean are exact. A class, because its numbers change in place: kept by a closure, each change would leave garbage.
 *
 * @see https://hdrhistogram.github.io/HdrHistogram/
 * @see https://doi.org/10.1080/00031305.1996.10473566 Hyndman and Fan, "Sample Quantiles in Statistical Packages"
 */
export class LogHistogram {
  #inCell = new Float64Array(0);
  #count = 0;
  #least = Number.POSITIVE_INFINITY;
  #greatest = 0;
  /** The sum, and what rounding lost of it. */
  #sum = 0;
  #lost = 0;

  /** @param ms - 0 or more; anything else is not taken */
  add(ms: number): void {
    if (!(ms >= 0 && ms * microsecondsPerMs < greatestMicroseconds)) return;
    const cell = cellOfMs(ms);
    if (cell >= this.#inCell.length) this.#makeRoom(cell);
    this.#inCell[cell] = (this.#inCell[cell] ?? 0) + 1;
    this.#count += 1;
    if (ms < this.#least) this.#least = ms;
    if (ms > this.#greatest) this.#greatest = ms;
    this.#addToSum(ms);
  }

  /** Takes all that another one has taken. */
  merge(other: LogHistogram): void {
    if (other.#count === 0) return;
    const last = cellOfMs(other.#greatest);
    if (last >= this.#inCell.length) this.#makeRoom(last);
    for (let cell = cellOfMs(other.#least); cell <= last; cell += 1)
      this.#inCell[cell] = (this.#inCell[cell] ?? 0) + (other.#inCell[cell] ?? 0);
    this.#count += other.#count;
    this.#least = Math.min(this.#least, other.#least);
    this.#greatest = Math.max(this.#greatest, other.#greatest);
    this.#addToSum(other.#sum);
    this.#lost += other.#lost;
  }

  /** @param state - to go on from */
  static from({ cells, least, greatest, sum, lost }: HistogramState): LogHistogram {
    const histogram = new LogHistogram();
    let cell = -1;
    for (let at = 0; at + 1 < cells.length; at += 2) {
      cell += 1 + (cells[at] ?? 0);
      if (cell >= histogram.#inCell.length) histogram.#makeRoom(cell);
      histogram.#inCell[cell] = cells[at + 1] ?? 0;
      histogram.#count += cells[at + 1] ?? 0;
    }
    histogram.#least = least;
    histogram.#greatest = greatest;
    histogram.#sum = sum;
    histogram.#lost = lost;
    return histogram;
  }

  /** All it knows, to go on from later; null while nothing was added. */
  state(): HistogramState | null {
    if (this.#count === 0) return null;
    const cells: number[] = [];
    let before = -1;
    for (const [cell, values] of this.#inCell.entries()) {
      if (values === 0) continue;
      cells.push(cell - before - 1, values);
      before = cell;
    }
    return {
      ...{ cells, least: this.#least, greatest: this.#greatest },
      ...{ sum: this.#sum, lost: this.#lost },
    };
  }

  count(): number {
    return this.#count;
  }

  /** Null while nothing was added, as the others. */
  min(): number | null {
    return this.#count === 0 ? null : this.#least;
  }

  max(): number | null {
    return this.#count === 0 ? null : this.#greatest;
  }

  mean(): number | null {
    return this.#count === 0 ? null : (this.#sum + this.#lost) / this.#count;
  }

  /** Quantile of type 7 (linear between order statistics), within {@link histogramRelativeError}.
   * @param p - 0 to 1 */
  quantile(p: number): number | null {
    if (this.#count === 0 || !(p >= 0 && p <= 1)) return null;
    const position = (this.#count - 1) * p;
    const below = Math.floor(position);
    const low = this.valueAt(below + 1);
    return position === below ? low : low + (position - below) * (this.valueAt(below + 2) - low);
  }

  /** The value of a rank, with the same error: the greatest microsecond of the cell that holds it, but never beyond what
   * was added.
   * @param rank - from 1 to the count */
  valueAt(rank: number): number {
    if (rank <= 1) return this.#least;
    if (rank >= this.#count) return this.#greatest;
    let cell = 0;
    for (let upTo = this.#inCell[0] ?? 0; upTo < rank; upTo += this.#inCell[cell] ?? rank) cell += 1;
    const ms = (microsecondsOf(cell + 1) - 1) / microsecondsPerMs;
    return Math.min(Math.max(ms, this.#least), this.#greatest);
  }

  #makeRoom(cell: number): void {
    const more = new Float64Array(Math.ceil((cell + 1) / cellsAtOnce) * cellsAtOnce);
    more.set(this.#inCell);
    this.#inCell = more;
  }

  #addToSum(value: number): void {
    const sum = this.#sum;
    const total = sum + value;
    this.#lost += Math.abs(sum) >= value ? sum - total + value : value - total + sum;
    this.#sum = total;
  }
}
