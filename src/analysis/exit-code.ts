import { notUndone } from '../model/cold.ts';
import { type ExitCode, exitCodes, worst } from '../model/exit-code.ts';
import type { Outcome } from '../model/outcome.ts';
import type { DeploymentSummary } from './deployment.ts';
import type { RunAnalysis } from './result.ts';
import { looseRounds } from './round-verdicts.ts';

/**
 * What the analysis adds to the exit code: 130 interrupted, 4 nothing but refusals, 1 an assertion breached, 3 evidence
 * incomplete, or something that the run changed could not be undone, 0. A watched deployment that FAILED is 1, one that served
 * no round whole 3.
 *
 * @param options.strict - rounds that were not truly concurrent are incomplete evidence
 * @param options.replay - the run is an old one, read from its file: that it was interrupted makes it incomplete, but
 *   nobody interrupts now
 */
export function exitCodeOf(
  analysis: RunAnalysis,
  options: { readonly strict: boolean; readonly replay?: boolean },
): ExitCode {
  const { summary, verdicts, warnings } = analysis;
  const came = (outcome: Outcome): number => summary.outcomes[outcome] ?? 0;
  const codes: ExitCode[] = [];
  if (summary.interrupted) codes.push(options.replay === true ? exitCodes.incomplete : exitCodes.interrupted);
  if (allRefused(summary)) codes.push(exitCodes.unreachable);
  if (verdicts.some(({ verdict }) => verdict === 'breached')) codes.push(exitCodes.finding);
  const incomplete =
    summary.rows === 0 ||
    summary.killed ||
    came('ok') < summary.rows ||
    summary.coverage.missing > 0 ||
    verdicts.some(({ verdict }) => verdict === 'undecided') ||
    (options.strict && looseRounds(summary.rounds).length > 0);
  if (incomplete) codes.push(exitCodes.incomplete);
  // Something that the run has changed is still there: whoever runs scripts must hear of it.
  if (options.replay !== true && warnings.some(({ code }) => code === notUndone))
    codes.push(exitCodes.incomplete);
  if (summary.deployment?.firstWhole === null)
    codes.push(hasFailed(summary.deployment) ? exitCodes.finding : exitCodes.incomplete);
  return worst(codes);
}

/** No request got further than the API: nothing was measured. */
export const allRefused = ({ outcomes, rows }: RunAnalysis['summary']): boolean =>
  rows > 0 && (outcomes['api-error'] ?? 0) + (outcomes.unsent ?? 0) === rows;

const hasFailed = ({ rounds }: DeploymentSummary): boolean => rounds.at(-1)?.state?.status === 'FAILED';
