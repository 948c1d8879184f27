import type { Reply } from '../model/dispatch.ts';
import { type Orchestration, surelyCalledBetween } from '../model/orchestration.ts';
import type { OrchestratorClock } from '../model/orchestrator.ts';
import type { Clock } from '../model/ports.ts';

/** How far ahead orchestrators agree on a moment, before anything is known of them: time for the way there and for a
 * cold start that the greeting did not spare, and for each request the time to open and to sign it on a small share of
 * a core. */
const firstLeadMs = 2_000;
const leadPerRequestMs = 5;
/** Later, so many times what the slowest needed the last time, and a little more. */
const leadTimes = 1.5;
const leastLeadMs = 500;

/** Puts times that orchestrators took on their clocks onto the run's clock, and agrees with them on a moment of theirs. */
export class ShardClocks {
  readonly #clock: Clock;
  readonly #leadMs: number | null;
  /** Wall clock of this machine at the run clock's 0. */
  readonly #zeroWallMs: number;
  #preparedMs: number | null = null;
  /** How far the orchestrators' wall clocks surely are ahead of this machine's: between these. */
  #aheadMinMs = Number.NEGATIVE_INFINITY;
  #aheadMaxMs = Number.POSITIVE_INFINITY;

  constructor(clock: Clock, leadMs: number | null) {
    this.#clock = clock;
    this.#leadMs = leadMs;
    this.#zeroWallMs = clock.wallMs() - clock.nowMs();
  }

  /** Learns from what an orchestrator said: from a greeting how far its clock is ahead, so that all of a run are moved
   * alike; from a round how long it prepares. */
  learn(orchestration: Orchestration): void {
    const { clock, round } = orchestration;
    if (round > 0) this.#preparedMs = Math.max(this.#preparedMs ?? 0, clock?.preparedMs ?? 0);
    const called = round > 0 ? null : surelyCalledBetween(orchestration);
    if (clock === null || called === null) return;
    const wallMs = clock.calledAtWallMs - this.#zeroWallMs;
    this.#aheadMinMs = Math.max(this.#aheadMinMs, wallMs - called.maxMs);
    this.#aheadMaxMs = Math.min(this.#aheadMaxMs, wallMs - called.minMs);
  }

  /** The orchestrators' wall clocks less this machine's: 0 where that may be, since all are set by the same time; else
   * the middle of what it surely is. */
  get #aheadMs(): number {
    if (this.#aheadMinMs <= 0 && this.#aheadMaxMs >= 0) return 0;
    const middleMs = (this.#aheadMinMs + this.#aheadMaxMs) / 2;
    return Number.isFinite(middleMs) ? middleMs : 0;
  }

  /**
   * The moment 0 of an orchestrator's reply on the run's clock: as its wall clock says, and not outside of what its
   * send and its receive allow.
   * @returns null where it has neither
   */
  offsetMs(invocation: Pick<Reply, 'writtenMs' | 'doneMs'>, clock: OrchestratorClock): number | null {
    const { writtenMs, doneMs } = invocation;
    if (writtenMs === null || doneMs === null) return null;
    const byWallMs = clock.calledAtWallMs - this.#aheadMs - this.#zeroWallMs;
    const latestMs = Math.max(writtenMs, doneMs - clock.endedMs);
    return Math.min(Math.max(byWallMs, writtenMs), latestMs);
  }

  /**
   * A moment for all orchestrators of a round to release at, on their wall clocks.
   * @param notBeforeMs - when their own invocations are released at the earliest, on the run's clock
   * @param requests - the most that one of them prepares
   */
  agreedWallMs(notBeforeMs: number, requests: number): number {
    const leadMs =
      this.#leadMs ??
      (this.#preparedMs === null
        ? firstLeadMs + requests * leadPerRequestMs
        : leastLeadMs + this.#preparedMs * leadTimes);
    return this.#zeroWallMs + Math.max(this.#clock.nowMs(), notBeforeMs) + leadMs + this.#aheadMs;
  }
}
