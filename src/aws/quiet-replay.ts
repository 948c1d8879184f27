import type { Clock } from '../model/ports.ts';

/** Without new bytes for this long, the burst is over. */
const quietMs = 2;
/** Nothing is held back longer than this. */
const holdAtMostMs = 100;

interface Waiting {
  readonly owner: object;
  readonly atMs: number;
  readonly handOn: () => void;
}

/**
 * Holds what sockets received until the event loop is quiet, then hands it on, one chunk a turn of the loop. Parsing
 * a reply takes longer than receiving it: done at once, it would delay the stamps of all replies that arrive
 * meanwhile. Between two turns the loop reads, and so stamps, whatever has arrived.
 */
export class QuietReplay {
  readonly #clock: Clock;
  #waiting: Waiting[] = [];
  #lastArrivalMs = 0;
  #scheduled = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes what `owner` received just now; the order of one owner is kept.
   * @returns the moment of arrival */
  arrive(owner: object, handOn: () => void): number {
    const atMs = this.#clock.nowMs();
    this.#waiting.push({ owner, atMs, handOn });
    this.#lastArrivalMs = atMs;
    this.#schedule();
    return atMs;
  }

  /** Hands on all that `owner` has waiting, now: it is about to be destroyed. */
  flush(owner: object): void {
    if (!this.#waiting.some((one) => one.owner === owner)) return;
    const own = this.#waiting.filter((one) => one.owner === owner);
    this.#waiting = this.#waiting.filter((one) => one.owner !== owner);
    for (const { handOn } of own) handOn();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    const oldest = this.#waiting[0];
    if (oldest === undefined) return;
    this.#scheduled = true;
    const nowMs = this.#clock.nowMs();
    const waitMs = Math.min(this.#lastArrivalMs + quietMs, oldest.atMs + holdAtMostMs) - nowMs;
    if (waitMs <= 0) setImmediate(this.#turn);
    else this.#clock.after(waitMs, this.#turn);
  }

  readonly #turn = (): void => {
    this.#scheduled = false;
    const oldest = this.#waiting[0];
    if (oldest === undefined) return;
    const nowMs = this.#clock.nowMs();
    if (nowMs - this.#lastArrivalMs >= quietMs || nowMs - oldest.atMs >= holdAtMostMs) {
      this.#waiting.shift();
      oldest.handOn();
    }
    this.#schedule();
  };
}
