import { type ExitCode, exitCodes } from '../../model/exit-code.ts';
import type { RunAnalysis } from '../result.ts';

/** Exit code of `logs`: 1 an assertion breached, 3 one undecided or no REPORT at all, else 0. That requests of a log
 * failed is what the log says, not a fault of the evidence. */
export function exitCodeOfLogs({ summary, verdicts }: RunAnalysis): ExitCode {
  if (verdicts.some(({ verdict }) => verdict === 'breached')) return exitCodes.finding;
  const undecided = verdicts.some(({ verdict }) => verdict === 'undecided');
  return undecided || summary.rows === 0 ? exitCodes.incomplete : exitCodes.good;
}
