import type { FoundEvent, LogSearch, LogWatch, LogWatchQuery } from '../model/log-search.ts';
import type { Clock, Random } from '../model/ports.ts';
import { isNotFound, isPassing, wrapped } from './errors.ts';
import { eventsOf } from './log-pages.ts';

const firstWaitMs = 500;
const waitAtMostMs = 3_000;

/** {@link LogWatch} by looking again and again, the wait growing as long as nothing comes. */
export class LogEventWatch implements LogWatch {
  readonly #search: LogSearch;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(search: LogSearch, clock: Clock, random: Random) {
    this.#search = search;
    this.#clock = clock;
    this.#random = random;
  }

  async *events(query: LogWatchQuery, signal: AbortSignal): AsyncGenerator<FoundEvent> {
    const clock = this.#clock;
    const deadlineMs = clock.nowMs() + query.timeoutMs;
    const isOver = (): boolean => signal.aborted || clock.nowMs() >= deadlineMs;
    const span = { ...query, toMs: null };
    const seen = new Set<string>();
    let newsAtMs = clock.nowMs();
    let waitMs = firstWaitMs;
    for (;;) {
      try {
        for await (const event of eventsOf(this.#search, span, signal, isOver)) {
          if (event.eventId !== null && seen.has(event.eventId)) continue;
          if (event.eventId !== null) seen.add(event.eventId);
          newsAtMs = clock.nowMs();
          waitMs = firstWaitMs;
          yield event;
        }
      } catch (error) {
        if (signal.aborted) return;
        if (!isNotFound(error) && !isPassing(error)) throw wrapped('FilterLogEvents', error);
      }
      const quietAtMs = newsAtMs + query.quietMs;
      if (isOver() || clock.nowMs() >= quietAtMs) return;
      const restMs = waitMs * (0.5 + this.#random.fraction() / 2);
      await clock.sleep(Math.min(restMs, Math.min(deadlineMs, quietAtMs) - clock.nowMs()), signal);
      waitMs = Math.min(waitMs * 1.6, waitAtMostMs);
    }
  }
}
