import type {
  ListenQuery,
  ReportFinding,
  ReportLookup,
  ReportNote,
  ReportQuery,
  WantedReport,
} from '../model/dispatch.ts';
import type { FoundEvent, LiveTail, LiveUpdate } from '../model/log-search.ts';
import type { Clock } from '../model/ports.ts';
import { isNotFound, missingPermission, thrownFacts } from './errors.ts';
import { GatheredEvents, namesItsStart } from './log-events.ts';

/** With nothing new for so long, what is missing is asked for: lines that were left out do not come any more, others
 * may be late. */
const quietWhenSampledMs = 3_000;
const quietMs = 10_000;
/** AWS keeps ten updates for a client that does not read them, one a second.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartLiveTail.html */
const hushAtMostMs = 8_000;
/** Lines of other requests of the group are heard too. */
const heardAtMost = 100_000;

const note = (code: string, message: string): ReportNote => ({ kind: 'note', code, message });

const reasonOf = (error: unknown): string => {
  if (isNotFound(error)) return 'it is not there yet';
  const { name, message } = thrownFacts(error);
  return missingPermission('StartLiveTail', error) ?? `${name}: ${message}`;
};

/** Hears REPORTs by Live Tail as they are logged, and lets another lookup find what it did not hear. */
export class LiveReports implements ReportLookup {
  readonly #others: ReportLookup;
  readonly #tail: LiveTail;
  readonly #clock: Clock;
  readonly #closed = new AbortController();
  /** The group that is listened to. */
  #logGroup: string | null = null;
  #heard: FoundEvent[] = [];
  /** Lines were left out, by AWS or here. */
  #sampled = false;
  /** Null: it goes on. */
  #over: { readonly reason: string | null } | null = { reason: null };
  #wake: () => void = () => {};
  #hushed: { readonly until: Promise<void>; readonly end: () => void } | null = null;

  constructor(others: ReportLookup, tail: LiveTail, clock: Clock) {
    this.#others = others;
    this.#tail = tail;
    this.#clock = clock;
  }

  readonly listen = async (query: ListenQuery, signal: AbortSignal): Promise<readonly ReportNote[]> => {
    const { logGroupArn, logGroup, logFormat } = query;
    const afterwards = 'REPORT lines are looked up afterwards.';
    if (logGroupArn === null)
      return [
        note(
          'live-tail-refused',
          `Live Tail wants the ARN of ${logGroup}, which only the function's configuration gives: ${afterwards}`,
        ),
      ];
    try {
      const ended = AbortSignal.any([signal, this.#closed.signal]);
      const updates = await this.#tail.open({ logGroupArn, logFormat }, ended);
      this.#over = null;
      this.#logGroup = logGroup;
      void this.#hear(updates);
      return [];
    } catch (error) {
      if (signal.aborted) return [];
      return [
        note(
          'live-tail-refused',
          `Live Tail could not listen to ${logGroup} (${reasonOf(error)}): ${afterwards}`,
        ),
      ];
    }
  };

  readonly hush = (inFlight: boolean): void => {
    if (!inFlight) this.#hushed?.end();
    if (!inFlight || this.#over !== null || this.#hushed !== null) return;
    let end = (): void => {};
    const until = new Promise<void>((resolve) => {
      const cancel = this.#clock.after(hushAtMostMs, resolve);
      end = () => {
        cancel();
        resolve();
        this.#hushed = null;
      };
    });
    this.#hushed = { until, end };
  };

  readonly close = (): void => {
    this.#hushed?.end();
    this.#closed.abort();
  };

  async *find(query: ReportQuery, signal: AbortSignal): AsyncIterable<ReportFinding> {
    if (query.logGroup !== this.#logGroup) {
      yield* this.#others.find(query, signal);
      return;
    }
    const deadlineMs = this.#clock.nowMs() + query.timeoutMs;
    const missing = new Map<string, WantedReport>(query.wanted.map((one) => [one.requestId, one]));
    const gathered = new GatheredEvents(missing.keys());
    let newsAtMs = this.#clock.nowMs();
    while (missing.size > 0 && !signal.aborted) {
      for (const event of this.#heard.splice(0)) gathered.add(event);
      for (const requestId of [...missing.keys()]) {
        const events = gathered.of(requestId);
        // What was left out may be the line that places its init.
        if (events === null || (this.#sampled && !namesItsStart(requestId, events))) continue;
        missing.delete(requestId);
        newsAtMs = this.#clock.nowMs();
        yield { kind: 'report', requestId, events };
      }
      const quietAtMs = newsAtMs + (this.#sampled ? quietWhenSampledMs : quietMs);
      const restMs = Math.min(deadlineMs, quietAtMs) - this.#clock.nowMs();
      if (missing.size === 0 || this.#over !== null || restMs <= 0) break;
      await this.#news(restMs, signal);
    }
    const reason = this.#over?.reason ?? null;
    this.close();
    if (this.#sampled)
      yield note(
        'live-tail-sampled',
        `Live Tail left lines out (it shows 500 a second): ${missing.size} of ${query.wanted.length} REPORT lines were looked up afterwards.`,
      );
    if (reason !== null && missing.size > 0)
      yield note(
        'live-tail-ended',
        `Live Tail ended early (${reason}): ${missing.size} of ${query.wanted.length} REPORT lines were looked up afterwards.`,
      );
    if (missing.size === 0 || signal.aborted) return;
    const timeoutMs = Math.max(0, deadlineMs - this.#clock.nowMs());
    yield* this.#others.find({ ...query, wanted: [...missing.values()], timeoutMs }, signal);
  }

  async #hear(updates: AsyncIterable<LiveUpdate>): Promise<void> {
    let reason = 'the session was closed';
    try {
      for await (const { events, sampled } of updates) {
        this.#heard.push(...events);
        const over = this.#heard.length - heardAtMost;
        if (over > 0) this.#heard.splice(0, over);
        this.#sampled ||= sampled || over > 0;
        this.#wake();
        await this.#hushed?.until;
      }
    } catch (error) {
      reason = reasonOf(error);
    }
    this.#over = { reason };
    this.#wake();
  }

  /** Until something is heard, or for so long. */
  async #news(waitMs: number, signal: AbortSignal): Promise<void> {
    if (this.#heard.length > 0) return;
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    await this.#clock.sleep(waitMs, AbortSignal.any([woken.signal, signal]));
    this.#wake = () => {};
  }
}
