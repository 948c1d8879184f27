/** Bytes after the beginning of a line that a usual one may take, prefix and all: near the end of a buffer none is looked for, so that
 * no read of its parts goes beyond it. */
export const usualLongest = 512;

/** A word of four characters or more, to be compared four at a time. */
export interface Word {
  readonly fours: Int32Array;
  /** The last four characters. */
  readonly last: number;
  readonly length: number;
}

export function wordOf(text: string): Word {
  const bytes = Buffer.from(text, 'latin1');
  const fours = Int32Array.from({ length: Math.floor(bytes.length / 4) }, (_, n) => bytes.readInt32LE(4 * n));
  return { fours, last: bytes.readInt32LE(bytes.length - 4), length: bytes.length };
}

/** True where a word stands. */
export function isAt(view: DataView, at: number, { fours, last, length }: Word): boolean {
  for (let n = 0; n < fours.length; n += 1) if (view.getInt32(at + 4 * n, true) !== fours[n]) return false;
  return view.getInt32(at + length - 4, true) === last;
}

export const isDigit = (code: number | undefined): boolean => code !== undefined && code >= 48 && code <= 57;

/** The number that so many digits spell; NaN where one is none. */
export function digits(view: DataView, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at += 1) {
    const code = view.getUint8(at);
    if (code < 48 || code > 57) return Number.NaN;
    value = value * 10 + code - 48;
  }
  return value;
}

/** True where the line that begins at `at` may carry on a REPORT: after blanks a capital and a small letter, or X. */
export function mayContinue(bytes: Buffer, at: number): boolean {
  let first = at;
  while (bytes[first] === 32 || bytes[first] === 9) first += 1;
  const code = bytes[first] ?? 0;
  return code === 88 || (code >= 65 && code <= 90 && (bytes[first + 1] ?? 0) >= 97);
}

const powersOfTen = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];
const mostDecimals = powersOfTen.length - 1;
const mostDigits = 15;

/** Where the word that stands at `at` ends; -1 where it does not. */
export const afterWord = (view: DataView, at: number, word: Word): number =>
  isAt(view, at, word) ? at + word.length : -1;

/**
 * Reads words each followed by a decimal number, and writes the numbers. At most 15 digits over a power of ten give
 * the nearest double, as `Number` and `JSON.parse` do.
 *
 * @returns where the last number ends; -1 where something else stands there
 */
export function readNumbers(
  view: DataView,
  begin: number,
  words: readonly Word[],
  into: Float64Array,
  index: number,
): number {
  let at = begin;
  for (let n = 0; n < words.length; n += 1) {
    const word = words[n] as Word;
    if (!isAt(view, at, word)) return -1;
    at += word.length;
    const from = at;
    let whole = 0;
    let point = -1;
    let code = view.getUint8(at);
    while ((code >= 48 && code <= 57) || (code === 46 && point === -1)) {
      if (code === 46) point = at;
      else whole = whole * 10 + (code - 48);
      at += 1;
      if (at - from > mostDigits) return -1;
      code = view.getUint8(at);
    }
    const decimals = point === -1 ? 0 : at - point - 1;
    const wholeDigits = (point === -1 ? at : point) - from;
    const oddlySpelled = wholeDigits > 1 && view.getUint8(from) === 48;
    if (wholeDigits === 0 || oddlySpelled || point === at - 1 || decimals > mostDecimals) return -1;
    into[index + n] = whole / (powersOfTen[decimals] ?? 1);
  }
  return at;
}
