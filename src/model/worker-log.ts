import type { FanoutError } from './errors.ts';
import type { LogWatchQuery } from './log-search.ts';
import type { LogEvent } from './report.ts';

/** Requests to find in a function's log group by time alone. */
export interface WorkerLogQuery extends LogWatchQuery {
  /** Ends once so many have a REPORT. */
  readonly count: number;
  /** Requests that are none of these are meant: they were found before. */
  readonly known: ReadonlySet<string>;
}

/** A request that a log tells of. */
export interface LoggedRequest {
  readonly requestId: string;
  /** START, by the log's clock; null: no such line, or without a time. */
  readonly startedAtMs: number | null;
  /** One stream belongs to one environment. */
  readonly logStream: string | null;
  /** Its own lines, and what its stream says of the init before them. */
  readonly events: readonly LogEvent[];
}

export interface LoggedRequests {
  /** In the order of their STARTs. */
  readonly requests: readonly LoggedRequest[];
  /** Further requests that the log names in that time. */
  readonly others: number;
  /** The group could not be read, or not to the end; null: it could. */
  readonly refusal: FanoutError | null;
}

/** Finds requests whose ids nobody knows: an orchestrator that replies nothing has sent them. */
export interface WorkerLog {
  /** Those that started at `fromMs` of the log's clock or later. What goes wrong on the other side is a refusal, and what
   * was found before stays. */
  readonly find: (query: WorkerLogQuery, signal: AbortSignal) => Promise<LoggedRequests>;
}
