/** One REPORT, text or `platform.report`. Null: the text does not carry it, or not readably.
 * Text has two decimals, JSON three; neither is rounded here.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#platform-report */
export interface Report {
  readonly requestId: string;
  readonly durationMs: number;
  readonly billedMs: number | null;
  readonly memorySizeMb: number | null;
  readonly maxMemoryUsedMb: number | null;
  readonly initMs: number | null;
  readonly restoreMs: number | null;
  readonly billedRestoreMs: number | null;
  readonly status: string | null;
  readonly errorType: string | null;
  readonly xrayTraceId: string | null;
  /** Always null: only an INIT_REPORT has a phase. */
  readonly phase: null;
}

/** The times of a REPORT: as much of it as any figure is made from. */
export type ReportTimes = Pick<
  Report,
  'durationMs' | 'billedMs' | 'initMs' | 'restoreMs' | 'billedRestoreMs'
>;

/** One INIT_REPORT, text or `platform.initReport`. */
export interface InitReport {
  readonly initMs: number | null;
  readonly phase: string | null;
  readonly status: string | null;
  readonly errorType: string | null;
}

/** A platform line that says when something happened, for placing an init by one clock. */
export interface LogMark {
  readonly type:
    | 'init-start'
    | 'init-report'
    | 'restore-start'
    | 'start'
    | 'runtime-done'
    | 'report'
    | 'extension';
  /** Null for lines before the first request of an environment. */
  readonly requestId: string | null;
  /** Wall clock of the log, milliseconds since the epoch; null where the line has no time. */
  readonly atMs: number | null;
  /** One stream belongs to one environment. */
  readonly logStream: string | null;
  readonly initializationType: string | null;
  /** Function version that START names. */
  readonly version: string | null;
  /** Duration the line itself carries (`platform.runtimeDone`, `platform.initReport`). */
  readonly durationMs: number | null;
}

/** One event as CloudWatch Logs or a tail delivers it, before it is interpreted. */
export interface LogEvent {
  /** Milliseconds since the epoch; null in a tail of text format. */
  readonly atMs: number | null;
  readonly logStream: string | null;
  readonly message: string;
}

/** Where a REPORT came from. */
export const reportSources = ['tail', 'logs'] as const;
export type ReportSource = (typeof reportSources)[number];
