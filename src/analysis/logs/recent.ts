import type { Report } from '../../model/report.ts';

/** Tells whether a REPORT is equal, in all fields, to a recent one. */
export type Recent = (report: Report) => boolean;

interface Table {
  /** Two 32-bit hashes of a REPORT at each slot; both 0 where it is free. */
  readonly slots: Uint32Array;
  count: number;
}

/**
 * Remembers at least the last `most` distinct REPORTs, and at most twice as many, as 64-bit hashes: 32 bytes for each.
 * Two different ones are taken for equal with a probability of about `most` in 10^19.
 */
export function createRecent(most: number): Recent {
  const size = 2 ** Math.ceil(Math.log2(2 * most));
  const empty = (): Table => ({ slots: new Uint32Array(2 * size), count: 0 });
  let younger = empty();
  let older = empty();

  return (report) => {
    const [high, low] = hashes(report);
    let slot = find(younger, high, low);
    if (slot === null) return true;
    const known = find(older, high, low) === null;
    if (younger.count >= most) {
      older.slots.fill(0);
      older.count = 0;
      [younger, older] = [older, younger];
      slot = find(younger, high, low) ?? 0;
    }
    younger.slots[slot] = high;
    younger.slots[slot + 1] = low;
    younger.count += 1;
    return known;
  };
}

/** Null where the hash is there, else the free slot where it belongs. */
function find({ slots }: Table, high: number, low: number): number | null {
  const mask = slots.length - 1;
  for (let at = (low * 2) & mask; ; at = (at + 2) & mask) {
    if (slots[at] === high && slots[at + 1] === low) return null;
    if (slots[at] === 0 && slots[at + 1] === 0) return at;
  }
}

const numbers = new Float64Array(7);
const words = new Uint32Array(numbers.buffer);
const lanes = { high: 0, low: 0 };

/** FNV-1a and a second lane with another prime, both finished as in MurmurHash3; never both 0.
 * @see https://datatracker.ietf.org/doc/draft-eastlake-fnv/ */
function hashes(report: Report): readonly [number, number] {
  lanes.high = 0x811c9dc5;
  lanes.low = 0x9747b28c;
  addText(report.requestId);
  numbers[0] = report.durationMs;
  numbers[1] = report.billedMs ?? Number.NaN;
  numbers[2] = report.memorySizeMb ?? Number.NaN;
  numbers[3] = report.maxMemoryUsedMb ?? Number.NaN;
  numbers[4] = report.initMs ?? Number.NaN;
  numbers[5] = report.restoreMs ?? Number.NaN;
  numbers[6] = report.billedRestoreMs ?? Number.NaN;
  addNumbers();
  addText(report.status);
  addText(report.errorType);
  addText(report.xrayTraceId);
  return [mixed(lanes.high), mixed(lanes.low) || 1];
}

function addNumbers(): void {
  let { high, low } = lanes;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? 0;
    high = Math.imul(high ^ word, 0x01000193);
    low = Math.imul(low ^ word, 0x5bd1e995) ^ (low >>> 15);
  }
  lanes.high = high;
  lanes.low = low;
}

/** Four characters at a time, then what is left, then its end. */
function addText(text: string | null): void {
  let { high, low } = lanes;
  const length = text === null ? -1 : text.length;
  let at = 0;
  for (; text !== null && at + 4 <= length; at += 4) {
    const four =
      text.charCodeAt(at) ^
      (text.charCodeAt(at + 1) << 8) ^
      (text.charCodeAt(at + 2) << 16) ^
      (text.charCodeAt(at + 3) << 24);
    high = Math.imul(high ^ four, 0x01000193);
    low = Math.imul(low ^ four, 0x5bd1e995) ^ (low >>> 15);
  }
  for (; at <= length + 1; at += 1) {
    const code = text !== null && at < length ? text.charCodeAt(at) : ~length;
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ code, 0x5bd1e995) ^ (low >>> 15);
  }
  lanes.high = high;
  lanes.low = low;
}

function mixed(hash: number): number {
  let bits = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
