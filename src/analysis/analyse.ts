import { UsageError } from '../model/errors.ts';
import type { Row } from '../model/invocation.ts';
import type { Run } from '../model/run-file.ts';
import type { Assertion } from './assertions.ts';
import { billingOf } from './billing-summary.ts';
import { bySeq, type Joined, type JoinedReport } from './joined.ts';
import { judge } from './judge.ts';
import { summarizeOrchestration } from './orchestration.ts';
import type { RunAnalysis } from './result.ts';
import { roundsOf } from './round-facts.ts';
import { buildRows } from './rows.ts';
import { summarize } from './summary.ts';
import { warningsOf } from './warnings.ts';

export { exitCodeOf } from './exit-code.ts';

export interface AnalyseOptions {
  /** Nothing but this run has used the target, and its service counts only provisioned environments that serve: a
   * local service that was started for the run. Makes expectations exact. */
  readonly freshEnvironments: boolean;
}

/**
 * The whole analysis of a run: rows → start kinds → summary → warnings → verdicts.
 *
 * @param joined - REPORTs by invocation
 * @throws UsageError on Managed Instances, where a start kind has no meaning
 */
export function analyseRun(
  run: Run,
  joined: Joined | readonly (JoinedReport & { readonly invocation: { readonly seq: number } })[],
  assertions: readonly Assertion[],
  options: AnalyseOptions,
): RunAnalysis {
  const { rows, startFacts, rests } = buildRows(run, isList(joined) ? bySeq(joined) : joined);
  refuseManagedInstances(run, rows);
  const measured = rows.filter(({ warmUp }) => !warmUp);
  const rounds = roundsOf(rows);
  const summary = summarize(run, rows, rounds, billingOf(measured), options);
  const analysis = { header: run.header, rows, summary };
  return {
    ...analysis,
    warnings: warningsOf({ run, rows, measured, rounds, summary }),
    verdicts: assertions.map((assertion) => judge(assertion, analysis)),
    placing: { startFacts, rests },
    orchestration: summarizeOrchestration(run, rows),
  };
}

const isList = <T>(joined: Joined | readonly T[]): joined is readonly T[] => Array.isArray(joined);

/** Initialization type that Managed Instances set.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html AWS_LAMBDA_INITIALIZATION_TYPE */
const managedInstancesType = 'lambda-managed-instances';

function refuseManagedInstances({ header }: Run, rows: readonly Row[]): void {
  const { functionName, managedInstances } = header.target;
  if (managedInstances !== true && !rows.some(({ initType }) => initType === managedInstancesType)) return;
  throw new UsageError(
    `${functionName} runs on Lambda Managed Instances: many requests share an environment there, so a start kind has no meaning`,
    'Measure a function on the default compute type.',
  );
}
