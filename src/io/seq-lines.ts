/** How far ahead of the count of lines a seq may be to be kept in the array. */
const ahead = 65_536;

/** The line of each seq, to find one that comes twice: four bytes a line where seqs have few gaps, as those of a run
 * have. */
export class SeqLines {
  #lines = new Uint32Array(ahead);
  /** Of seqs so far apart that an array of them would be mostly empty. */
  readonly #others = new Map<number, number>();
  #count = 0;

  /** @returns the line that has this seq already; null: there was none */
  put(seq: number, line: number): number | null {
    const before = this.#lines[seq] || this.#others.get(seq) || 0;
    if (before !== 0) return before;
    this.#count += 1;
    if (seq >= 2 * this.#count + ahead) {
      this.#others.set(seq, line);
      return null;
    }
    if (seq >= this.#lines.length) {
      const more = new Uint32Array(2 * seq);
      more.set(this.#lines);
      this.#lines = more;
    }
    this.#lines[seq] = line;
    return null;
  }
}
