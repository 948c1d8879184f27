import type { LogMark, Report, ReportSource } from '../model/report.ts';

/** What joining found for one invocation. `marks` are those of its request, and those of its environment that belong to
 * no request (init), tail before logs, and none where they say neither time nor stream nor type; `logStream` holds the report, null where no line names one. */
export interface JoinedReport {
  readonly report: Report | null;
  readonly reportSource: ReportSource | null;
  /** What CloudWatch Logs says, also where the reply's REPORT is used; null: not asked for, or not found. */
  readonly reportInLogs: Report | null;
  readonly marks: readonly LogMark[];
  readonly logStream: string | null;
}

/** Nothing was found. */
export const notJoined: JoinedReport = {
  report: null,
  reportSource: null,
  reportInLogs: null,
  marks: [],
  logStream: null,
};
