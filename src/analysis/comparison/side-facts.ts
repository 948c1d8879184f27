import type { HeaderLine } from '../../model/run-file.ts';
import type { ComparedRun } from './metric-sample.ts';

/** What a side was: recorded with the result, not compared. */
export interface SideFacts {
  readonly runId: string;
  readonly startedAt: string;
  readonly toolVersion: string;
  readonly local: boolean;
  readonly target: HeaderLine['target'];
  readonly plan: HeaderLine['plan'];
  /** Versions that were executed, as replies named them. */
  readonly executedVersions: readonly string[];
  /** Patch levels of the runtime, as the log named them; empty where no line did. */
  readonly runtimeVersions: readonly string[];
  readonly rows: number;
  /** Measured requests that did not end well. */
  readonly notOk: number;
  readonly killed: boolean;
}

export function sideFacts({ header, rows, summary }: ComparedRun): SideFacts {
  const [executed, runtimes] = [new Set<string>(), new Set<string>()];
  let [measured, notOk] = [0, 0];
  for (const { warmUp, executedVersion, runtimeVersion, outcome } of rows) {
    if (runtimeVersion !== null) runtimes.add(runtimeVersion);
    if (warmUp) continue;
    measured += 1;
    if (outcome !== 'ok') notOk += 1;
    if (executedVersion !== null) executed.add(executedVersion);
  }
  return {
    runId: header.runId,
    startedAt: header.startedAt,
    toolVersion: header.tool.version,
    local: header.local,
    target: header.target,
    plan: header.plan,
    executedVersions: [...executed].sort(),
    runtimeVersions: [...runtimes].sort(),
    rows: measured,
    notOk,
    killed: summary.killed,
  };
}
