import type { Reply, Settled } from '../model/dispatch.ts';
import type { OrchestrateRequest, OrchestratorRow } from '../model/orchestrator.ts';
import type { Resolution } from '../model/resolution.ts';
import type { Answer } from './orchestrator-answer.ts';
import { unsentReply } from './row.ts';

/** A request that an orchestrator may have sent, and of which nothing is known. */
export const untold = (reason: string): Reply => ({ ...unsentReply(reason), outcome: 'lost' });

const moved = (ms: number | null, offsetMs: number | null): number | null =>
  ms === null || offsetMs === null ? null : ms + offsetMs;

/** @param offsetMs - to the run's clock; null: its times stay unknown */
function toldRow(row: OrchestratorRow, shard: number, offsetMs: number | null): Settled {
  const { plannedMs, ...told } = row;
  const reply: Reply = {
    ...told,
    writtenMs: moved(row.writtenMs, offsetMs),
    firstByteMs: moved(row.firstByteMs, offsetMs),
    doneMs: moved(row.doneMs, offsetMs),
  };
  return { reply, refusal: null, placing: { shard, plannedMs: moved(plannedMs, offsetMs) } };
}

/** The rows of a reply by the contract; of requests that it does not tell, that. */
export const answeredRows = (
  { shard, count }: OrchestrateRequest,
  { rows }: Extract<Answer, { kind: 'contract' }>,
  offsetMs: number | null,
): readonly Settled[] =>
  Array.from({ length: count }, (_, nth) => {
    const row = rows[nth] ?? "the orchestrator's reply has no row for it";
    return typeof row === 'string' ? { reply: untold(row), refusal: null } : toldRow(row, shard, offsetMs);
  });

const greater = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b);

/** The worst of two, field by field. */
export const worstResolution = (a: Resolution | null, b: Resolution | null): Resolution | null =>
  a === null || b === null
    ? (a ?? b)
    : {
        eventLoopDelayP99Ms: greater(a.eventLoopDelayP99Ms, b.eventLoopDelayP99Ms),
        eventLoopDelayMaxMs: greater(a.eventLoopDelayMaxMs, b.eventLoopDelayMaxMs),
        stampErrorP50Ms: greater(a.stampErrorP50Ms, b.stampErrorP50Ms),
        stampErrorMaxMs: greater(a.stampErrorMaxMs, b.stampErrorMaxMs),
        releaseLoopMs: greater(a.releaseLoopMs, b.releaseLoopMs),
      };
