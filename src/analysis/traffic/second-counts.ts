/** Requests counted by the second, for recordings of any length: what counts is how many seconds they span. */
export class SecondCounts {
  #counts = new Float64Array(4_096);
  #firstSecond: number | null = null;
  #spanned = 0;

  /** @param wallMs - milliseconds since the epoch, in any order */
  add(wallMs: number, count: number): void {
    const second = Math.floor(wallMs / 1_000);
    if (this.#firstSecond === null) this.#firstSecond = second;
    if (second < this.#firstSecond) this.#prepend(this.#firstSecond - second);
    const at = second - (this.#firstSecond ?? second);
    if (at >= this.#counts.length) this.#grow(at + 1, 0);
    this.#counts[at] = (this.#counts[at] ?? 0) + count;
    this.#spanned = Math.max(this.#spanned, at + 1);
  }

  /** Seconds that would be spanned with this moment. */
  spannedWith(wallMs: number): number {
    const second = Math.floor(wallMs / 1_000);
    const first = this.#firstSecond ?? second;
    return Math.max(this.#spanned, second - first + 1, first - second + this.#spanned);
  }

  /** @returns null where nothing was added */
  taken(): { readonly startWallMs: number; readonly counts: Float64Array } | null {
    return this.#firstSecond === null
      ? null
      : { startWallMs: this.#firstSecond * 1_000, counts: this.#counts.slice(0, this.#spanned) };
  }

  #prepend(seconds: number): void {
    this.#grow(this.#spanned + seconds, seconds);
    this.#firstSecond = (this.#firstSecond ?? 0) - seconds;
    this.#spanned += seconds;
  }

  #grow(length: number, shift: number): void {
    const wider = new Float64Array(Math.max(length, 2 * this.#counts.length));
    wider.set(this.#counts.subarray(0, this.#spanned), shift);
    this.#counts = wider;
  }
}
