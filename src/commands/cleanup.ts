import { undoingInWords, undoneInWords } from '../analysis/cleanup-wording.ts';
import { checkCanAsk, confirmed } from '../io/confirm.ts';
import type { Io } from '../io/io.ts';
import { journalFolder } from '../io/journal-file.ts';
import { startProgress } from '../io/progress.ts';
import { interruptions } from '../io/signals.ts';
import { FanoutError, messageOf } from '../model/errors.ts';
import { type ExitCode, exitCodes, worst } from '../model/exit-code.ts';
import { type CleanupRow, cleanupView } from '../report/cleanup-view.ts';
import { terminalText } from '../report/escape.ts';
import { viewPrintable } from '../report/printable.ts';
import { type Leftovers, leftoversOfAccount, leftoversOfJournals, type ToUndo } from './leftovers.ts';
import { type CleanupOptions, cleanupOptions, refuseCleanupContradictions } from './options/cleanup.ts';
import { outputFilesOf } from './options/output.ts';
import { parseOptions } from './options/values.ts';
import { print } from './print.ts';
import type { Command } from './spec.ts';

const rowOf = ({ change, region, since }: ToUndo): CleanupRow => ({
  what: undoingInWords(change),
  runId: change.runId,
  since,
  region,
  outcome: null,
  tone: 'plain',
});

interface Done {
  readonly row: CleanupRow;
  readonly exitCode: ExitCode;
}

/** Undoes one change; a failure of it stops no other. */
async function undone(one: ToUndo, signal: AbortSignal): Promise<Done> {
  const row = rowOf(one);
  try {
    const undoing = await one.undo(signal);
    const left = undoing.how === 'left';
    return {
      row: { ...row, outcome: undoneInWords(undoing), tone: left ? 'caution' : 'good' },
      exitCode: left ? exitCodes.finding : exitCodes.good,
    };
  } catch (error) {
    if (!(error instanceof FanoutError)) throw error;
    return {
      row: { ...row, outcome: `failed: ${messageOf(error)} ${error.hint}`, tone: 'bad' },
      exitCode: error.exitCode,
    };
  }
}

const counted = (n: number): string => `${n} ${n === 1 ? 'change' : 'changes'}`;

function nothingIn(options: CleanupOptions, io: Io): string {
  if (options.find === true) return 'Nothing of a run was found in the account.';
  return options.journal === undefined
    ? `Nothing is to be undone: no journal in ${journalFolder(io.env)} tells of anything.`
    : `Nothing is to be undone: ${options.journal} tells of nothing that is left.`;
}

async function undoAll(
  { toUndo, notes }: Leftovers,
  options: CleanupOptions,
  io: Io,
  stop: AbortSignal,
): Promise<{ view: ReturnType<typeof cleanupView>; exitCode: ExitCode }> {
  const asked = toUndo.map(rowOf);
  if (toUndo.length === 0)
    return { view: cleanupView(nothingIn(options, io), [], notes), exitCode: exitCodes.good };
  if (options.dryRun === true)
    return {
      view: cleanupView(`Would undo ${counted(toUndo.length)}; nothing was done.`, asked, notes),
      exitCode: exitCodes.good,
    };
  if (options.yes !== true) {
    checkCanAsk('cleanup', io);
    const list = asked.map(({ what, region }) => `- ${terminalText(what)}, ${region}`).join('\n');
    if (!(await confirmed(`${list}\nUndo ${counted(toUndo.length)}?`, io, stop)))
      return { view: cleanupView('Nothing was changed.', asked, notes), exitCode: exitCodes.interrupted };
  }
  const done: Done[] = [];
  for (const one of toUndo) if (!stop.aborted) done.push(await undone(one, stop));
  const failed = toUndo.length - done.filter(({ exitCode }) => exitCode === exitCodes.good).length;
  const headline =
    failed === 0
      ? `Undid ${counted(toUndo.length)}: the account is as it was.`
      : `${counted(failed)} of ${toUndo.length} could not be undone.`;
  return {
    view: cleanupView(
      headline,
      done.map(({ row }) => row),
      notes,
    ),
    exitCode: worst([
      ...done.map(({ exitCode }) => exitCode),
      ...(stop.aborted ? [exitCodes.interrupted] : []),
    ]),
  };
}

/** `cleanup`: undoes what a killed run has left in the account. Idempotent. */
export const cleanup: Command = async (raw, _operands, io) => {
  refuseCleanupContradictions(raw);
  const options = parseOptions(cleanupOptions, raw, 'cleanup');
  const files = await outputFilesOf({ ...options, assert: [] });
  const progress = startProgress(io.stderr, { quiet: options.quiet === true, nowMs: io.clock.nowMs });
  const signals = interruptions();
  try {
    progress.show('looking for what runs have left');
    const leftovers =
      options.find === true
        ? await leftoversOfAccount(options, io, signals.stop)
        : await leftoversOfJournals(options, io);
    progress.end();
    try {
      const { view, exitCode } = await undoAll(leftovers, options, io, signals.stop);
      await print(viewPrintable('cleanup', view), options, files, io);
      return exitCode;
    } finally {
      await leftovers.close();
    }
  } finally {
    progress.end();
    signals.dispose();
  }
};
