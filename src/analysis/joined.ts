import type { LogMark, Report, ReportSource } from '../model/report.ts';

/** What joining found for one invocation. `marks` are those of its request, and those of its environment that belong to
 * no request (init), tail before logs, and none where they say neither time nor stream nor type; `logStream` holds the report, null where no line names one. */
export interface JoinedReport {
  readonly report: Report | null;
  readonly reportSource: ReportSource | null;
  readonly marks: readonly LogMark[];
  readonly logStream: string | null;
}

/** Nothing was found. */
export const notJoined: JoinedReport = { report: null, reportSource: null, marks: [], logStream: null };
