import type { Cancel, Clock, EventLoop } from '../model/ports.ts';

/** Without new bytes for this long, the burst is over. */
const quietMs = 2;
/** Nothing is held back longer than this. */
const holdAtMostMs = 100;
/** How often it is looked, while replies are awaited, when the loop last waited. */
const lookEveryMs = 5;

/** When something arrived, and how much earlier it may have come without this process having looked. */
export interface Arrival {
  readonly atMs: number;
  readonly uncertaintyMs: number;
}

interface Waiting {
  readonly sinceMs: number;
  readonly handOns: (() => void)[];
}

/**
 * Holds what sockets received until the event loop is quiet, then hands it on, one socket a turn of the loop. Parsing
 * a reply takes longer than receiving it: done at once, it would delay the stamps of all replies that arrive
 * meanwhile. Between two turns the loop reads, and so stamps, whatever has arrived.
 */
export class QuietReplay {
  readonly #clock: Clock;
  readonly #loop: EventLoop;
  /** By owner, the one that has waited longest first. */
  readonly #waiting = new Map<object, Waiting>();
  #lastArrivalMs = 0;
  #scheduled = false;
  /** Up to here all that had come was read. */
  #readUpToMs: number;
  #lookedAtMs: number;
  #idleMs: number;

  constructor(clock: Clock, loop: EventLoop) {
    this.#clock = clock;
    this.#loop = loop;
    this.#lookedAtMs = clock.nowMs();
    this.#readUpToMs = this.#lookedAtMs;
    this.#idleMs = loop.idleMs();
  }

  /** Takes what `owner` received just now; the order of one owner is kept. */
  arrive(owner: object, handOn: () => void): Arrival {
    const atMs = this.#look();
    this.#lastArrivalMs = atMs;
    const waiting = this.#waiting.get(owner);
    if (waiting === undefined) this.#waiting.set(owner, { sinceMs: atMs, handOns: [handOn] });
    else waiting.handOns.push(handOn);
    this.#schedule();
    return { atMs, uncertaintyMs: atMs - this.#readUpToMs };
  }

  /** Hands on all that `owner` has waiting, now: it is about to be destroyed. */
  flush(owner: object): void {
    const waiting = this.#waiting.get(owner);
    if (waiting === undefined) return;
    this.#waiting.delete(owner);
    for (const handOn of waiting.handOns) handOn();
  }

  /** Looks at the loop every few milliseconds: the stamps' uncertainty counts from its last wait, which is known the
   * better the less time has passed since the look before.
   * @returns ends it */
  watch(): Cancel {
    let cancel: Cancel = () => {};
    const again = (): void => {
      this.#look();
      cancel = this.#clock.after(lookEveryMs, again);
    };
    again();
    return () => cancel();
  }

  #look(): number {
    const atMs = this.#clock.nowMs();
    const idleMs = this.#loop.idleMs();
    // So long did the loop wait since the last look, and nothing was there while it waited.
    const waitedMs = idleMs - this.#idleMs;
    if (waitedMs > 0)
      this.#readUpToMs = Math.max(this.#readUpToMs, Math.min(atMs, this.#lookedAtMs + waitedMs));
    this.#idleMs = idleMs;
    this.#lookedAtMs = atMs;
    return atMs;
  }

  #oldest(): readonly [object, Waiting] | null {
    for (const entry of this.#waiting) return entry;
    return null;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    const oldest = this.#oldest();
    if (oldest === null) return;
    this.#scheduled = true;
    const nowMs = this.#clock.nowMs();
    const waitMs = Math.min(this.#lastArrivalMs + quietMs, oldest[1].sinceMs + holdAtMostMs) - nowMs;
    if (waitMs <= 0) setImmediate(this.#turn, true);
    else this.#clock.after(waitMs, this.#turn);
  }

  /** @param afterReading - it runs right after the loop has read what was there, as immediates do */
  readonly #turn = (afterReading = false): void => {
    this.#scheduled = false;
    const oldest = this.#oldest();
    if (oldest === null) return;
    const nowMs = this.#clock.nowMs();
    if (afterReading) this.#readUpToMs = nowMs;
    if (nowMs - this.#lastArrivalMs >= quietMs || nowMs - oldest[1].sinceMs >= holdAtMostMs)
      this.flush(oldest[0]);
    this.#schedule();
  };
}
