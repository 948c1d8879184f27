/** Moments in ascending order, for as many as there are at once: a binary heap on plain numbers. */
export class MinHeap {
  #values = new Float64Array(64);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** The least; Infinity where there is none. */
  peek(): number {
    return this.#length === 0 ? Number.POSITIVE_INFINITY : (this.#values[0] ?? Number.POSITIVE_INFINITY);
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const wider = new Float64Array(2 * this.#values.length);
      wider.set(this.#values);
      this.#values = wider;
    }
    const values = this.#values;
    let at = this.#length;
    this.#length += 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = values[parent] ?? 0;
      if (above <= value) break;
      values[at] = above;
      at = parent;
    }
    values[at] = value;
  }

  /** Takes the least out; Infinity where there is none. */
  pop(): number {
    const least = this.peek();
    if (this.#length === 0) return least;
    this.#length -= 1;
    const length = this.#length;
    const values = this.#values;
    const last = values[length] ?? 0;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= length) break;
      if (child + 1 < length && (values[child + 1] ?? 0) < (values[child] ?? 0)) child += 1;
      const below = values[child] ?? 0;
      if (last <= below) break;
      values[at] = below;
      at = child;
    }
    values[at] = last;
    return least;
  }
}
