import type { LogMark, Report, ReportSource } from '../model/report.ts';

/** What joining found for one invocation. */
export interface JoinedReport {
  readonly report: Report | null;
  readonly reportSource: ReportSource | null;
  readonly marks: readonly LogMark[];
  readonly logStream: string | null;
}

/** By the invocation's seq; a seq that is not there has nothing. */
export type Joined = ReadonlyMap<number, JoinedReport>;
