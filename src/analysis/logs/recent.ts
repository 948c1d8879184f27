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
    if (find(younger, high, low) === null) return true;
    const known = find(older, high, low) === null;
    if (younger.count >= most) {
      older.slots.fill(0);
      older.count = 0;
      [younger, older] = [older, younger];
    }
    const slot = find(younger, high, low) ?? 0;
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

const float = new Float64Array(1);
const halves = new Uint32Array(float.buffer);
const lanes = { high: 0, low: 0 };

/** FNV-1a and a second lane with another prime, both finished as in MurmurHash3; never both 0.
 * @see https://datatracker.ietf.org/doc/draft-eastlake-fnv/ */
function hashes(report: Report): readonly [number, number] {
  lanes.high = 0x811c9dc5;
  lanes.low = 0x9747b28c;
  addText(report.requestId);
  addNumber(report.durationMs);
  addNumber(report.billedMs);
  addNumber(report.memorySizeMb);
  addNumber(report.maxMemoryUsedMb);
  addNumber(report.initMs);
  addNumber(report.restoreMs);
  addNumber(report.billedRestoreMs);
  addText(report.status);
  addText(report.errorType);
  addText(report.xrayTraceId);
  return [mixed(lanes.high), mixed(lanes.low) || 1];
}

function add(code: number): void {
  lanes.high = Math.imul(lanes.high ^ code, 0x01000193);
  lanes.low = Math.imul(lanes.low ^ code, 0x5bd1e995) ^ (lanes.low >>> 15);
}

function addNumber(value: number | null): void {
  float[0] = value ?? Number.NaN;
  add(halves[0] ?? 0);
  add(halves[1] ?? 0);
}

function addText(text: string | null): void {
  for (let at = 0; text !== null && at < text.length; at += 1) add(text.charCodeAt(at));
  add(text === null ? -1 : -2);
}

function mixed(hash: number): number {
  let bits = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
