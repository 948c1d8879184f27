import type { InvocationLine, Run } from '../model/run-file.ts';
import { joinReports } from './join.ts';

/** The orchestrators' own invocations as the rows of a run are made from, in their order. */
export const orchestratorLines = (run: Pick<Run, 'orchestrations'>): readonly InvocationLine[] =>
  (run.orchestrations ?? []).map(({ invocation }, seq) => ({ ...invocation, kind: 'invocation', seq }));

const keyOf = ({ round, shard }: { readonly round: number; readonly shard: number }): string =>
  `${round}/${shard}`;

/** When orchestrators were started, by the log's clock, milliseconds since the epoch. */
export function orchestratorStarts(
  run: Pick<Run, 'orchestrations' | 'reports'>,
): (sent: { readonly round: number; readonly shard: number }) => number | null {
  const starts = new Map<string, number>();
  for (const { invocation, marks } of joinReports(orchestratorLines(run), run.reports)) {
    const start = marks.find(({ type, atMs }) => type === 'start' && atMs !== null);
    if (start?.atMs != null) starts.set(keyOf(invocation), start.atMs);
  }
  return (sent) => starts.get(keyOf(sent)) ?? null;
}
