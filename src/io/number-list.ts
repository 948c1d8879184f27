/** Numbers that are only added to, eight bytes each. */
export class NumberList {
  #numbers = new Float64Array(1_024);
  length = 0;

  push(number: number): void {
    if (this.length === this.#numbers.length) {
      const more = new Float64Array(2 * this.length);
      more.set(this.#numbers);
      this.#numbers = more;
    }
    this.#numbers[this.length] = number;
    this.length += 1;
  }

  /** @throws RangeError where there is none */
  at(position: number): number {
    if (!(position < this.length)) throw new RangeError(`${position} of ${this.length}`);
    return this.#numbers[position] ?? 0;
  }
}
