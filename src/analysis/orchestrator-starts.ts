import type { OrchestrationLine } from '../model/run-file.ts';
import type { JoinedReport } from './joined.ts';

/** An orchestrator's part of a round, with the REPORT of its own invocation. */
export interface JoinedOrchestration {
  readonly line: OrchestrationLine;
  readonly found: JoinedReport;
}

/** When the orchestrator of a round and shard was started, by the log's clock, milliseconds since the epoch; null where
 * that is not known. */
export type OrchestratorStarts = (round: number, shard: number) => number | null;

export const noOrchestrators: OrchestratorStarts = () => null;

export function orchestratorStarts(joined: readonly JoinedOrchestration[]): OrchestratorStarts {
  if (joined.length === 0) return noOrchestrators;
  const starts = new Map<string, number>();
  for (const { line, found } of joined) {
    const start = found.marks.find(({ type, atMs }) => type === 'start' && atMs !== null);
    const { round, shard } = line.invocation;
    if (start?.atMs != null) starts.set(`${round}/${shard}`, start.atMs);
  }
  return (round, shard) => starts.get(`${round}/${shard}`) ?? null;
}
