import type { Dispatch, Settled } from '../model/dispatch.ts';
import { FanoutError, messageOf } from '../model/errors.ts';
import type { FanoutEvent, FanoutPlan, FanoutProgress, StopSignals } from '../model/fanout.ts';
import { firstSeqOf, requestsOf } from '../model/plan-size.ts';
import type { Clock, EventLoop, LoopDelay } from '../model/ports.ts';
import { rowOf, unsentReply } from './row.ts';

/** How a round ended. */
export interface RoundEnd {
  /** Not null: every request of it was refused in a way that holds for all further ones; the first of the refusals. */
  readonly refusal: FanoutError | null;
  /** When its last reply came; null: nothing of it was written. */
  readonly lastDoneMs: number | null;
  /** From its beginning to the moment when everything stood ready. */
  readonly preparedInMs: number;
  /** How late the event loop was while replies were awaited; null: none were, or not for long enough. */
  readonly delay: LoopDelay | null;
  /** First to last write; null: nothing of it was written. */
  readonly releaseLoopMs: number | null;
  /** When it was released; null: it was not. */
  readonly releasedMs: number | null;
}

export interface RoundPlan {
  readonly plan: FanoutPlan;
  /** From 1. */
  readonly round: number;
  /** Not released before; where preparing takes longer, later. */
  readonly notBeforeMs: number;
  /** True where others release at that moment too: the last milliseconds are waited for by spinning. */
  readonly agreed: boolean;
}

interface Ports {
  readonly dispatch: Dispatch;
  readonly clock: Clock;
  readonly eventLoop: EventLoop;
}

/** After a long wait it is looked again, this much ahead, at what has closed or grown old meanwhile. */
const checkAgainMs = 1_000;
/** A timer is late by a millisecond or two. */
const spinMs = 3;

const stopped = 'stopped before it was sent';

/** One fan-out: connect, stage, release together, collect. Every request becomes one invocation event. */
export async function runRound(
  { plan, round, notBeforeMs, agreed }: RoundPlan,
  { dispatch, clock, eventLoop }: Ports,
  signals: StopSignals,
  put: (event: FanoutEvent) => void,
): Promise<RoundEnd> {
  const total = requestsOf(plan, round);
  const firstSeq = firstSeqOf(plan, round);
  const startedMs = clock.nowMs();
  const progress = (phase: FanoutProgress['phase']) => (done: number) =>
    put({ kind: 'progress', round, phase, done, total });
  const refusals: FanoutError[] = [];
  let plannedMs: number | null = null;
  let lastDoneMs: number | null = null;
  let settledCount = 0;
  let firstWrittenMs = Number.POSITIVE_INFINITY;
  let lastWrittenMs = Number.NEGATIVE_INFINITY;

  const settle = (seq: number, { reply, refusal, placing }: Settled): void => {
    settledCount += 1;
    if (refusal !== null) refusals.push(refusal);
    if (reply.doneMs !== null || reply.writtenMs !== null)
      lastDoneMs = Math.max(lastDoneMs ?? 0, reply.doneMs ?? clock.nowMs());
    if (reply.writtenMs !== null) {
      firstWrittenMs = Math.min(firstWrittenMs, reply.writtenMs);
      lastWrittenMs = Math.max(lastWrittenMs, reply.writtenMs);
    }
    const place = { round, seq, shard: 0, plannedMs: plannedMs ?? clock.nowMs(), ...placing };
    put({ kind: 'invocation', invocation: rowOf(plan, place, reply) });
    if (plannedMs !== null) progress('in-flight')(settledCount);
  };
  const noneSent = (reason: string, refusal: FanoutError | null): RoundEnd => {
    for (let index = 0; index < total; index += 1)
      settle(firstSeq + index, { reply: unsentReply(reason), refusal });
    const preparedInMs = clock.nowMs() - startedMs;
    return { refusal, lastDoneMs: null, preparedInMs, delay: null, releaseLoopMs: null, releasedMs: null };
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
  await dispatch.staged(signals.stop, progress('staging'), notBeforeMs);
  const preparedInMs = clock.nowMs() - startedMs;
  const checkAheadMs = preparedInMs + checkAgainMs;
  if (notBeforeMs - clock.nowMs() > checkAheadMs) {
    await clock.sleep(notBeforeMs - clock.nowMs() - checkAheadMs, signals.stop);
    await dispatch.staged(signals.stop, progress('staging'), notBeforeMs);
  }
  const earlyMs = notBeforeMs - clock.nowMs() - (agreed ? spinMs : 0);
  if (earlyMs > 0) await clock.sleep(earlyMs, signals.stop);

  let endWatch: () => LoopDelay | null = () => null;
  if (signals.stop.aborted) dispatch.giveUp(stopped);
  else {
    plannedMs = dispatch.release(plan.timeoutMs, agreed ? notBeforeMs : null);
    endWatch = eventLoop.watchDelay();
    progress('in-flight')(settledCount);
  }
  const quit = (): void => dispatch.giveUp('interrupted: this client stopped waiting');
  if (signals.quit.aborted) quit();
  signals.quit.addEventListener('abort', quit);
  await Promise.all(replies);
  signals.quit.removeEventListener('abort', quit);
  return {
    refusal: refusals.length === total ? (refusals[0] ?? null) : null,
    lastDoneMs,
    preparedInMs,
    delay: endWatch(),
    releaseLoopMs: lastWrittenMs < firstWrittenMs ? null : lastWrittenMs - firstWrittenMs,
    releasedMs: plannedMs,
  };
}
