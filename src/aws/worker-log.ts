import { FanoutError } from '../model/errors.ts';
import type { LogSearch, LogSpan, LogWatch } from '../model/log-search.ts';
import type { LogEvent } from '../model/report.ts';
import type { LoggedRequest, LoggedRequests, WorkerLog, WorkerLogQuery } from '../model/worker-log.ts';
import { wrapped } from './errors.ts';
import { GatheredEvents } from './log-events.ts';
import { eventsOf } from './log-pages.ts';

/** Streams that one FilterLogEvents may name.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html logStreamNames */
const streamsOfACall = 100;

const carriesInit = /\bInit Duration:|"initDurationMs":/;
const beginsInit = /^INIT_START\b|"platform\.initStart"/;

const reportOf = ({ requestId, events }: LoggedRequest): LogEvent | undefined =>
  events.find(({ message }) => message.includes(requestId) && /\bREPORT\b|platform\.report/.test(message));

/** A REPORT tells of an init, and the log read so far does not say when that began. */
const lacksItsInit = (request: LoggedRequest): boolean =>
  carriesInit.test(reportOf(request)?.message ?? '') &&
  !request.events.some(({ message }) => beginsInit.test(message));

const startOf = ({ requestId, events }: Pick<LoggedRequest, 'requestId' | 'events'>): LogEvent | undefined =>
  events.find(({ message }) => message.includes(requestId) && /^START\b|"platform\.start"/.test(message));

/** Without a START, which a log level may hide: the time of its REPORT less its Duration. */
function beganAtMs(request: LoggedRequest): number | null {
  if (request.startedAtMs !== null) return request.startedAtMs;
  const report = reportOf(request);
  const [, text, json] = /\tDuration: ([\d.]+) ms|"durationMs":\s*([\d.]+)/.exec(report?.message ?? '') ?? [];
  return report === undefined || report.atMs === null ? null : report.atMs - Number(text ?? json ?? 0);
}

/** {@link WorkerLog} on a log group. */
export class WatchedWorkerLog implements WorkerLog {
  readonly #watch: LogWatch;
  readonly #search: LogSearch;

  constructor(watch: LogWatch, search: LogSearch) {
    this.#watch = watch;
    this.#search = search;
  }

  async find(query: WorkerLogQuery, signal: AbortSignal): Promise<LoggedRequests> {
    const gathered = new GatheredEvents(null);
    try {
      for await (const event of this.#watch.events(query, signal)) {
        gathered.add(event);
        if (gathered.reported >= query.count && this.#requests(gathered, query).length >= query.count) break;
      }
      const found = this.#requests(gathered, query);
      await this.#findInits(query, found, gathered, signal);
    } catch (error) {
      const refusal = wrapped('FilterLogEvents', error);
      if (!(refusal instanceof FanoutError) && !signal.aborted) throw error;
      const requests = this.#requests(gathered, query).slice(0, query.count);
      return { requests, others: 0, refusal: refusal instanceof FanoutError ? refusal : null };
    }
    const all = this.#requests(gathered, query);
    const named = gathered.requestIds.filter((requestId) => !query.known.has(requestId));
    const others = named.length - Math.min(all.length, query.count);
    return { requests: all.slice(0, query.count), others, refusal: null };
  }

  #requests(gathered: GatheredEvents, { fromMs, known }: WorkerLogQuery): LoggedRequest[] {
    return gathered.requestIds
      .filter((requestId) => !known.has(requestId))
      .flatMap((requestId): LoggedRequest[] => {
        const events = gathered.of(requestId);
        if (events === null) return [];
        const start = startOf({ requestId, events });
        const logStream = start?.logStream ?? events.at(-1)?.logStream ?? null;
        return [{ requestId, startedAtMs: start?.atMs ?? null, logStream, events }];
      })
      .map((request) => ({ request, atMs: beganAtMs(request) ?? fromMs }))
      .filter(({ atMs }) => atMs >= fromMs)
      .toSorted((a, b) => a.atMs - b.atMs)
      .map(({ request }) => request);
  }

  /** An environment that was initialized ahead has the lines of its init long before its first request: they are
   * looked for in its own stream, which begins with them. */
  async #findInits(
    { logGroup, logFormat }: WorkerLogQuery,
    requests: readonly LoggedRequest[],
    gathered: GatheredEvents,
    signal: AbortSignal,
  ): Promise<void> {
    const streams = [...new Set(requests.filter(lacksItsInit).flatMap(({ logStream }) => logStream ?? []))];
    for (let from = 0; from < streams.length; from += streamsOfACall) {
      const logStreams = streams.slice(from, from + streamsOfACall);
      const span: LogSpan = { logGroup, fromMs: 0, toMs: null, logFormat, logStreams };
      for await (const event of eventsOf(this.#search, span, signal)) gathered.add(event);
    }
  }
}
