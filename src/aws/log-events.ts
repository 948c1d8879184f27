import type { FoundEvent } from '../model/log-search.ts';
import type { LogEvent } from '../model/report.ts';
import { reportRequestId } from '../model/report-request-id.ts';
import { ofInit, ofRequest } from './log-patterns.ts';

const isOneOf = (types: readonly string[], type: string): boolean => types.includes(type);

const jsonLine = (message: string): { readonly type: string; readonly requestId: string | null } | null => {
  if (!message.startsWith('{')) return null;
  try {
    const parsed: unknown = JSON.parse(message);
    if (typeof parsed !== 'object' || parsed === null) return null;
    const { type, record } = parsed as { type?: unknown; record?: unknown };
    if (typeof type !== 'string') return null;
    const id =
      typeof record === 'object' && record !== null ? (record as { requestId?: unknown }).requestId : null;
    return { type, requestId: typeof id === 'string' ? id : null };
  } catch {
    return null;
  }
};

/** The request that a platform line names; null for any other line. */
function requestIdOf(message: string): string | null {
  const json = jsonLine(message);
  if (json !== null) return isOneOf(ofRequest.JSON, json.type) ? json.requestId : null;
  return /^(?:REPORT|START) RequestId:\s*(\S+)\s/.exec(message)?.[1] ?? null;
}

const isOfInit = (message: string): boolean => {
  const json = jsonLine(message);
  return json === null ? /^INIT_(?:START|REPORT)\b/.test(message) : isOneOf(ofInit.JSON, json.type);
};

/** One of the events says when the request started. */
export const namesItsStart = (requestId: string, events: readonly LogEvent[]): boolean =>
  events.some(({ message }) => {
    const json = jsonLine(message);
    return json === null
      ? message.startsWith(`START RequestId: ${requestId} `)
      : json.type === 'platform.start' && json.requestId === requestId;
  });

/** Log events of the wanted requests, gathered over several looks, each once. Of other requests nothing is kept. */
export class GatheredEvents {
  readonly #wanted: ReadonlySet<string> | null;
  readonly #seen = new Set<string>();
  readonly #reported = new Set<string>();
  readonly #byRequest = new Map<string, LogEvent[]>();
  readonly #initsByStream = new Map<string, LogEvent[]>();

  /** @param wanted - null: every request that is named */
  constructor(wanted: Iterable<string> | null) {
    this.#wanted = wanted === null ? null : new Set(wanted);
  }

  /** Requests that were named, in that order. */
  get requestIds(): readonly string[] {
    return [...this.#byRequest.keys()];
  }

  /** How many of them have a REPORT. */
  get reported(): number {
    return this.#reported.size;
  }

  add({ atMs, logStream, message }: FoundEvent): void {
    const event: LogEvent = { atMs, logStream, message };
    // Live Tail gives no ids.
    const key = `${logStream}\n${atMs}\n${message}`;
    if (this.#seen.has(key)) return;
    const requestId = requestIdOf(message);
    if (requestId === null) {
      if (logStream === null || !isOfInit(message)) return;
      push(this.#initsByStream, logStream, event);
    } else {
      if (this.#wanted !== null && !this.#wanted.has(requestId)) return;
      if (reportRequestId(message) === requestId) this.#reported.add(requestId);
      push(this.#byRequest, requestId, event);
    }
    this.#seen.add(key);
  }

  /** Every event that names the request, and what its stream (one stream is one environment) says of the init before
   * it; null as long as no REPORT names it. */
  of(requestId: string): readonly LogEvent[] | null {
    const own = this.#byRequest.get(requestId);
    const report = own?.find(({ message }) => reportRequestId(message) === requestId);
    if (own === undefined || report === undefined) return null;
    const inits = report.logStream === null ? [] : (this.#initsByStream.get(report.logStream) ?? []);
    const before = inits.filter(({ atMs }) => atMs === null || report.atMs === null || atMs <= report.atMs);
    return [...before, ...own];
  }
}

function push(map: Map<string, LogEvent[]>, key: string, event: LogEvent): void {
  const there = map.get(key);
  if (there === undefined) map.set(key, [event]);
  else there.push(event);
}
