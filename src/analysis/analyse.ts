import { UsageError } from '../model/errors.ts';
import { asksForAll } from '../model/fanout.ts';
import type { Run } from '../model/run-file.ts';
import type { Assertion } from './assertions.ts';
import { type JoinedReport, notJoined } from './joined.ts';
import { judge } from './judge.ts';
import { measuredTarget } from './measured-target.ts';
import { summarizeOrchestration } from './orchestration.ts';
import { type JoinedOrchestration, orchestratorStarts } from './orchestrator-starts.ts';
import { reconcile } from './reconcile.ts';
import type { RunAnalysis } from './result.ts';
import { roundsOf } from './round-facts.ts';
import { settle } from './settle.ts';
import { summarize } from './summary.ts';
import { RowTable } from './table/row-table.ts';
import { bySeq } from './table/selection.ts';
import { warningsOf } from './warnings.ts';
import { type ReadAgain, WholeRows } from './whole-rows.ts';

export { exitCodeOf } from './exit-code.ts';

export interface AnalyseOptions {
  /** Nothing but this run has used the target, and its service counts only provisioned environments that serve: a
   * local service that was started for the run. Makes expectations exact. */
  readonly freshEnvironments: boolean;
}

/**
 * The whole analysis of a run: start kinds → summary → warnings → verdicts.
 *
 * @param table - all rows of the run, not settled yet
 * @param orchestrations - parts of the orchestrators that sent the rows; none where this process did
 * @param again - what is not in the table of a row
 * @throws UsageError on Managed Instances, where a start kind has no meaning
 */
export function analyseTable(
  run: Pick<Run, 'header' | 'end' | 'deployment'>,
  table: RowTable,
  orchestrations: readonly JoinedOrchestration[],
  again: ReadAgain,
  assertions: readonly Assertion[],
  options: AnalyseOptions,
): RunAnalysis {
  refuseManagedInstances(run, table);
  const { target } = run.header;
  const { factsAt, rests } = settle(table, measuredTarget(run.header), orchestratorStarts(orchestrations));
  const rows = bySeq(table);
  const measured = rows.measured();
  const rounds = roundsOf(rows);
  const both = asksForAll(run.header.plan.logs) ? reconcile(measured) : null;
  const summary = summarize(run, measured, rounds, both, options);
  const analysis = { header: run.header, rows, summary };
  const wholeRows = new WholeRows(rows, again, target.modelled);
  return {
    ...analysis,
    wholeRows,
    warnings: warningsOf({ run, rows, measured, rounds, summary, reconciliation: both }),
    verdicts: assertions.map((assertion) => judge(assertion, analysis)),
    placing: {
      rests,
      of: (seq) => {
        const at = rows.positions.find((position) => table.seq.get(position) === seq);
        return at === undefined ? null : { row: wholeRows.at(at), facts: factsAt(at) };
      },
    },
    orchestration: summarizeOrchestration(run, orchestrations, rows),
  };
}

/** The analysis of a run that is in memory.
 * @param joined - REPORTs by the invocation's seq */
export function analyseRun(
  run: Run,
  joined: ReadonlyMap<number, JoinedReport>,
  assertions: readonly Assertion[],
  options: AnalyseOptions,
): RunAnalysis {
  const table = new RowTable();
  const again: ReadAgain = (at) => {
    const line = run.invocations[at];
    if (line === undefined) throw new RangeError(`no invocation ${at}`);
    return { line, found: joined.get(line.seq) ?? notJoined };
  };
  for (const line of run.invocations) table.add(line, joined.get(line.seq) ?? notJoined);
  return analyseTable(run, table, [], again, assertions, options);
}

/** Initialization type that Managed Instances set.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html AWS_LAMBDA_INITIALIZATION_TYPE */
const managedInstancesType = 'lambda-managed-instances';

function refuseManagedInstances({ header }: Pick<Run, 'header'>, { initType }: RowTable): void {
  const { functionName, managedInstances } = header.target;
  if (managedInstances !== true && !initType.holds(managedInstancesType)) return;
  throw new UsageError(
    `${functionName} runs on Lambda Managed Instances: many requests share an environment there, so a start kind has no meaning`,
    'Measure a function on the default compute type.',
  );
}
