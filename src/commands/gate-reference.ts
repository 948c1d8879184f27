import { unlikeFields } from '../analysis/comparison/likeness.ts';
import type { ComparedRun } from '../analysis/comparison/metric-sample.ts';
import type { Reference } from '../analysis/gate/gate.ts';
import type { RunAnalysis, Warning } from '../analysis/result.ts';
import { counted, listText } from '../analysis/wording.ts';
import { addToBaseline, baselineFiles } from '../io/baseline.ts';
import type { Io } from '../io/io.ts';
import { readRunFile } from '../io/run-file-reader.ts';
import { messageOf } from '../model/errors.ts';
import type { HeaderLine, Run } from '../model/run-file.ts';
import type { Gate } from '../report/gate-result.ts';
import { judgeRun } from './judge-run.ts';
import type { GateOptions } from './options/gate.ts';

/** @param analysis - of the run, where there is one already */
export const comparedRun = (run: Run, analysis: RunAnalysis = judgeRun(run)): ComparedRun => ({
  ...analysis,
  header: run.header,
});

/** A run that a gate can be judged against; a note where it is none. */
async function usable(path: string, now: HeaderLine, io: Io): Promise<ComparedRun | Warning> {
  try {
    const { run } = await readRunFile(path, io.stdin);
    if (run.end === null)
      return { code: 'reference-not-whole', message: `${path} was left out: its run was killed.` };
    const unlike = unlikeFields(run.header, now);
    if (unlike.length > 0) {
      const words = unlike.map(({ field, old, new: is }) => `${field} (${old} and ${is})`);
      return { code: 'reference-unlike', message: `${path} was left out: it differs in ${listText(words)}.` };
    }
    if (run.invocations.length === 0)
      return { code: 'reference-empty', message: `${path} was left out: it has no rows.` };
    return comparedRun(run);
  } catch (thrown) {
    return { code: 'reference-unreadable', message: `${path} was left out: ${messageOf(thrown)}.` };
  }
}

const isWarning = (found: ComparedRun | Warning): found is Warning => 'code' in found;

/** What a run is judged against that was measured before, with what had to be left out of it. */
interface SavedReference {
  /** Null: there is none. */
  readonly reference: Reference | null;
  readonly words: string;
  readonly notes: readonly Warning[];
}

export const noReference: SavedReference = { reference: null, words: 'none', notes: [] };

/** The run or the pool that the options name. A file that is none of either is left out, and told. */
export async function savedReference(options: GateOptions, now: HeaderLine, io: Io): Promise<SavedReference> {
  if (options.reference !== undefined) {
    const found = await usable(options.reference, now, io);
    if (isWarning(found))
      return { reference: { kind: 'baseline', runs: [] }, words: 'none that fits', notes: [found] };
    const words = `the run of ${found.header.startedAt.slice(0, 16).replace('T', ' ')} UTC (${options.reference})`;
    const note = {
      code: 'other-day',
      message:
        'The reference was measured at another time: what differs between days is taken for a change too. --against measures both at once.',
    };
    return { reference: { kind: 'run', run: found }, words, notes: [note] };
  }
  if (options.baseline === undefined) return noReference;
  const files = await baselineFiles(options.baseline);
  const all = await Promise.all(files.map((file) => usable(file, now, io)));
  const runs = all.filter((found): found is ComparedRun => !isWarning(found));
  return {
    reference: { kind: 'baseline', runs },
    words: `${counted(runs.length, 'earlier run')} (${options.baseline})`,
    notes: all.filter(isWarning),
  };
}

/** Adds a run that passed to the pool, where that is asked for. */
export async function updateBaseline(
  options: GateOptions,
  runFile: string,
  header: HeaderLine,
  gate: Gate,
): Promise<void> {
  const { baseline, updateBaseline: isAsked, keep } = options;
  if (baseline === undefined || isAsked !== true || gate.verdict === 'failed') return;
  // A baseline that is still too small leaves regressions open: only that may be undecided in a run that is added.
  const onlyTooFew = gate.lines.every(
    ({ verdict, looks }) => verdict !== 'undecided' || looks.every((each) => each.verdict === 'too-few'),
  );
  if (!onlyTooFew || gate.assertions.some(({ verdict }) => verdict !== 'passed')) return;
  await addToBaseline(baseline, runFile, header.startedAt, header.runId, keep);
}
