import { digits, isDigit } from './usual-bytes.ts';

/** Reads a time of the form `YYYY-MM-DDTHH:MM:SS`, perhaps with decimals, in UTC (`Z`, `+00:00` or no zone). */
export interface UsualTime {
  /** @returns where it ends; -1 where none of this form begins */
  readonly read: (bytes: Buffer, begin: number) => number;
  /** Milliseconds since the epoch, of the time read last. */
  readonly ms: () => number;
}

export function createUsualTime(): UsualTime {
  let ms = Number.NaN;
  let day = 0;
  let dayMs = Number.NaN;

  // Days are few: each is worked out once.
  const midnightMs = (bytes: Buffer, begin: number): number => {
    const wanted =
      digits(bytes, begin, 4) * 10_000 + digits(bytes, begin + 5, 2) * 100 + digits(bytes, begin + 8, 2);
    if (wanted !== day) {
      day = wanted;
      dayMs = Date.parse(`${bytes.toString('latin1', begin, begin + 10)}T00:00:00Z`);
    }
    return dayMs;
  };

  return {
    read: (bytes, begin) => {
      const hours = digits(bytes, begin + 11, 2);
      const minutes = digits(bytes, begin + 14, 2);
      const seconds = digits(bytes, begin + 17, 2);
      const shaped =
        bytes[begin + 4] === 45 &&
        bytes[begin + 7] === 45 &&
        bytes[begin + 10] === 84 &&
        bytes[begin + 13] === 58 &&
        bytes[begin + 16] === 58;
      if (!shaped || !(hours < 24 && minutes < 60 && seconds < 60)) return -1;
      let at = begin + 19;
      let fractionMs = 0;
      if (bytes[at] === 46) {
        let scale = 100;
        for (at += 1; isDigit(bytes[at]); at += 1) {
          fractionMs += ((bytes[at] ?? 48) - 48) * scale;
          // What is finer than a millisecond is cut off, as Date.parse does.
          scale = scale === 1 ? 0 : scale / 10;
        }
        if (at === begin + 20) return -1;
      }
      if (bytes[at] === 90) at += 1;
      else if (bytes[at] === 43) {
        if (digits(bytes, at + 1, 2) !== 0 || bytes[at + 3] !== 58 || digits(bytes, at + 4, 2) !== 0)
          return -1;
        at += 6;
      }
      ms = midnightMs(bytes, begin) + hours * 3_600_000 + minutes * 60_000 + seconds * 1_000 + fractionMs;
      return Number.isNaN(ms) ? -1 : at;
    },
    ms: () => ms,
  };
}
