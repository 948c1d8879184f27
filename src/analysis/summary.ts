import type { Run } from '../model/run-file.ts';
import type { StartKind } from '../model/start-kind.ts';
import { billingOf } from './billing-summary.ts';
import { coldRatioInterval } from './cold-interval.ts';
import { coverageOf } from './coverage.ts';
import { deploymentOf } from './deployment.ts';
import { summarizeRounds } from './expected-rounds.ts';
import { headlineOf } from './headline.ts';
import { countBy, summarizeKinds } from './kind-summary.ts';
import { madeCold, measuredTarget } from './measured-target.ts';
import type { Reconciliation } from './reconcile.ts';
import { resolutionSummary } from './resolution.ts';
import type { RunAnalysis } from './result.ts';
import type { Round } from './round-facts.ts';
import type { Selection } from './table/selection.ts';

type Summary = RunAnalysis['summary'];

/** What the table shows of a run. Figures are of measured rows; rounds are all there, warm-up marked.
 * @param measured - without warm-up rows
 * @param reconciliation - null: the logs were not asked for every REPORT */
export function summarize(
  run: Pick<Run, 'header' | 'end' | 'deployment'>,
  measured: Selection,
  rounds: readonly Round[],
  reconciliation: Reconciliation | null,
  options: { readonly freshEnvironments: boolean },
): Summary {
  const { kinds, all, hiddenStart } = summarizeKinds(measured);
  const countOf = (kind: StartKind) => kinds.find(({ startKind }) => startKind === kind)?.count ?? 0;
  const waitedForInit = countOf('cold') + countOf('restored');
  const classified = measured.length - countOf('unknown');
  const deployment = deploymentOf(run, rounds);
  const roundSummaries = summarizeRounds(rounds, run, options);
  const target = measuredTarget(run.header);
  return {
    headline: headlineOf(measured, target, deployment),
    rows: measured.length,
    outcomes: countBy(measured, ({ outcome }) => outcome),
    throttleReasons: countBy(measured, ({ throttleReason }) => throttleReason),
    waitedForInit,
    classified,
    coldRatio: classified === 0 ? null : waitedForInit / classified,
    coldRatioInterval: coldRatioInterval(roundSummaries, madeCold(run.header.plan.cold)),
    evidence: countBy(measured, ({ evidence }) => evidence),
    kinds,
    all,
    rounds: roundSummaries,
    coverage: coverageOf(measured, reconciliation?.counts ?? null),
    billing: billingOf(measured),
    resolution: resolutionSummary(run.end?.resolution, measured),
    hiddenStart,
    ...(deployment === null ? {} : { deployment }),
    interrupted: run.end?.interrupted === true,
    killed: run.end === null,
  };
}
