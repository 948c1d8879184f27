import type { Reply } from '../model/dispatch.ts';
import type { FanoutPlan } from '../model/fanout.ts';
import type { Invocation } from '../model/invocation.ts';

/** Which of a plan's requests this is. */
export interface Place {
  readonly round: number;
  readonly seq: number;
  /** 0: sent by this process. */
  readonly shard: number;
  readonly plannedMs: number | null;
}

/** The row of a request that has come to its end. */
export const rowOf = (
  plan: FanoutPlan,
  { round, seq, shard, plannedMs }: Place,
  reply: Reply,
): Invocation => ({
  runId: plan.runId,
  round,
  seq,
  shard,
  warmUp: round <= plan.warmUp,
  functionName: plan.target.functionName,
  qualifier: plan.target.qualifier,
  plannedMs,
  ...reply,
});

/** The reply of a request that never left. */
export const unsentReply = (reason: string): Reply => ({
  requestId: null,
  writtenMs: null,
  firstByteMs: null,
  doneMs: null,
  connectMs: null,
  stampUncertaintyMs: null,
  outcome: 'unsent',
  reason,
  statusCode: null,
  errorType: null,
  throttleReason: null,
  executedVersion: null,
  worker: null,
  tail: null,
});
