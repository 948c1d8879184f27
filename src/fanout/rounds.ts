import type { ColdMaker } from '../model/cold.ts';
import { type DeploymentPort, isSettled } from '../model/deployment.ts';
import type { Dispatch } from '../model/dispatch.ts';
import { FanoutError, messageOf } from '../model/errors.ts';
import type { FanoutEvent, FanoutPlan, StopSignals } from '../model/fanout.ts';
import { firstSeqOf, requestsOf } from '../model/plan-size.ts';
import type { Clock, EventLoop } from '../model/ports.ts';
import { resolutionOf } from './resolution.ts';
import { type RoundEnd, runRound } from './round.ts';
import { rowOf, unsentReply } from './row.ts';
import type { Turn } from './turns.ts';

export interface RoundsPorts {
  readonly dispatch: Dispatch;
  readonly clock: Clock;
  readonly eventLoop: EventLoop;
  /** Not there: rounds meet what they meet. */
  readonly cold?: ColdMaker;
  /** Not there: the plan's rounds are run. Else no more than that, and none after the one that follows the look at which
   * the deployment is settled. */
  readonly deployment?: DeploymentPort;
  /** Rounds, and what comes before and after them, wait for their turn; not there: nothing else is measured meanwhile. */
  readonly turn?: Turn;
}

type Put = (event: FanoutEvent) => void;

/** Connections wait for a release no longer than this, so that neither a peer nor a signature gets old. */
const readyAheadMs = 1_000;
/** Nor for an agreed one: this does for the most requests over TLS. */
const agreedAheadMs = 60_000;
/** The wall clock tells whole milliseconds. */
const lateAboveMs = 2;

/** Sleeps until a round's preparation should begin, so that it is ready when the gap is over. */
async function gap(
  plan: FanoutPlan,
  round: number,
  beginMs: number,
  clock: Clock,
  stop: AbortSignal,
  put: Put,
) {
  const waitMs = beginMs - clock.nowMs();
  if (waitMs <= 0) return;
  put({ kind: 'progress', round, phase: 'gap', done: 0, total: requestsOf(plan, round) });
  await clock.sleep(waitMs, stop);
}

/** The rows of rounds that were planned and never begun. */
function unbegun(plan: FanoutPlan, fromRound: number, plannedMs: number, reason: string, put: Put): void {
  for (let round = fromRound; round <= plan.warmUp + plan.rounds; round += 1) {
    for (let seq = firstSeqOf(plan, round); seq < firstSeqOf(plan, round + 1); seq += 1) {
      const place = { round, seq, shard: 0, plannedMs };
      put({ kind: 'invocation', invocation: rowOf(plan, place, unsentReply(reason)) });
    }
  }
}

/** The plan of one round, whose target is new to Lambda where that was asked for.
 * @returns null: that failed, which was told
 * @throws FanoutError before the first round, when nothing was measured yet */
async function coldPlan(
  plan: FanoutPlan,
  round: number,
  { cold }: RoundsPorts,
  stop: AbortSignal,
  put: Put,
): Promise<FanoutPlan | null> {
  if (cold === undefined || stop.aborted) return plan;
  put({ kind: 'progress', round, phase: 'cold', done: 0, total: requestsOf(plan, round) });
  try {
    return { ...plan, ...(await cold.before(round, stop)) };
  } catch (error) {
    if (stop.aborted) return plan;
    if (round === 1 || !(error instanceof FanoutError)) throw error;
    put({
      kind: 'note',
      code: 'cold-failed',
      message: `Round ${round} could not be made cold, so it and those after it were not sent: ${messageOf(error)} ${error.hint}`,
    });
    return null;
  }
}

/** Looks at the deployment before a round.
 * @returns whether the round is the last one
 * @throws FanoutError before the first round */
async function looked(
  round: number,
  { deployment, clock }: RoundsPorts,
  put: Put,
): Promise<'go on' | 'last' | 'over'> {
  if (deployment === undefined) return 'go on';
  const atMs = clock.nowMs();
  if (round > 1 && atMs >= deployment.timeoutMs) {
    const message = `It was not READY ${Math.round(deployment.timeoutMs / 1_000)} s after the start: no more rounds were sent.`;
    put({ kind: 'note', code: 'not-ready-in-time', message });
    return 'over';
  }
  try {
    const provisioned = await deployment.look();
    put({ kind: 'deployment', look: { round, atMs, provisioned } });
    return isSettled(provisioned) ? 'last' : 'go on';
  } catch (error) {
    if (round === 1 || !(error instanceof FanoutError)) throw error;
    const message = `The deployment could not be watched any longer: ${messageOf(error)} ${error.hint}`;
    put({ kind: 'note', code: 'watch-failed', message });
    return 'over';
  }
}

/**
 * Runs a plan's rounds one after the other, warm-up rounds first.
 *
 * @throws FanoutError, after its rows, where every request of the first round was refused in a way that holds for all
 * further ones; before any row, where the first round could not be prepared
 */
export async function runRounds(
  plan: FanoutPlan,
  ports: RoundsPorts,
  signals: StopSignals,
  put: Put,
): Promise<void> {
  const { clock } = ports;
  const agreedMs =
    plan.releaseAtWallMs === undefined ? null : clock.nowMs() + plan.releaseAtWallMs - clock.wallMs();
  let notBeforeMs = agreedMs ?? clock.nowMs();
  let leadMs = 0;
  const ends: RoundEnd[] = [];
  for (let round = 1; round <= plan.warmUp + plan.rounds; round += 1) {
    const agreed = round === 1 && agreedMs !== null;
    await ports.turn?.take(signals.stop);
    const own = await coldPlan(plan, round, ports, signals.stop, put);
    if (own === null) {
      unbegun(plan, round, clock.nowMs(), 'its round could not be made cold', put);
      break;
    }
    await gap(plan, round, notBeforeMs - (agreed ? agreedAheadMs : leadMs), clock, signals.stop, put);
    const ahead = signals.stop.aborted ? 'go on' : await looked(round, ports, put);
    if (signals.stop.aborted && ports.deployment === undefined)
      unbegun(plan, round, clock.nowMs(), 'stopped before it was sent', put);
    if (signals.stop.aborted || ahead === 'over') break;
    const end = await runRound({ plan: own, round, notBeforeMs, agreed }, ports, signals, put);
    ends.push(end);
    ports.turn?.give();
    const lateMs = agreed && end.releasedMs !== null ? end.releasedMs - notBeforeMs : 0;
    if (lateMs > lateAboveMs)
      put({
        kind: 'note',
        code: 'released-late',
        message: `The agreed moment was missed by ${Math.round(lateMs)} ms: the requests were not ready by then, or the machine was busy with other work.`,
      });
    if (round === 1 && end.refusal !== null) throw end.refusal;
    if (ahead === 'last') break;
    notBeforeMs = (end.lastDoneMs ?? clock.nowMs()) + plan.gapMs;
    leadMs = end.preparedInMs + Math.min(end.preparedInMs, readyAheadMs);
  }
  const { dispatch } = ports;
  const resolution =
    dispatch.resolution === undefined ? resolutionOf(ends, dispatch.stampError()) : dispatch.resolution();
  if (resolution !== null) put({ kind: 'resolution', resolution });
}
