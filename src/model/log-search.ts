import type { LogEvent } from './report.ts';

/** The format in which a function logs. */
export type LogFormat = 'Text' | 'JSON';

/** A log event as a search finds it. */
export interface FoundEvent extends LogEvent {
  /** Unique in its group; null where the service gives none. */
  readonly eventId: string | null;
}

/** A log group's platform lines in a span of time. */
export interface LogSpan {
  /** Name or ARN. */
  readonly logGroup: string;
  /** Log timestamps, milliseconds since the epoch; both ends belong to the span. */
  readonly fromMs: number;
  /** Null: open. */
  readonly toMs: number | null;
  /** Null: not known, so lines of both formats are asked for. */
  readonly logFormat: LogFormat | null;
  /** Only these streams, 100 at most; not there: all. */
  readonly logStreams?: readonly string[];
}

export interface LogPage {
  /** In order of time; may be empty although a next page holds some. */
  readonly events: readonly FoundEvent[];
  /** Null: this was the last page. */
  readonly nextToken: string | null;
}

/** Reads the platform lines of a log group page by page, at a pace that every region grants. */
export interface LogSearch {
  /** @throws what the API throws, and where `signal` aborts */
  readonly page: (span: LogSpan, nextToken: string | null, signal: AbortSignal) => Promise<LogPage>;
}

/** How far a log group has been read. */
export interface LogPosition {
  /** All events before this have been read, by their log timestamps. */
  readonly atMs: number;
  /** Of those from then on, the ones with these marks have: short for their ids. */
  readonly keys: readonly string[];
}

/** A part of a log group's events, each new. */
export interface LogPart {
  /** In order of time; may be empty. */
  readonly events: readonly FoundEvent[];
  /** All that was there has been read: what comes is yet to be logged. */
  readonly caughtUp: boolean;
}

/** Reads a log group from a position on, whatever gets in the way. */
export interface LogGroupReader {
  /**
   * Ends where all is read, where `signal` aborts, or not at all while it follows.
   * @throws UsageError (no such group), UnreachableError (refused, or no longer reachable); the position holds
   */
  readonly parts: (signal: AbortSignal) => AsyncIterable<LogPart>;
  /** How far the parts reach that were given so far. */
  readonly position: () => LogPosition;
}

/** What a Live Tail session tells at once. */
export interface LiveUpdate {
  readonly events: readonly FoundEvent[];
  /** More lines came than an update holds, and some were left out. */
  readonly sampled: boolean;
}

/** Listens to the platform lines of a log group. */
export interface LiveTail {
  /** Resolves once the session has begun; it ends when `signal` aborts.
   * @throws what the API throws, so do the updates */
  readonly open: (
    query: { readonly logGroupArn: string; readonly logFormat: LogFormat | null },
    signal: AbortSignal,
  ) => Promise<AsyncIterable<LiveUpdate>>;
}

/** What to wait for in a log group. */
export interface LogWatchQuery extends Omit<LogSpan, 'toMs'> {
  /** Ends after so long without a new event. */
  readonly quietMs: number;
  /** Ends after so long whatever comes. */
  readonly timeoutMs: number;
}

/** Waits for the platform lines of a log group to arrive. */
export interface LogWatch {
  /**
   * Each event once, as it becomes visible, until the log is quiet, the time is over or the reader has enough and
   * leaves. A log group that is not there (yet) is a quiet one.
   * @throws UnreachableError, UsageError where the group may not be read
   */
  readonly events: (query: LogWatchQuery, signal: AbortSignal) => AsyncIterable<FoundEvent>;
}
