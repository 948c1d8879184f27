import { standingCost } from '../analysis/provisioned-wording.ts';
import type { RunAnalysis } from '../analysis/result.ts';
import { runCost } from '../analysis/run-cost.ts';
import { runCharts } from './charts/run.ts';
import { costFact } from './cost-fact.ts';
import { runDefinitions } from './definitions.ts';
import { deploymentTable } from './deployment-table.ts';
import { logSourceFact, versionsTable } from './logs-view.ts';
import {
  clientPaidFact,
  clocksFact,
  orchestrationCostFact,
  orchestratorFact,
  orchestratorsTable,
} from './orchestration-view.ts';
import {
  billingFact,
  coldRatioFact,
  concurrencyFact,
  coverageFact,
  expectedFacts,
  hiddenStartFact,
  outcomesFact,
  resolutionFact,
  skewFact,
} from './run-facts.ts';
import { figuresTable, kindsTable, roundsTable } from './run-tables.ts';
import { coldFact, functionFact, modelledFact, provisionedFact, targetFact } from './target-facts.ts';
import type { Fact, View, ViewTable } from './view.ts';
import { whyTable } from './why-table.ts';

export interface RunViewOptions {
  /** Every figure of every start kind, and a bar for each request. Default false. */
  readonly details?: boolean;
  /** Every picture, and definitions. Default false. */
  readonly full?: boolean;
  /** Who named the function (`--function-name`, an environment variable, the default). */
  readonly functionNameFrom?: string;
}

const there = <Part>(parts: readonly (Part | null)[]): Part[] => parts.filter((part) => part !== null);

const targetFacts = (analysis: RunAnalysis, namedBy: string | null): readonly (Fact | null)[] => {
  const { header } = analysis;
  return header === null
    ? []
    : [
        targetFact(header.target, header.local, namedBy),
        functionFact(header.target),
        modelledFact(header.target),
        coldFact(header),
        provisionedFact(header.target),
        orchestratorFact(analysis),
        clientPaidFact(analysis),
      ];
};

const dispatchFacts = (analysis: RunAnalysis): readonly (Fact | null)[] => {
  const measured = analysis.summary.rounds.filter((round) => !round.warmUp);
  if (measured.length === 0) return [];
  return [
    concurrencyFact(measured),
    skewFact(measured, analysis.orchestration?.startSpreadMs ?? null),
    clocksFact(analysis),
    resolutionFact(analysis),
    ...expectedFacts(measured),
  ];
};

const titleOf = ({ header, source }: RunAnalysis): string =>
  header === null
    ? `Invocations in ${source?.logGroup ?? 'logs'}`
    : `Fan-out of ${header.target.functionName}:${header.target.qualifier}`;

/** The result of `bench`, `report` and `logs`, ready to be shown. */
export function runView(analysis: RunAnalysis, options: RunViewOptions = {}): View {
  const { summary } = analysis;
  const tables: (ViewTable | null)[] = [
    // What became of each round after a deployment is what was asked.
    deploymentTable(analysis),
    kindsTable(analysis),
    versionsTable(analysis),
    whyTable(analysis),
    summary.deployment === undefined ? roundsTable(analysis) : null,
    orchestratorsTable(analysis),
  ];
  if (options.details === true) tables.push(figuresTable(analysis));
  return {
    title: titleOf(analysis),
    headline: summary.headline,
    facts: there([
      ...targetFacts(analysis, options.functionNameFrom ?? null),
      logSourceFact(analysis),
      ...dispatchFacts(analysis),
      outcomesFact(analysis),
      coldRatioFact(analysis),
      // A log without a REPORT says nothing of whom it has none.
      analysis.header === null && summary.rows === 0 ? null : coverageFact(summary.coverage),
      billingFact(analysis),
      analysis.header === null || analysis.rows.length === 0
        ? null
        : costFact(
            runCost([analysis.rows], analysis.header.target),
            analysis.header.local,
            standingCost(analysis.header.target),
          ),
      orchestrationCostFact(analysis),
      hiddenStartFact(analysis),
    ]),
    tables: there(tables),
    ...(options.full === true ? { charts: runCharts(analysis), definitions: runDefinitions } : {}),
    ...(options.details === true && options.full !== true
      ? { charts: runCharts(analysis).filter(({ kind }) => kind === 'timeline') }
      : {}),
    notes: analysis.warnings.map(({ code, message }) => ({ code, message })),
    checks: analysis.verdicts.map(({ assertion, verdict, message }) => ({
      verdict,
      name: assertion,
      message,
    })),
  };
}
