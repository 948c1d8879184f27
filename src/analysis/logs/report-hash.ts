import type { Report } from '../../model/report.ts';
import { figureCount } from './finds.ts';

/** Length of a request id as Lambda makes them: a UUID. */
export const idLength = 36;

const firstHigh = 0x811c9dc5 | 0;
const firstLow = 0x9747b28c | 0;

/**
 * Two 32-bit hashes of all that a REPORT says, and one number for its request: FNV-1a, and a second lane with another
 * prime; both finished as in MurmurHash3. The same whether it is read from text or straight from bytes.
 *
 * @see https://datatracker.ietf.org/doc/draft-eastlake-fnv/
 */
export class ReportHash {
  #high = 0;
  #low = 0;

  /** Begins with a request id of 36 bytes.
   * @returns false where it holds something else than letters, digits and the signs that stand near them in ASCII: no
   * blank, quote, backslash, brace, and nothing beyond ASCII */
  beginBytes(view: DataView, from: number): boolean {
    let high = firstHigh;
    let low = firstLow;
    let odd = 0;
    for (let at = from; at < from + idLength; at += 4) {
      const four = view.getInt32(at, true);
      odd |= oddBytes(four);
      high = Math.imul(high ^ four, 0x01000193);
      low = Math.imul(low ^ four, 0x5bd1e995) ^ (low >>> 15);
    }
    this.#high = high;
    this.#low = low;
    this.#end(idLength);
    return (odd & 0x80808080) === 0;
  }

  begin(requestId: string): void {
    this.#high = firstHigh;
    this.#low = firstLow;
    this.#text(requestId);
  }

  /** Writes the request alone, right after a beginning: different ids differ but for one pair in 10^15. */
  request(numbers: Float64Array, at: number): void {
    numbers[at] = (this.#high & 0x1fffff) * 2 ** 32 + (this.#low >>> 0);
  }

  /** What follows the request id: the figures at `from` of some finds, each in two words. */
  figures(words: Int32Array, from: number): void {
    let high = this.#high;
    let low = this.#low;
    for (let at = 2 * from; at < 2 * (from + figureCount); at += 1) {
      const word = words[at] ?? 0;
      high = Math.imul(high ^ word, 0x01000193);
      low = Math.imul(low ^ word, 0x5bd1e995) ^ (low >>> 15);
    }
    this.#high = high;
    this.#low = low;
  }

  /** What follows the figures. */
  texts(status: Report['status'], errorType: Report['errorType'], xrayTraceId: Report['xrayTraceId']): void {
    this.#text(status);
    this.#text(errorType);
    this.#text(xrayTraceId);
  }

  high(): number {
    return mixed(this.#high);
  }

  /** Never 0, so that not both are. */
  low(): number {
    return mixed(this.#low) || 1;
  }

  /** Four characters at a time, then what is left, then its end. */
  #text(text: string | null): void {
    if (text === null) {
      this.#end(-1);
      return;
    }
    const { length } = text;
    let high = this.#high;
    let low = this.#low;
    let at = 0;
    for (; at + 4 <= length; at += 4) {
      const four =
        text.charCodeAt(at) ^
        (text.charCodeAt(at + 1) << 8) ^
        (text.charCodeAt(at + 2) << 16) ^
        (text.charCodeAt(at + 3) << 24);
      high = Math.imul(high ^ four, 0x01000193);
      low = Math.imul(low ^ four, 0x5bd1e995) ^ (low >>> 15);
    }
    for (; at < length; at += 1) {
      const code = text.charCodeAt(at);
      high = Math.imul(high ^ code, 0x01000193);
      low = Math.imul(low ^ code, 0x5bd1e995) ^ (low >>> 15);
    }
    this.#high = high;
    this.#low = low;
    this.#end(length);
  }

  #end(length: number): void {
    this.#high = Math.imul(this.#high ^ ~length, 0x01000193);
    this.#low = Math.imul(this.#low ^ ~length, 0x5bd1e995) ^ (this.#low >>> 15);
  }
}

/** The highest bit of one of four bytes is set where one is not from `-` to `z`, or a backslash.
 * @see https://graphics.stanford.edu/~seander/bithacks.html#HasLessInWord */
function oddBytes(four: number): number {
  const noBackslash = four ^ 0x5c5c5c5c;
  return (
    four | ((four - 0x2d2d2d2d) & ~four) | (four + 0x05050505) | ((noBackslash - 0x01010101) & ~noBackslash)
  );
}

function mixed(hash: number): number {
  let bits = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
