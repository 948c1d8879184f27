import type { Clock, Random } from '../model/ports.ts';

/** The least that every region grants FilterLogEvents is five calls a second, and others use the account too.
 * @see https://docs.aws.amazon.com/general/latest/gr/cwl_region.html */
const leastGapMs = 250;
const mostGapMs = 4_000;

/** Keeps calls apart, whoever makes them: a quota counts the calls of all. */
export class Pace {
  readonly #clock: Clock;
  readonly #random: Random;
  #gapMs = leastGapMs;
  #nextMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Resolves when the next call may be made; at once where `signal` aborts. */
  async turn(signal: AbortSignal): Promise<void> {
    const nowMs = this.#clock.nowMs();
    const atMs = Math.max(nowMs, this.#nextMs);
    // Up to a quarter more, so that several clients do not stay in step.
    this.#nextMs = atMs + this.#gapMs * (1 + this.#random.fraction() / 4);
    if (atMs > nowMs) await this.#clock.sleep(atMs - nowMs, signal);
  }

  /** A call was throttled: twice as far apart from now on. */
  slower(): void {
    this.#gapMs = Math.min(this.#gapMs * 2, mostGapMs);
  }

  /** A call went well: a little closer, down to the least. */
  faster(): void {
    this.#gapMs = Math.max(this.#gapMs * 0.9, leastGapMs);
  }
}
