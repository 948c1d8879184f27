import { exitCodeOf } from '../analysis/analyse.ts';
import { type Comparison, compareRuns } from '../analysis/comparison/compare-runs.ts';
import type { Io } from '../io/io.ts';
import { type ExitCode, exitCodes, worst } from '../model/exit-code.ts';
import type { Run } from '../model/run-file.ts';
import { comparisonPrintable } from '../report/comparison-printable.ts';
import { judgeRun } from './judge-run.ts';
import type { CompareSavedOptions } from './options/compare.ts';
import type { OutputFile } from './options/output.ts';
import { print } from './print.ts';

interface Shown {
  readonly files: readonly OutputFile[];
  readonly io: Io;
  /** What the reader of the runs should tell. */
  readonly notes: readonly { readonly code: string; readonly message: string }[];
  /** They are old runs: nobody interrupts now. */
  readonly replay: boolean;
}

/** Compares two runs, writes every output that was asked for, and says how to exit. */
export async function showComparison(
  runs: { readonly old: Run; readonly new: Run },
  options: CompareSavedOptions,
  { files, io, notes, replay }: Shown,
): Promise<ExitCode> {
  const [old, now] = [judgeRun(runs.old), judgeRun(runs.new)];
  const comparison = compareRuns(
    { ...old, header: runs.old.header },
    { ...now, header: runs.new.header },
    {
      metrics: options.metric.length === 0 ? null : options.metric,
      vary: options.vary,
      alpha: options.alpha,
      seed: options.seed,
    },
  );
  const ofRuns = (['old', 'new'] as const).flatMap((side) =>
    (runs[side].end?.notes ?? []).map(({ code, message }) => ({
      code,
      message: `Of the ${side} run: ${message}`,
    })),
  );
  const told = { ...comparison, notes: [...notes, ...comparison.notes, ...ofRuns] };
  await print(comparisonPrintable(told), options, files, io);
  return worst([
    exitCodeOf(old, { strict: false, replay }),
    exitCodeOf(now, { strict: false, replay }),
    ofLines(comparison, options.metric.length > 0),
  ]);
}

/** A figure that was asked for and could not be compared is incomplete evidence; of the usual ones, all of them. */
function ofLines({ lines }: Comparison, asked: boolean): ExitCode {
  const open = lines.filter(({ verdict }) => verdict === 'undecided' || verdict === 'too-few');
  const incomplete = asked ? open.length > 0 : open.length === lines.length;
  return incomplete ? exitCodes.incomplete : exitCodes.good;
}
