/** Ends a turn; later calls do nothing. */
export type EndTurn = () => void;

/** Lets a few begin at a time; the others wait for their turn, in order. */
export class Turns {
  readonly #width: number;
  readonly #waiting: ((end: EndTurn) => void)[] = [];
  #next = 0;
  #taken = 0;

  constructor(width: number) {
    this.#width = width;
  }

  /** Calls `begin` when it is its turn, at once where there is room. */
  take(begin: (end: EndTurn) => void): void {
    this.#waiting.push(begin);
    this.#go();
  }

  #go(): void {
    while (this.#taken < this.#width) {
      const begin = this.#waiting[this.#next];
      if (begin === undefined) {
        this.#waiting.length = 0;
        this.#next = 0;
        return;
      }
      this.#next += 1;
      this.#taken += 1;
      let ended = false;
      begin(() => {
        if (ended) return;
        ended = true;
        this.#taken -= 1;
        this.#go();
      });
    }
  }
}
