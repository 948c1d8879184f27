import type { FindsWriter } from './finds.ts';
import { digits, isAt, isDigit, type Word, wordOf } from './usual-bytes.ts';
import { UsualTime } from './usual-time.ts';

const space = 32;
const longestStream = 128;
const slots = 4_096;

/** A name of a stream that was read before, under its hash: bytes that are the same need not be looked at again. */
interface KnownStream {
  readonly word: Word;
  readonly text: string;
  /** Its index in the finds of this epoch. */
  epoch: number;
  index: number;
}

/** Reads what stands before a line, in the form that `aws logs tail` prints: a time, then perhaps
 * `YYYY/MM/DD/[VERSION]HEX`; or nothing at all. Each is followed by one space. */
export class UsualPrefix {
  /** Of the line read last; NaN: it has no time. */
  atMs = Number.NaN;
  /** Index of its stream's name in the finds; 0: it names none. */
  stream = 0;
  readonly #finds: FindsWriter;
  readonly #time = new UsualTime();
  readonly #known: (KnownStream | null)[] = new Array(slots).fill(null);
  // Of the one read last: most logs have names of one length.
  #likelyLength = 46;

  constructor(finds: FindsWriter) {
    this.#finds = finds;
  }

  /** @returns where the line itself begins; -1 where its beginning has another form */
  read(view: DataView, begin: number): number {
    this.atMs = Number.NaN;
    this.stream = 0;
    if (!isDigit(view.getUint8(begin))) return begin;
    const end = this.#time.read(view, begin);
    if (end === -1 || view.getUint8(end) !== space) return -1;
    this.atMs = this.#time.ms;
    return isDigit(view.getUint8(end + 1)) ? this.#readStream(view, end + 1) : end + 1;
  }

  #readStream(view: DataView, begin: number): number {
    let length = this.#likelyLength;
    let known = view.getUint8(begin + length) === space ? this.#knownAt(view, begin, length) : null;
    if (known === null) {
      length = lengthOfStream(view, begin);
      if (length === 0) return -1;
      known = this.#knownAt(view, begin, length) ?? this.#learn(view, begin, length);
      this.#likelyLength = length;
    }
    if (known.epoch !== this.#finds.epoch) {
      known.epoch = this.#finds.epoch;
      known.index = this.#finds.nameOf(known.text);
    }
    this.stream = known.index;
    return begin + length + 1;
  }

  #knownAt(view: DataView, begin: number, length: number): KnownStream | null {
    const known = this.#known[slotOf(view, begin, length)] ?? null;
    return known !== null && known.word.length === length && isAt(view, begin, known.word) ? known : null;
  }

  #learn(view: DataView, begin: number, length: number): KnownStream {
    const text = Buffer.from(view.buffer, view.byteOffset + begin, length).toString('latin1');
    const known = { word: wordOf(text), text, epoch: 0, index: 0 };
    this.#known[slotOf(view, begin, length)] = known;
    return known;
  }
}

/** 0: no name of a stream begins here that a space ends. */
function lengthOfStream(view: DataView, begin: number): number {
  if (Number.isNaN(digits(view, begin, 4) + digits(view, begin + 5, 2) + digits(view, begin + 8, 2)))
    return 0;
  const slashed =
    view.getUint8(begin + 4) === 47 && view.getUint8(begin + 7) === 47 && view.getUint8(begin + 10) === 47;
  if (!slashed || view.getUint8(begin + 11) !== 91) return 0;
  let at = begin + 12;
  while (isOfVersion(view.getUint8(at)) && at - begin < longestStream) at += 1;
  if (at === begin + 12 || view.getUint8(at) !== 93) return 0;
  const hex = at + 1;
  for (at = hex; isHex(view.getUint8(at)) && at - begin < longestStream; ) at += 1;
  return at === hex || view.getUint8(at) !== space ? 0 : at - begin;
}

function slotOf(view: DataView, begin: number, length: number): number {
  // Names differ in their last characters, which stand in the upper bits here.
  const last =
    Math.imul(view.getInt32(begin + length - 8, true), 0x01000193) ^ view.getInt32(begin + length - 4, true);
  const hash = Math.imul(last ^ (last >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) & (slots - 1);
}

const isHex = (code: number): boolean =>
  isDigit(code) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
/** Of a function's version: a number, `$LATEST`. */
const isOfVersion = (code: number): boolean => isDigit(code) || code === 36 || (code >= 65 && code <= 90);
