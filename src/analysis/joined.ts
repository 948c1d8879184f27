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

/** Findings that name their invocation, by its seq. */
export const bySeq = (
  found: Iterable<JoinedReport & { readonly invocation: { readonly seq: number } }>,
): Joined => {
  const joined = new Map<number, JoinedReport>();
  for (const each of found) joined.set(each.invocation.seq, each);
  return joined;
};
