import { digits, isDigit } from './usual-bytes.ts';
import { createUsualTime } from './usual-time.ts';

/** Reads what stands before a line, in the form that `aws logs tail` prints. */
export interface UsualPrefix {
  /** @returns where the line itself begins; -1 where its beginning has another form */
  readonly read: (bytes: Buffer, begin: number) => number;
  /** Of the line read last; null: it has no time. */
  readonly atMs: () => number | null;
  readonly logStream: () => string | null;
}

const space = 32;

/** A time, then perhaps `YYYY/MM/DD/[VERSION]HEX`; or nothing at all. Each is followed by one space. */
export function createUsualPrefix(): UsualPrefix {
  const time = createUsualTime();
  let atMs: number | null = null;
  let logStream: string | null = null;

  const readStream = (bytes: Buffer, begin: number): number => {
    if (bytes[begin + 7] !== 47 || bytes[begin + 10] !== 47 || bytes[begin + 11] !== 91) return -1;
    if (Number.isNaN(digits(bytes, begin + 5, 2) + digits(bytes, begin + 8, 2))) return -1;
    let at = begin + 12;
    while (isOfVersion(bytes[at])) at += 1;
    if (at === begin + 12 || bytes[at] !== 93) return -1;
    const hex = at + 1;
    for (at = hex; isHex(bytes[at]); ) at += 1;
    if (at === hex || bytes[at] !== space) return -1;
    logStream = bytes.toString('latin1', begin, at);
    return at + 1;
  };

  return {
    read: (bytes, begin) => {
      atMs = null;
      logStream = null;
      if (!isDigit(bytes[begin])) return begin;
      const end = time.read(bytes, begin);
      if (end === -1 || bytes[end] !== space) return -1;
      atMs = time.ms();
      if (!isDigit(bytes[end + 1])) return end + 1;
      return Number.isNaN(digits(bytes, end + 1, 4)) || bytes[end + 5] !== 47
        ? -1
        : readStream(bytes, end + 1);
    },
    atMs: () => atMs,
    logStream: () => logStream,
  };
}

const isHex = (code: number | undefined): boolean =>
  isDigit(code) || (code !== undefined && ((code >= 97 && code <= 102) || (code >= 65 && code <= 70)));
/** Of a function's version: a number, `$LATEST`. */
const isOfVersion = (code: number | undefined): boolean =>
  isDigit(code) || code === 36 || (code !== undefined && code >= 65 && code <= 90);
