import type { Io } from '../io/io.ts';
import { type Progress, startProgress } from '../io/progress.ts';
import { type Interruptions, interruptions } from '../io/signals.ts';
import { FanoutError } from '../model/errors.ts';
import { type ExitCode, exitCodes } from '../model/exit-code.ts';

/** What work that may be interrupted is handed. */
export interface Interruptible {
  readonly signals: Interruptions;
  readonly progress: Progress;
}

/** What a first Ctrl-C does to a command that measures. */
export const waitsForReplies = 'Interrupted: waiting for what is in flight. Ctrl-C again stops at once.';

/**
 * Runs work that Ctrl-C may cut short: an error that only tells so is none.
 *
 * @param says - written when the first Ctrl-C comes; null: nothing is
 */
export async function interruptible(
  io: Io,
  { quiet, says }: { readonly quiet: boolean; readonly says: string | null },
  work: (control: Interruptible) => Promise<ExitCode>,
): Promise<ExitCode> {
  const progress = startProgress(io.stderr, { quiet, nowMs: io.clock.nowMs });
  const signals = says === null ? interruptions() : interruptions(() => progress.note(says));
  try {
    return await work({ signals, progress });
  } catch (thrown) {
    if (signals.stop.aborted && thrown instanceof FanoutError) return exitCodes.interrupted;
    throw thrown;
  } finally {
    progress.end();
    signals.dispose();
  }
}
