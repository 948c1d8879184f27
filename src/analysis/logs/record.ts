import type { Report } from '../../model/report.ts';

/** One REPORT of a log, with what its log stream says of its start: the rows of `logs`. Log text that names no
 * stream gives only the REPORT and its time, because nothing tells environments apart there. */
export interface LogRecord {
  readonly report: Report;
  /** When the REPORT was logged, milliseconds since the epoch; null where its line has no time. */
  readonly atMs: number | null;
  /** One stream belongs to one environment. */
  readonly logStream: string | null;
  /** Start of the stream's init plus this REPORT's Init Duration, by the log's clock; null unless this is the first
   * REPORT after the init's start and both are logged. */
  readonly initEndedAtMs: number | null;
  /** START of this request by the same clock. */
  readonly startedAtMs: number | null;
  /** As the stream's `platform.initStart` names it; text format names none. */
  readonly initializationType: string | null;
  /** Function version that START names, else the name of its stream. */
  readonly version: string | null;
  /** The REPORT before it in the same stream had status error, failure or timeout: Lambda then resets the
   * environment. False where that is not known. */
  readonly precededByFailure: boolean;
}

/** A REPORT that says nothing, to be filled where only its figures matter. */
export const bareReport: Report = {
  requestId: '',
  durationMs: 0,
  billedMs: null,
  memorySizeMb: null,
  maxMemoryUsedMb: null,
  initMs: null,
  restoreMs: null,
  billedRestoreMs: null,
  status: null,
  errorType: null,
  xrayTraceId: null,
  phase: null,
};
