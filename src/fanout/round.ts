import type { Dispatch, Settled } from '../model/dispatch.ts';
import { FanoutError, messageOf } from '../model/errors.ts';
import type { FanoutEvent, FanoutPlan, FanoutProgress, StopSignals } from '../model/fanout.ts';
import type { Clock } from '../model/ports.ts';
import { rowOf, unsentReply } from './row.ts';

/** How a round ended. */
export interface RoundEnd {
  /** Not null: every request of it was refused in a way that holds for all further ones; the first of the refusals. */
  readonly refusal: FanoutError | null;
  /** When its last reply came; null: nothing of it was written. */
  readonly lastDoneMs: number | null;
  /** From its beginning to the moment when everything stood ready. */
  readonly preparedInMs: number;
}

export interface RoundPlan {
  readonly plan: FanoutPlan;
  /** From 1. */
  readonly round: number;
  /** Not released before; where preparing takes longer, later. */
  readonly notBeforeMs: number;
}

interface Ports {
  readonly dispatch: Dispatch;
  readonly clock: Clock;
}

const stopped = 'stopped before it was sent';

/** One fan-out: connect, stage, release together, collect. Every request becomes one invocation event. */
export async function runRound(
  { plan, round, notBeforeMs }: RoundPlan,
  { dispatch, clock }: Ports,
  signals: StopSignals,
  put: (event: FanoutEvent) => void,
): Promise<RoundEnd> {
  const total = plan.concurrency;
  const firstSeq = (round - 1) * total;
  const startedMs = clock.nowMs();
  const progress = (phase: FanoutProgress['phase']) => (done: number) =>
    put({ kind: 'progress', round, phase, done, total });
  const refusals: FanoutError[] = [];
  let plannedMs: number | null = null;
  let lastDoneMs: number | null = null;
  let settledCount = 0;

  const settle = (seq: number, { reply, refusal }: Settled): void => {
    settledCount += 1;
    if (refusal !== null) refusals.push(refusal);
    if (reply.doneMs !== null || reply.writtenMs !== null)
      lastDoneMs = Math.max(lastDoneMs ?? 0, reply.doneMs ?? clock.nowMs());
    const place = { round, seq, plannedMs: plannedMs ?? clock.nowMs() };
    put({ kind: 'invocation', invocation: rowOf(plan, place, reply) });
    if (plannedMs !== null) progress('in-flight')(settledCount);
  };
  const noneSent = (reason: string, refusal: FanoutError | null): RoundEnd => {
    for (let index = 0; index < total; index += 1)
      settle(firstSeq + index, { reply: unsentReply(reason), refusal });
    return { refusal, lastDoneMs: null, preparedInMs: clock.nowMs() - startedMs };
  };

  progress('connecting')(0);
  try {
    await dispatch.connect(total, signals.stop, progress('connecting'));
  } catch (error) {
    if (!(error instanceof FanoutError)) throw error;
    return noneSent(messageOf(error), error);
  }
  if (signals.stop.aborted) return noneSent(stopped, null);

  const replies = Array.from({ length: total }, async (_, index) => {
    const settled = await dispatch.stage(plan);
    settle(firstSeq + index, settled);
  });
  await dispatch.staged(signals.stop, progress('staging'));
  const preparedInMs = clock.nowMs() - startedMs;
  const earlyMs = notBeforeMs - clock.nowMs();
  if (earlyMs > 0) await clock.sleep(earlyMs, signals.stop);

  if (signals.stop.aborted) dispatch.giveUp(stopped);
  else {
    plannedMs = dispatch.release(plan.timeoutMs);
    progress('in-flight')(settledCount);
  }
  const quit = (): void => dispatch.giveUp('interrupted: this client stopped waiting');
  if (signals.quit.aborted) quit();
  signals.quit.addEventListener('abort', quit);
  await Promise.all(replies);
  signals.quit.removeEventListener('abort', quit);
  return { refusal: refusals.length === total ? (refusals[0] ?? null) : null, lastDoneMs, preparedInMs };
}
