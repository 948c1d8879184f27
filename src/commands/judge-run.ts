import { analyseRun } from '../analysis/analyse.ts';
import type { Assertion } from '../analysis/assertions.ts';
import { joinReports } from '../analysis/join.ts';
import type { RunAnalysis } from '../analysis/result.ts';
import type { Run } from '../model/run-file.ts';

/** The analysis of a run, the same for `bench`, `report` and `explain`: nothing of it was stored with the run. */
export const judgeRun = (run: Run, assertions: readonly Assertion[] = []): RunAnalysis => {
  // A file has them in the order in which they settled.
  const invocations = run.invocations.toSorted((a, b) => a.seq - b.seq);
  return analyseRun({ ...run, invocations }, joinReports(invocations, run.reports), assertions, {
    // A service that was started for the run had no traffic before it.
    freshEnvironments: run.header.local,
  });
};
