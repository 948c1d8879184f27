/** True where these bytes stand. */
export function isAt(bytes: Buffer, at: number, word: Buffer): boolean {
  for (let n = 0; n < word.length; n += 1) if (bytes[at + n] !== word[n]) return false;
  return true;
}

export const idLength = 36;

/** A UUID in small letters. */
export function isId(bytes: Buffer, at: number): boolean {
  for (let n = 0; n < idLength; n += 1) {
    const code = bytes[at + n] ?? 0;
    if (n === 8 || n === 13 || n === 18 || n === 23 ? code !== 45 : !isSmallHex(code)) return false;
  }
  return true;
}

const isSmallHex = (code: number): boolean => (code >= 48 && code <= 57) || (code >= 97 && code <= 102);

export const isDigit = (code: number | undefined): boolean => code !== undefined && code >= 48 && code <= 57;

/** The number that so many digits spell; NaN where one is none. */
export function digits(bytes: Buffer, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at += 1) {
    const code = bytes[at] ?? 0;
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

/** Reads a line's words and decimal numbers one after the other; once something else stands there, it has failed. */
export interface Cursor {
  readonly begin: (bytes: Buffer, at: number) => void;
  /** The number after a word. */
  readonly number: (word: Buffer) => number;
  readonly skip: (word: Buffer) => void;
  readonly sees: (word: Buffer) => boolean;
  /** Where it is; -1: it has failed. */
  readonly at: () => number;
}

const powersOfTen = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

export function createCursor(): Cursor {
  let bytes: Buffer = Buffer.alloc(0);
  let at = -1;

  const skip = (word: Buffer): void => {
    if (at !== -1) at = isAt(bytes, at, word) ? at + word.length : -1;
  };

  /** At most 15 digits over a power of ten give the nearest double, as `Number` and `JSON.parse` do. */
  const number = (word: Buffer): number => {
    skip(word);
    if (at === -1) return 0;
    const from = at;
    let end = from;
    let whole = 0;
    let point = -1;
    for (; ; end += 1) {
      const code = bytes[end] ?? 0;
      if (code >= 48 && code <= 57) whole = whole * 10 + (code - 48);
      else if (code === 46 && point === -1) point = end;
      else break;
    }
    const wholeEnd = point === -1 ? end : point;
    const power = point === -1 ? 1 : powersOfTen[end - point - 1];
    const zeros = wholeEnd - from > 1 && bytes[from] === 48;
    const fails = wholeEnd === from || point === end - 1 || zeros || end - from > 15 || power === undefined;
    at = fails ? -1 : end;
    return fails ? 0 : whole / power;
  };

  return {
    begin: (these, from) => {
      bytes = these;
      at = from;
    },
    number,
    skip,
    sees: (word) => at !== -1 && isAt(bytes, at, word),
    at: () => at,
  };
}
