import { digits, isDigit } from './usual-bytes.ts';

const toSeconds = 19;
const mostDecimals = 9;

/** Reads a time of the form `YYYY-MM-DDTHH:MM:SS`, perhaps with decimals, in UTC (`Z`, `+00:00` or no zone). A class,
 * as what is read for each of millions of lines: its numbers change in place. */
export class UsualTime {
  /** Milliseconds since the epoch, of the time read last. */
  ms = Number.NaN;
  // The second read last, as it was spelled: the next line is likely to have the same.
  readonly #second = new Int32Array(5);
  #secondMs = Number.NaN;
  // Days are few: each is worked out once.
  #day = 0;
  #dayMs = Number.NaN;

  /** @returns where it ends; -1 where none of this form begins */
  read(view: DataView, begin: number): number {
    if (!this.#isSameSecond(view, begin) && !this.#readSecond(view, begin)) return -1;
    let at = begin + toSeconds;
    let fractionMs = 0;
    if (view.getUint8(at) === 46) {
      let scale = 100;
      for (at += 1; isDigit(view.getUint8(at)) && at - begin <= toSeconds + mostDecimals; at += 1) {
        fractionMs += (view.getUint8(at) - 48) * scale;
        // What is finer than a millisecond is cut off, as Date.parse does.
        scale = scale === 1 ? 0 : scale / 10;
      }
      if (at === begin + toSeconds + 1 || isDigit(view.getUint8(at))) return -1;
    }
    this.ms = this.#secondMs + fractionMs;
    return zoneEnd(view, at);
  }

  #isSameSecond(view: DataView, begin: number): boolean {
    const second = this.#second;
    return (
      view.getInt32(begin + toSeconds - 4, true) === second[4] &&
      view.getInt32(begin + 12, true) === second[3] &&
      view.getInt32(begin + 8, true) === second[2] &&
      view.getInt32(begin + 4, true) === second[1] &&
      view.getInt32(begin, true) === second[0]
    );
  }

  #readSecond(view: DataView, begin: number): boolean {
    const hours = digits(view, begin + 11, 2);
    const minutes = digits(view, begin + 14, 2);
    const seconds = digits(view, begin + 17, 2);
    const shaped =
      view.getUint8(begin + 4) === 45 &&
      view.getUint8(begin + 7) === 45 &&
      view.getUint8(begin + 10) === 84 &&
      view.getUint8(begin + 13) === 58 &&
      view.getUint8(begin + 16) === 58;
    if (!shaped || !(hours < 24 && minutes < 60 && seconds < 60)) return false;
    const ms = this.#midnightMs(view, begin) + hours * 3_600_000 + minutes * 60_000 + seconds * 1_000;
    if (Number.isNaN(ms)) return false;
    this.#secondMs = ms;
    for (let n = 0; n < 4; n += 1) this.#second[n] = view.getInt32(begin + 4 * n, true);
    this.#second[4] = view.getInt32(begin + toSeconds - 4, true);
    return true;
  }

  #midnightMs(view: DataView, begin: number): number {
    const year = digits(view, begin, 4);
    const month = digits(view, begin + 5, 2);
    const date = digits(view, begin + 8, 2);
    const day = year * 10_000 + month * 100 + date;
    if (day !== this.#day) {
      this.#day = day;
      const spelled = [String(year).padStart(4, '0'), twoDigits(month), twoDigits(date)].join('-');
      this.#dayMs = Date.parse(`${spelled}T00:00:00Z`);
    }
    return this.#dayMs;
  }
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** Where a zone that is UTC, or none, ends; -1 where it is another. */
function zoneEnd(view: DataView, at: number): number {
  const code = view.getUint8(at);
  if (code === 90) return at + 1;
  if (code !== 43) return at;
  const isUtc =
    digits(view, at + 1, 2) === 0 && view.getUint8(at + 3) === 58 && digits(view, at + 4, 2) === 0;
  return isUtc ? at + 6 : -1;
}
