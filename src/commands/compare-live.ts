import { refuseUnlike } from '../analysis/comparison/likeness.ts';
import type { Io } from '../io/io.ts';
import { checkRunFile } from '../io/run-file-writer.ts';
import { type ExitCode, exitCodes } from '../model/exit-code.ts';
import { requestsOfRun } from '../model/plan-size.ts';
import { refuseUnasked } from './before-sending.ts';
import { planSides, savesOf, targetsOf } from './compare-plan.ts';
import { type Context, openContext } from './context.ts';
import { type Interruptible, interruptible, waitsForReplies } from './interruptible.ts';
import { measureInTurn } from './measure-in-turn.ts';
import { tellNotUndone } from './not-undone.ts';
import { refuseColdContradictions } from './options/cold.ts';
import { type CompareLiveOptions, compareLiveOptions } from './options/compare.ts';
import { type OutputFile, outputFilesOf } from './options/output.ts';
import { refuseContradictions } from './options/target.ts';
import { parseOptions } from './options/values.ts';
import type { Command } from './spec.ts';

interface Session extends Interruptible {
  readonly options: CompareLiveOptions;
  readonly io: Io;
  readonly files: readonly OutputFile[];
  readonly saves: readonly (string | null)[];
}

async function withContext(session: Session, context: Context): Promise<ExitCode> {
  const { options, io, signals, progress, files, saves } = session;
  progress.show('reading the targets');
  const sides = await planSides(options, context, io, saves);
  const [old, now] = sides;
  refuseUnlike(old.header, now.header, options.vary);
  if (options.dryRun === true) {
    const { printCompareDryRun } = await import('./compare-dry-run.ts');
    progress.end();
    await printCompareDryRun('compare', sides, options, { files, io, onAws: context.onAws, notes: [] });
    return exitCodes.good;
  }
  refuseUnasked(requestsOfRun(old.plan) + requestsOfRun(now.plan), options, context);
  if (signals.stop.aborted) return exitCodes.interrupted;
  const { seed, profile } = options;
  const collected = await measureInTurn(sides, { context, io, seed, profile, signals, progress });
  progress.end();
  const failed = collected.find(({ error }) => error !== null);
  if (failed !== undefined) {
    for (const { run } of collected) tellNotUndone(run, io);
    throw failed.error;
  }
  // Loaded now, not before: the first request should not wait for what shows the result.
  const { showComparison } = await import('./show-comparison.ts');
  const [{ run: was }, { run: is }] = collected;
  const shown = { files, io, notes: [], replay: false };
  const exitCode = await showComparison({ old: was, new: is }, options, shown);
  const unsaved = collected.find(({ saveError }) => saveError !== null);
  if (unsaved !== undefined) throw unsaved.saveError;
  return exitCode;
}

/** Measures two targets in turn and compares them. */
export const compareLive: Command = async (raw, _operands, io) => {
  refuseContradictions(raw);
  const options = parseOptions(compareLiveOptions, raw, 'compare');
  targetsOf(options, io);
  refuseColdContradictions(raw, { cool: options.cool, rounds: options.rounds + 1, warmUp: 0 });
  const saves = savesOf(options);
  const taken = saves.filter((save) => save !== null);
  const files = await outputFilesOf({ ...options, assert: [] }, taken);
  if (options.dryRun !== true) for (const save of taken) await checkRunFile(save);
  const says = { quiet: options.quiet === true, says: waitsForReplies };
  return interruptible(io, says, async ({ signals, progress }) => {
    if (options.local === true) progress.show('starting the embedded Lambda service');
    const { region, profile, endpointUrl } = options;
    const context = await openContext({ region, profile, endpointUrl, qualifier: '' }, raw, io, signals.stop);
    try {
      return await withContext({ options, io, signals, progress, files, saves }, context);
    } finally {
      await context.close();
    }
  });
};
