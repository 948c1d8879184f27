import { join } from 'node:path';
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
import type { RunAnalysis } from '../analysis/result.ts';
import { runCost } from '../analysis/run-cost.ts';
import { checkReadable, removeFile } from '../io/files.ts';
import type { Io } from '../io/io.ts';
import { readRunFile } from '../io/run-file-reader.ts';
import { checkRunFile } from '../io/run-file-writer.ts';
import { UsageError } from '../model/errors.ts';
import { type ExitCode, exitCodes, worst } from '../model/exit-code.ts';
import type { Rows } from '../model/invocation.ts';
import { gatePrintable } from '../report/gate-printable.ts';
import type { Gate } from '../report/gate-result.ts';
import { openContext } from './context.ts';
import { type Measured, measureForGate, planGate } from './gate-measure.ts';
import { comparedRun, noReference, savedReference, updateBaseline } from './gate-reference.ts';
import { interruptible, waitsForReplies } from './interruptible.ts';
import { judgeRun } from './judge-run.ts';
import { refuseColdContradictions } from './options/cold.ts';
import { alphaOfGate, type GateOptions, gateOptions, refuseGateContradictions } from './options/gate.ts';
import { type OutputFile, outputFilesOf } from './options/output.ts';
import { refuseContradictions } from './options/target.ts';
import { parseOptions } from './options/values.ts';
import { print } from './print.ts';
import type { Command } from './spec.ts';

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
  const { target, local } = first.now.header;
  const analysis = judgeRun(first.now, assert);
  const saved = first.old === null ? await savedReference(options, first.now.header, io) : noReference;
  const looks: (readonly Look[])[] = [];
  const measuredRows: Rows[] = [];
  let sent = 0;
  const take = (measured: Measured, now: RunAnalysis): void => {
    const old = measured.old === null ? null : comparedRun(measured.old);
    const reference: Reference | null = old === null ? saved.reference : { kind: 'run', run: old };
    looks.push(
      reference === null ? [] : look(regressions, reference, comparedRun(measured.now, now), { alpha, seed }),
    );
    measuredRows.push(...(old === null ? [] : [old.rows]), now.rows);
    sent += measured.sent;
  };
  take(first, analysis);
  while (looks.length <= options.confirm && isSuspicious(looks.at(-1) ?? [])) {
    const measured = await again(sent);
    if (measured === null) break;
    take(measured, judgeRun(measured.now));
  }
  // A saved run can't be measured again: what is seen in it is what there is.
  const wanted = first.sent === 0 ? 0 : options.confirm;
  const lines = linesOf(regressions, looks, wanted);
  const result = { lines, assertions: [...analysis.verdicts, ...notMeasured(analysis)] };
  const verdict = gateVerdict(result);
  const gate: Gate = {
    ...{ ...result, verdict, target, local, alpha, sent },
    reference:
      options.against === undefined
        ? saved.words
        : `${options.against}, measured in turn with ${options.qualifier}`,
    measurements: looks.length,
    cost: sent === 0 ? null : runCost(measuredRows, target),
    notes: [...saved.notes, ...analysis.warnings],
  };
  return {
    gate,
    exitCode: allRefused(analysis.summary) ? exitCodes.unreachable : exitCodeOf(verdict, options.undecided),
  };
}

const ofUndecided = {
  incomplete: exitCodes.incomplete,
  fail: exitCodes.finding,
  pass: exitCodes.good,
} satisfies Record<GateOptions['undecided'], ExitCode>;

function exitCodeOf(verdict: Gate['verdict'], undecided: GateOptions['undecided']): ExitCode {
  if (verdict === 'undecided') return ofUndecided[undecided];
  return verdict === 'passed' ? exitCodes.good : exitCodes.finding;
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
  if (path !== '-') await updateBaseline(options, path, run.header, judged.gate);
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
  const dry = options.dryRun === true;
  const pool = options.updateBaseline === true && !dry ? (options.baseline ?? null) : null;
  // Of a run that nobody wants to keep the pool takes a copy.
  const temporary = pool === null || options.save !== undefined ? null : join(pool, '.measured.jsonl');
  const save = dry ? null : (options.save ?? temporary);
  if (pool !== null) await (await import('../io/folders.ts')).checkFolder(pool);
  if (save !== null) await checkRunFile(save);
  const says = { quiet: options.quiet === true, says: waitsForReplies };
  return interruptible(io, says, async ({ signals, progress }) => {
    if (options.local === true) progress.show('starting the embedded Lambda service');
    const context = await openContext(options, raw, io, signals.stop);
    try {
      progress.show('reading the target');
      const measuring = { options, context, io, signals, progress };
      if (dry) {
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
      if (save !== null) await updateBaseline(options, save, first.now.header, judged.gate);
      const exitCode = await show(judged, options, files, io);
      return signals.stop.aborted ? worst([exitCodes.interrupted, exitCode]) : exitCode;
    } finally {
      await context.close();
      if (temporary !== null) await removeFile(temporary);
    }
  });
};
