import type { OrchestrationPart, OrchestrationSummary } from '../analysis/orchestration.ts';
import type { RunAnalysis } from '../analysis/result.ts';
import { type RunCost, runCost } from '../analysis/run-cost.ts';
import { costFact } from './cost-fact.ts';
import { jsonRow } from './json-row.ts';
import {
  column,
  count,
  type Fact,
  leftColumn,
  ms,
  type Phrase,
  range,
  text,
  toneOf,
  type ViewTable,
} from './view.ts';

const measuredParts = ({ parts }: OrchestrationSummary): readonly OrchestrationPart[] =>
  parts.filter(({ round, row }) => round > 0 && !row.warmUp);

const nameOf = ({ target }: OrchestrationSummary): string => `${target.functionName}:${target.qualifier}`;

const spoken = ({ contract, code, runtime, parts }: OrchestrationSummary): string => {
  if (contract !== null) return `speaks version ${contract} of the contract (${code}, ${runtime})`;
  const replied = parts.some(({ row }) => row.outcome === 'ok');
  return `${replied ? 'silent' : 'did not reply'}: what it sent is told by the worker's log alone`;
};

/** Whom the run asked to send its requests; null where this process did. */
export const orchestratorFact = ({ orchestration }: RunAnalysis): Fact | null => {
  if (orchestration == null) return null;
  const { shards } = orchestration;
  return {
    name: 'Orchestrator',
    value: [
      ...(shards > 1 ? [count(shards), ' of '] : []),
      `${nameOf(orchestration)}, ${spoken(orchestration)}`,
    ],
  };
};

/** What an orchestrator's own invocation took, as its client saw it. */
const paidPhrase = ({ row }: OrchestrationPart): Phrase => [
  ms(row.roundTripMs),
  " round trip of the orchestrator's own invocation: ",
  ...(row.outcome === 'ok' ? [] : [`${row.outcome}; `]),
  row.startKind,
  ...(row.report === null ? [] : [', duration ', ms(row.report.durationMs)]),
  ...(row.initInPathMs === null || row.initInPathMs === 0 ? [] : [', init ', ms(row.initInPathMs)]),
  ...(row.report?.billedMs == null ? [] : [', billed ', ms(row.report.billedMs)]),
];

/** What the client waited for, beside what the orchestrator saw. */
export const clientPaidFact = ({ orchestration }: RunAnalysis): Fact | null => {
  if (orchestration == null) return null;
  const parts = measuredParts(orchestration);
  const [first] = parts;
  if (first === undefined) return null;
  if (parts.length === 1) return { name: 'Client paid', value: paidPhrase(first) };
  const trips = parts.flatMap(({ row }) => row.roundTripMs ?? []);
  const waited = parts.filter(({ row }) => row.startKind === 'cold' || row.startKind === 'restored').length;
  return {
    name: 'Client paid',
    value: [
      count(parts.length),
      ' invocations of the orchestrator, ',
      ...(trips.length === 0
        ? ['none of which was answered']
        : ['round trip ', range(Math.min(...trips), Math.max(...trips), 'ms')]),
      ', ',
      count(waited),
      ' waited for an init of their own',
    ],
  };
};

/** What the orchestrators' own invocations cost, warm-up rounds and the greeting included. */
const costOf = ({ parts, target }: OrchestrationSummary): RunCost | null =>
  runCost([parts.map(({ row }) => row)], target);

/** The same as a fact; null where this process sent the requests. */
export const orchestrationCostFact = ({ orchestration, header }: RunAnalysis): Fact | null =>
  orchestration == null || header === null
    ? null
    : { ...costFact(costOf(orchestration), header.local), name: 'and to orchestrate' };

/** How far apart the clocks may be by which several orchestrators stamped; null for one. */
export const clocksFact = ({ orchestration }: RunAnalysis): Fact | null => {
  const clocks = orchestration?.clocks ?? null;
  if (orchestration == null || clocks === null) return null;
  const { surelyMs, byWorkersMs } = clocks;
  return {
    name: 'Clocks',
    value:
      surelyMs === null
        ? [
            "–: of two or more orchestrators' clocks nothing is known, so their rows cannot be compared in time",
          ]
        : [
            "the orchestrators' clocks agree within ",
            ms(surelyMs),
            ' by their sends and receives',
            ...(byWorkersMs === null
              ? []
              : [', within ', ms(byWorkersMs), " if their workers' clocks are one"]),
          ],
  };
};

/** One line for each orchestrator's part of a round; null where a fact has said it. */
export const orchestratorsTable = ({ orchestration }: RunAnalysis): ViewTable | null => {
  if (orchestration == null || orchestration.parts.length < 2) return null;
  const greeted = orchestration.parts.some(({ round }) => round === 0);
  return {
    id: 'orchestrators',
    title: 'What the client paid for the orchestrator',
    columns: [
      column('round'),
      column('orchestrator'),
      column('requests'),
      leftColumn('start kind'),
      column('init', 1),
      column('prepared in', 2),
      column('duration', 1),
      column('round trip'),
    ],
    rows: orchestration.parts.map(({ round, shard, requests, row, preparedMs }) => [
      text(round === 0 ? 'greeting' : `${round}${row.warmUp ? ' (warm-up)' : ''}`),
      count(shard),
      count(requests),
      text(
        row.outcome === 'ok' ? row.startKind : row.outcome,
        row.outcome === 'ok' ? toneOf[row.startKind] : 'bad',
      ),
      ms(row.report?.initMs ?? null),
      ms(preparedMs),
      ms(row.report?.durationMs ?? null),
      ms(row.roundTripMs),
    ]),
    note: greeted
      ? 'Orchestrators are greeted before the first round, so that their environments are there and their clocks are known.'
      : '',
  };
};

/** The same for programs; null where this process sent the requests. */
export const orchestrationJson = (orchestration: OrchestrationSummary | null | undefined) => {
  if (orchestration == null) return null;
  const { parts, target, ...rest } = orchestration;
  return {
    target,
    ...rest,
    cost: costOf(orchestration),
    parts: parts.map(({ row, ...part }) => ({ ...part, invocation: jsonRow(row) })),
  };
};
