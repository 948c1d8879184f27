/** Idle on-demand environments, each by the moment it became idle. The one that was idle last serves first, as in the
 * embedded service, so the others grow old and go in the order in which they came. */
export class IdleStack {
  #since = new Float64Array(64);
  #first = 0;
  #end = 0;

  get length(): number {
    return this.#end - this.#first;
  }

  /** @param sinceMs - not before that of any other */
  push(sinceMs: number): void {
    if (this.#end === this.#since.length) this.#makeRoom();
    this.#since[this.#end] = sinceMs;
    this.#end += 1;
  }

  /** Takes the one that was idle last. */
  pop(): void {
    this.#end -= 1;
  }

  /** Ends those that were idle since `untilMs` or before. */
  expire(untilMs: number): void {
    while (this.#first < this.#end && (this.#since[this.#first] ?? 0) <= untilMs) this.#first += 1;
    if (this.#first === this.#end) {
      this.#first = 0;
      this.#end = 0;
    }
  }

  #makeRoom(): void {
    const length = this.length;
    const wider = length * 2 > this.#since.length ? new Float64Array(2 * this.#since.length) : this.#since;
    wider.set(this.#since.subarray(this.#first, this.#end));
    this.#since = wider;
    this.#first = 0;
    this.#end = length;
  }
}
