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

/** In the text of INIT_START, and in `platform.initStart`.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-update.html#runtime-management-identify */
const runtimeVersion =
  /^INIT_START Runtime Version: (\S+)|"type"\s*:\s*"platform\.initStart".*?"runtimeVersion"\s*:\s*"([^"]+)"/;

const distinct = (values: Iterable<string>): readonly string[] => [...new Set(values)].sort();

export function sideFacts({ header, rows, summary }: ComparedRun): SideFacts {
  const measured = rows.filter(({ warmUp }) => !warmUp);
  return {
    runId: header.runId,
    startedAt: header.startedAt,
    toolVersion: header.tool.version,
    local: header.local,
    target: header.target,
    plan: header.plan,
    executedVersions: distinct(measured.flatMap(({ executedVersion }) => executedVersion ?? [])),
    runtimeVersions: distinct(
      rows.flatMap(({ tail }) =>
        (tail ?? []).flatMap((line) => {
          const found = runtimeVersion.exec(line);
          return found?.[1] ?? found?.[2] ?? [];
        }),
      ),
    ),
    rows: measured.length,
    notOk: measured.filter(({ outcome }) => outcome !== 'ok').length,
    killed: summary.killed,
  };
}
