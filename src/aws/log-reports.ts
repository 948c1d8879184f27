import type { ReportFinding, ReportLookup, ReportQuery, WantedReport } from '../model/dispatch.ts';
import type { LogSearch } from '../model/log-search.ts';
import type { Clock, Random } from '../model/ports.ts';
import { isNotFound, isPassing, missingPermission, thrownFacts } from './errors.ts';
import { GatheredEvents } from './log-events.ts';
import { eventsOf } from './log-pages.ts';
import { windowsOf } from './log-windows.ts';

const firstWaitMs = 500;
const waitAtMostMs = 5_000;
/** This machine's clock may be off by what a signature allows; so far the window is opened where the narrow one,
 * tried first, did not do.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
const narrowSlackMs = 15_000;
const wideSlackMs = 300_000;
const narrowLooks = 3;

const note = (code: string, message: string): ReportFinding => ({ kind: 'note', code, message });

const missingNote = (query: ReportQuery, missing: number, groupSeen: boolean): ReportFinding =>
  groupSeen
    ? note(
        'logs-incomplete',
        `${missing} of ${query.wanted.length} REPORT lines did not appear in ${query.logGroup} within ${query.timeoutMs / 1_000} s.`,
      )
    : note(
        'logs-group-missing',
        `There is no log group ${query.logGroup}: what the replies did not bring stays missing.`,
      );

/** The note that ends the lookup; null where trying again may help. */
function finalNote(error: unknown): ReportFinding | null {
  if (isNotFound(error) || isPassing(error)) return null;
  const { name, message } = thrownFacts(error);
  return note(
    'logs-refused',
    `CloudWatch Logs could not be read (${missingPermission('FilterLogEvents', error) ?? `${name}: ${message}`}): what the replies did not bring stays missing.`,
  );
}

/** Looks REPORTs up by their request ids. */
export class LogReports implements ReportLookup {
  readonly #search: LogSearch;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(search: LogSearch, clock: Clock, random: Random) {
    this.#search = search;
    this.#clock = clock;
    this.#random = random;
  }

  async *find(query: ReportQuery, signal: AbortSignal): AsyncIterable<ReportFinding> {
    const deadlineMs = this.#clock.nowMs() + query.timeoutMs;
    const isOver = (): boolean => signal.aborted || this.#clock.nowMs() >= deadlineMs;
    const missing = new Map<string, WantedReport>(query.wanted.map((one) => [one.requestId, one]));
    const gathered = new GatheredEvents(missing.keys());
    let groupSeen = true;
    let waitMs = firstWaitMs;
    for (let look = 1; missing.size > 0; look += 1) {
      const narrow = look <= narrowLooks;
      const logFormat = narrow ? query.logFormat : null;
      try {
        for (const { startMs, endMs } of windowsOf(
          [...missing.values()],
          narrow ? narrowSlackMs : wideSlackMs,
        )) {
          const span = { logGroup: query.logGroup, fromMs: startMs, toMs: endMs, logFormat };
          for await (const event of eventsOf(this.#search, span, signal, isOver)) gathered.add(event);
        }
        groupSeen = true;
      } catch (error) {
        if (signal.aborted) return;
        const final = finalNote(error);
        if (final !== null) {
          yield final;
          return;
        }
        groupSeen = !isNotFound(error);
      }
      for (const requestId of [...missing.keys()]) {
        const events = gathered.of(requestId);
        if (events === null) continue;
        missing.delete(requestId);
        yield { kind: 'report', requestId, events };
      }
      if (missing.size === 0 || isOver()) break;
      // Between half and all of the wait, so that several clients do not stay in step.
      const restMs = waitMs * (0.5 + this.#random.fraction() / 2);
      await this.#clock.sleep(Math.min(restMs, deadlineMs - this.#clock.nowMs()), signal);
      waitMs = Math.min(waitMs * 1.6, waitAtMostMs);
      if (signal.aborted) break;
    }
    if (missing.size > 0 && !signal.aborted) yield missingNote(query, missing.size, groupSeen);
  }
}
