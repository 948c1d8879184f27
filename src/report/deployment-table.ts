import type { DeploymentRound } from '../analysis/deployment.ts';
import type { RunAnalysis } from '../analysis/result.ts';
import { type Cell, count, ms, text, type ViewColumn, type ViewTable } from './view.ts';

interface DeploymentColumn extends ViewColumn {
  readonly of: (round: DeploymentRound) => Cell;
}

const column = (
  name: string,
  group: string,
  priority: number,
  of: DeploymentColumn['of'],
): DeploymentColumn => ({
  group,
  name,
  align: 'right',
  priority,
  of,
});

const statusTone = { READY: 'good', IN_PROGRESS: 'caution', FAILED: 'bad' } as const;

const statusCell = ({ state }: DeploymentRound): Cell =>
  state === null ? text(null) : text(state.status, statusTone[state.status]);

const columns: readonly DeploymentColumn[] = [
  column('round', '', 0, ({ round }) => count(round)),
  column('after', '', 0, ({ atMs }) => ms(atMs)),
  { ...column('status before', '', 1, statusCell), align: 'left' },
  column('allocated', '', 2, ({ state }) => count(state?.allocated ?? null)),
  column('provisioned', 'served by', 0, ({ provisioned }) => count(provisioned)),
  column('retained', 'served by', 0, ({ retained }) => count(retained)),
  column('new', 'served by', 0, (round) => ({
    ...count(round.new),
    tone: round.new > 0 ? 'bad' : 'plain',
  })),
  column('unknown', 'served by', 0, ({ unknown }) => count(unknown)),
  column('nobody', 'served by', 0, ({ notServed }) => count(notServed)),
];

/** Only there where something of it is. */
const rare: Readonly<Record<string, (round: DeploymentRound) => boolean>> = {
  unknown: ({ unknown }) => unknown > 0,
  nobody: ({ notServed }) => notServed > 0,
};

const shownRounds = 200;

/** By what the requests of each round were served after a deployment; null: none was watched. */
export const deploymentTable = ({ summary: { deployment } }: RunAnalysis): ViewTable | null => {
  if (deployment === undefined || deployment.rounds.length === 0) return null;
  const { rounds } = deployment;
  const shown = columns.filter(({ name }) => rare[name] === undefined || rounds.some(rare[name]));
  const left = rounds.length - shownRounds;
  return {
    id: 'deployment',
    title: '',
    name: 'Round by round after the deployment',
    columns: shown.map(({ of: _, ...each }) => each),
    rows: rounds.slice(0, shownRounds).map((round) => shown.map(({ of }) => of(round))),
    note:
      left > 0
        ? `… and ${left} more rounds; --format json has them all.`
        : 'after: from the start of the run to the release. retained: on demand, and had served before.',
  };
};
