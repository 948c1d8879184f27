/** Tells whether a REPORT is equal, in all fields, to a recent one.
 * @param high - one hash of it, 32 bits
 * @param low - another, not 0 */
export type Recent = (high: number, low: number) => boolean;

interface Table {
  /** Two 32-bit hashes of a REPORT at each slot; both 0 where it is free. */
  readonly slots: Int32Array;
  count: number;
}

/**
 * Remembers at least the last `most` distinct REPORTs, and at most twice as many, as 64-bit hashes: some 25 bytes for each.
 * Two different ones are taken for equal with a probability of about `most` in 10^19.
 */
export function createRecent(most: number): Recent {
  // Small, so that it stays near the core; and never full.
  const size = 2 ** Math.ceil(Math.log2(1.5 * most));
  const empty = (): Table => ({ slots: new Int32Array(2 * size), count: 0 });
  let younger = empty();
  let older = empty();

  return (high, low) => {
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
  for (let at = (low << 1) & mask; ; at = (at + 2) & mask) {
    if (slots[at] === high && slots[at + 1] === low) return null;
    if (slots[at] === 0 && slots[at + 1] === 0) return at;
  }
}
