import type { RowFacts } from '../model/invocation.ts';
import type { DeploymentLine, Run } from '../model/run-file.ts';
import type { Provisioned, TargetFacts } from '../model/target.ts';
import { reachedEnvironment } from './reach.ts';
import type { Round } from './round-facts.ts';
import { counted } from './wording.ts';

export type ServedBy = 'provisioned' | 'retained' | 'new' | 'unknown' | 'none';

type Environment = 'provisioned' | 'on-demand';

/** A round of a run that watched a deployment, by what served its requests. */
export interface DeploymentRound {
  readonly round: number;
  /** When it was released, since the run's start; null: nothing of it was written. */
  readonly atMs: number | null;
  readonly requests: number;
  /** cold + restored. */
  readonly waitedForInit: number;
  readonly provisioned: number;
  /** On-demand environments that had served before. */
  readonly retained: number;
  /** On-demand environments that were made for it. */
  readonly new: number;
  /** Nothing tells what served them. */
  readonly unknown: number;
  /** They reached no environment. */
  readonly notServed: number;
  /** Provisioned concurrency just before it; null: there was none, or it is not known. */
  readonly state: Provisioned | null;
}

/** What happened to requests after a deployment. */
export interface DeploymentSummary {
  readonly rounds: readonly DeploymentRound[];
  /** The first round that provisioned environments served whole; null: none was. */
  readonly firstWhole: number | null;
  /** The round before which READY, FAILED or none was seen; null: it was IN_PROGRESS throughout. */
  readonly settledBefore: number | null;
}

/** What served a request of a target that has provisioned concurrency. An environment that says nothing of itself is
 * known by what was seen of it in rounds before. */
function servedBy(row: RowFacts, known: ReadonlyMap<string, Environment>): ServedBy {
  if (!reachedEnvironment(row) && row.report === null) return 'none';
  const { startKind, initType, environmentId } = row;
  if (initType === 'provisioned-concurrency') return 'provisioned';
  if (startKind === 'cold' || startKind === 'restored') return 'new';
  // An environment on demand may have been initialized ahead by Lambda itself.
  if (startKind === 'preinitialized') return initType === null ? 'provisioned' : 'new';
  if (startKind === 'unknown') return 'unknown';
  if (initType !== null) return 'retained';
  const seen = environmentId === null ? undefined : known.get(environmentId);
  return seen === undefined ? 'unknown' : seen === 'provisioned' ? 'provisioned' : 'retained';
}

const none = { provisioned: 0, retained: 0, new: 0, unknown: 0, none: 0 };

function roundOf(
  { round, rows }: Round,
  known: Map<string, Environment>,
  look: DeploymentLine | undefined,
): DeploymentRound {
  const counts = { ...none };
  let atMs: number | null = null;
  let waited = 0;
  for (const row of rows) {
    const by = servedBy(row, known);
    counts[by] += 1;
    if (row.startKind === 'cold' || row.startKind === 'restored') waited += 1;
    if (row.environmentId !== null && by !== 'unknown' && by !== 'none')
      known.set(row.environmentId, by === 'provisioned' ? 'provisioned' : 'on-demand');
    if (row.writtenMs !== null && row.plannedMs !== null)
      atMs = Math.min(atMs ?? row.plannedMs, row.plannedMs);
  }
  const { none: notServed, ...served } = counts;
  const state = look?.provisioned ?? null;
  return { round, atMs, requests: rows.length, waitedForInit: waited, ...served, notServed, state };
}

const isWhole = ({ requests, provisioned }: DeploymentRound): boolean =>
  requests > 0 && provisioned === requests;

/** The rounds of a run that watched a deployment, by what served them; null: it watched none. */
export function deploymentOf(
  { header, deployment }: Pick<Run, 'header' | 'deployment'>,
  rounds: readonly Round[],
): DeploymentSummary | null {
  if (header.plan.watchDeployment !== true) return null;
  const looks = new Map((deployment ?? []).map((look) => [look.round, look]));
  const known = new Map<string, Environment>();
  const told = rounds.map((round) => roundOf(round, known, looks.get(round.round)));
  const settled = (deployment ?? []).find(({ provisioned }) => provisioned?.status !== 'IN_PROGRESS');
  return {
    rounds: told,
    firstWhole: told.find(isWhole)?.round ?? null,
    settledBefore: settled?.round ?? null,
  };
}

const seconds = (ms: number | null): string => (ms === null ? '–' : `${(ms / 1_000).toFixed(1)} s`);

/** The answer: the first round that provisioned environments served whole, and how long after the start it was. */
export function deploymentHeadline(summary: DeploymentSummary, target: TargetFacts): string {
  const { rounds, firstWhole } = summary;
  const name = `${target.functionName}:${target.qualifier}`;
  const first = rounds.find(({ round }) => round === firstWhole);
  if (first === undefined)
    return `No round was served wholly by provisioned environments of ${name}: ${whyNone(summary)}.`;
  const before = rounds.filter(({ round }) => round < first.round);
  if (before.length === 0)
    return `Round ${first.round}, ${seconds(first.atMs)} after the start, was served wholly by provisioned environments of ${name}: nobody waited for the deployment.`;
  const sum = (of: (round: DeploymentRound) => number): number =>
    before.reduce((total, round) => total + of(round), 0);
  return `Round ${first.round}, ${seconds(first.atMs)} after the start, was the first that provisioned environments of ${name} served whole; before it ${sum(({ waitedForInit }) => waitedForInit)} of ${counted(
    sum(({ requests }) => requests),
    'request',
  )} waited for an init.`;
}

function whyNone({ rounds, settledBefore }: DeploymentSummary): string {
  const last = rounds.at(-1);
  if (last === undefined) return 'none was sent';
  const { state } = last;
  if (settledBefore === null)
    return `it was still IN_PROGRESS before round ${last.round}, ${seconds(last.atMs)} after the start${state === null ? '' : ` (${state.allocated} of ${state.requested} allocated)`}`;
  if (state === null) return 'the provisioned concurrency was taken away meanwhile';
  if (state.status === 'FAILED') return `the allocation FAILED (${state.statusReason ?? 'no reason given'})`;
  return last.requests > state.requested
    ? `it was READY before round ${settledBefore}, with ${state.requested} environments for ${last.requests} requests at once`
    : `it was READY before round ${settledBefore}, and of the ${last.requests} requests then ${last.provisioned} were surely served by them`;
}
