import { join } from 'node:path';
import { unlikeFields } from '../analysis/comparison/likeness.ts';
import type { ComparedRun } from '../analysis/comparison/metric-sample.ts';
import { allRefused } from '../analysis/exit-code.ts';
import {
  gateVerdict,
  isSuspicious,
  type Look,
  linesOf,
  look,
  type Reference,
} from '../analysis/gate/gate.ts';
import { notMeasured } from '../analysis/gate/not-measured.ts';
import { type RunCost, runCost } from '../analysis/run-cost.ts';
import { counted, listText } from '../analysis/wording.ts';
import { addToBaseline, baselineFiles } from '../io/baseline.ts';
import { checkReadable, removeFile } from '../io/files.ts';
import type { Io } from '../io/io.ts';
import { readRunFile } from '../io/run-file-reader.ts';
import { checkRunFile } from '../io/run-file-writer.ts';
import { messageOf, UsageError } from '../model/errors.ts';
import { type ExitCode, exitCodes, worst } from '../model/exit-code.ts';
import type { RowFacts } from '../model/invocation.ts';
import type { HeaderLine, Run } from '../model/run-file.ts';
import { gatePrintable } from '../report/gate-printable.ts';
import type { Gate } from '../report/gate-result.ts';
import { openContext } from './context.ts';
import { type Measured, measureForGate, planGate } from './gate-measure.ts';
import { interruptible, waitsForReplies } from './interruptible.ts';
import { judgeRun } from './judge-run.ts';
import { refuseColdContradictions } from './options/cold.ts';
import { alphaOfGate, type GateOptions, gateOptions, refuseGateContradictions } from './options/gate.ts';
import { type OutputFile, outputFilesOf } from './options/output.ts';
import { refuseContradictions } from './options/target.ts';
import { parseOptions } from './options/values.ts';
import { print } from './print.ts';
import type { Command } from './spec.ts';

interface Note {
  readonly code: string;
  readonly message: string;
}

const compared = (run: Run): ComparedRun => ({ ...judgeRun(run), header: run.header });

/** A run that a gate can be judged against; a note where it is none. */
async function usable(path: string, now: HeaderLine, io: Io): Promise<ComparedRun | Note> {
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
    return compared(run);
  } catch (thrown) {
    return { code: 'reference-unreadable', message: `${path} was left out: ${messageOf(thrown)}.` };
  }
}

const isNote = (found: ComparedRun | Note): found is Note => 'code' in found;

/** What the run is judged against, with what had to be left out; null: there is no reference. */
async function savedReference(
  options: GateOptions,
  now: HeaderLine,
  io: Io,
): Promise<{
  readonly reference: Reference | null;
  readonly words: string;
  readonly notes: readonly Note[];
}> {
  if (options.reference !== undefined) {
    const found = await usable(options.reference, now, io);
    if (isNote(found))
      return { reference: { kind: 'baseline', runs: [] }, words: 'none that fits', notes: [found] };
    const words = `the run of ${found.header.startedAt.slice(0, 16).replace('T', ' ')} UTC (${options.reference})`;
    const note = {
      code: 'other-day',
      message:
        'The reference was measured at another time: what differs between days is taken for a change too. --against measures both at once.',
    };
    return { reference: { kind: 'run', run: found }, words, notes: [note] };
  }
  if (options.baseline === undefined) return { reference: null, words: 'none', notes: [] };
  const files = await baselineFiles(options.baseline);
  const all = await Promise.all(files.map((file) => usable(file, now, io)));
  const runs = all.filter((found): found is ComparedRun => !isNote(found));
  return {
    reference: { kind: 'baseline', runs },
    words: `${counted(runs.length, 'earlier run')} (${options.baseline})`,
    notes: all.filter(isNote),
  };
}

interface Judged {
  readonly gate: Gate;
  readonly exitCode: ExitCode;
}

/** Judges, and measures again where there is suspicion.
 * @param again - measures once more; null: the run is a saved one, or no more invocations are allowed */
async function judge(
  options: GateOptions,
  first: Measured,
  io: Io,
  again: (sent: number) => Promise<Measured | null>,
): Promise<Judged> {
  const { regression: regressions, assert, seed } = options;
  const alpha = alphaOfGate(options);
  const analysis = judgeRun(first.now, assert);
  const saved = first.old === null ? await savedReference(options, first.now.header, io) : null;
  const referenceOf = ({ old }: Measured): Reference | null =>
    old === null ? (saved?.reference ?? null) : { kind: 'run', run: compared(old) };
  const lookAt = (measured: Measured): readonly Look[] => {
    const reference = referenceOf(measured);
    return reference === null ? [] : look(regressions, reference, compared(measured.now), { alpha, seed });
  };
  const looks: (readonly Look[])[] = [];
  const rows: RowFacts[] = [];
  let sent = 0;
  const take = (measured: Measured): void => {
    looks.push(lookAt(measured));
    for (const run of [measured.old, measured.now]) if (run !== null) rows.push(...judgeRun(run).rows);
    sent += measured.sent;
  };
  take(first);
  while (looks.length <= options.confirm && isSuspicious(looks.at(-1) ?? [])) {
    const measured = await again(sent);
    if (measured === null) break;
    take(measured);
  }
  // A saved run can't be measured again: what is seen in it is what there is.
  const wanted = first.sent === 0 ? 0 : options.confirm;
  const lines = linesOf(regressions, looks, wanted);
  const result = { lines, assertions: [...analysis.verdicts, ...notMeasured(analysis)] };
  const cost: RunCost | null = sent === 0 ? null : runCost(rows, first.now.header.target);
  const verdict = gateVerdict(result);
  const gate: Gate = {
    ...result,
    verdict,
    target: first.now.header.target,
    local: first.now.header.local,
    reference:
      options.against === undefined
        ? (saved?.words ?? 'none')
        : `${options.against}, measured in turn with ${options.qualifier}`,
    alpha,
    sent,
    measurements: looks.length,
    cost,
    notes: [...(saved?.notes ?? []), ...analysis.warnings],
  };
  const codes: Record<typeof verdict, ExitCode> = {
    passed: exitCodes.good,
    failed: exitCodes.finding,
    undecided:
      options.undecided === 'fail'
        ? exitCodes.finding
        : options.undecided === 'pass'
          ? exitCodes.good
          : exitCodes.incomplete,
  };
  return { gate, exitCode: allRefused(analysis.summary) ? exitCodes.unreachable : codes[verdict] };
}

async function show(
  { gate, exitCode }: Judged,
  options: GateOptions,
  files: readonly OutputFile[],
  io: Io,
): Promise<ExitCode> {
  await print(gatePrintable(gate), options, files, io);
  return exitCode;
}

async function update(
  options: GateOptions,
  runFile: string,
  header: HeaderLine,
  { gate }: Judged,
): Promise<void> {
  const { baseline, updateBaseline, keep } = options;
  if (baseline === undefined || updateBaseline !== true || gate.verdict === 'failed') return;
  // A baseline that is still too small leaves regressions open: only that may be undecided in a run that is added.
  const onlyTooFew = gate.lines.every(
    ({ verdict, looks }) => verdict !== 'undecided' || looks.every((each) => each.verdict === 'too-few'),
  );
  if (!onlyTooFew || gate.assertions.some(({ verdict }) => verdict !== 'passed')) return;
  await addToBaseline(baseline, runFile, header.startedAt, header.runId, keep);
}

async function gateSaved(
  path: string,
  options: GateOptions,
  files: readonly OutputFile[],
  io: Io,
): Promise<ExitCode> {
  const { run } = await readRunFile(path, io.stdin);
  if (run.invocations.length === 0)
    throw new UsageError(
      `${path} has no rows: there is nothing to judge`,
      'Give a run that measured something.',
    );
  const judged = await judge(options, { old: null, now: run, sent: 0 }, io, async () => null);
  if (path !== '-') await update(options, path, run.header, judged);
  return show(judged, options, files, io);
}

/** `gate`: says whether a target is as good as it has to be, and no worse than it was. */
export const gate: Command = async (raw, [path], io) => {
  refuseContradictions(raw);
  const options = parseOptions(gateOptions, raw, 'gate');
  refuseGateContradictions(options, raw, path);
  const read = [path, options.reference, options.save].filter((each) => each !== undefined && each !== '-');
  const files = await outputFilesOf(options, read as string[]);
  // Before anything is measured: a name that was mistyped is no reference that does not fit.
  if (options.reference !== undefined && options.reference !== '-') await checkReadable(options.reference);
  if (path !== undefined) return gateSaved(path, options, files, io);
  refuseColdContradictions(raw, { cool: options.cool, rounds: (options.rounds ?? 6) + 1, warmUp: 0 });
  const kept = options.updateBaseline === true && options.baseline !== undefined;
  const save = options.save ?? (kept ? join(options.baseline ?? '', '.measured.jsonl') : null);
  if (kept && options.dryRun !== true)
    await (await import('../io/folders.ts')).checkFolder(options.baseline ?? '');
  if (save !== null && options.dryRun !== true) await checkRunFile(save);
  const says = { quiet: options.quiet === true, says: waitsForReplies };
  return interruptible(io, says, async ({ signals, progress }) => {
    if (options.local === true) progress.show('starting the embedded Lambda service');
    const context = await openContext(options, raw, io, signals.stop);
    try {
      progress.show('reading the target');
      const measuring = { options, context, io, signals, progress };
      if (options.dryRun === true) {
        const { printGateDryRun } = await import('./gate-dry-run.ts');
        const plan = await planGate({ ...measuring, save: null });
        progress.end();
        await printGateDryRun(plan, options, { files, io, onAws: context.onAws });
        return exitCodes.good;
      }
      const first = await measureForGate({ ...measuring, save });
      const judged = await judge(options, first, io, async (sent) => {
        if (signals.stop.aborted || sent + first.sent > options.maxInvocations) return null;
        progress.show('measuring again, to be sure');
        return measureForGate({ ...measuring, save: null });
      });
      progress.end();
      if (save !== null) await update(options, save, first.now.header, judged);
      const exitCode = await show(judged, options, files, io);
      return signals.stop.aborted ? worst([exitCodes.interrupted, exitCode]) : exitCode;
    } finally {
      await context.close();
      if (kept && options.dryRun !== true && options.save === undefined && save !== null)
        await removeFile(save);
    }
  });
};
