import type { Dispatch, ReportLookup, WantedReport } from '../model/dispatch.ts';
import type { FanoutEvent, FanoutPlan, StopSignals } from '../model/fanout.ts';
import { firstSeqOf, requestsOf } from '../model/plan-size.ts';
import type { Clock, EventLoop } from '../model/ports.ts';
import { EventQueue } from './event-queue.ts';
import { wantedReport } from './missing-reports.ts';
import { resolutionOf } from './resolution.ts';
import { type RoundEnd, runRound } from './round.ts';
import { rowOf, unsentReply } from './row.ts';

export interface FanoutPorts {
  readonly dispatch: Dispatch;
  readonly reports: ReportLookup;
  readonly clock: Clock;
  readonly eventLoop: EventLoop;
}

type Put = (event: FanoutEvent) => void;

/** Connections wait for a release no longer than this, so that neither a peer nor a signature gets old. */
const readyAheadMs = 1_000;
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
function unbegun(plan: FanoutPlan, fromRound: number, plannedMs: number, put: Put): void {
  for (let round = fromRound; round <= plan.warmUp + plan.rounds; round += 1) {
    for (let seq = firstSeqOf(plan, round); seq < firstSeqOf(plan, round + 1); seq += 1) {
      const reply = unsentReply('stopped before it was sent');
      put({ kind: 'invocation', invocation: rowOf(plan, { round, seq, shard: 0, plannedMs }, reply) });
    }
  }
}

async function runRounds(
  plan: FanoutPlan,
  ports: FanoutPorts,
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
    if (!agreed) await gap(plan, round, notBeforeMs - leadMs, clock, signals.stop, put);
    if (signals.stop.aborted) {
      unbegun(plan, round, clock.nowMs(), put);
      break;
    }
    const end = await runRound({ plan, round, notBeforeMs, agreed }, ports, signals, put);
    ends.push(end);
    const lateMs = agreed && end.releasedMs !== null ? end.releasedMs - notBeforeMs : 0;
    if (lateMs > lateAboveMs)
      put({
        kind: 'note',
        code: 'released-late',
        message: `The agreed moment was missed by ${Math.round(lateMs)} ms: the requests were not ready by then, or the machine was busy with other work.`,
      });
    if (round === 1 && end.refusal !== null) throw end.refusal;
    notBeforeMs = (end.lastDoneMs ?? clock.nowMs()) + plan.gapMs;
    leadMs = end.preparedInMs + Math.min(end.preparedInMs, readyAheadMs);
  }
  const { dispatch } = ports;
  const resolution =
    dispatch.resolution === undefined ? resolutionOf(ends, dispatch.stampError()) : dispatch.resolution();
  if (resolution !== null) put({ kind: 'resolution', resolution });
}

async function lookUp(
  plan: FanoutPlan,
  wanted: readonly WantedReport[],
  ports: FanoutPorts,
  signals: StopSignals,
  put: Put,
): Promise<void> {
  const total = wanted.length;
  const round = plan.warmUp + plan.rounds;
  let done = 0;
  put({ kind: 'progress', round, phase: 'logs', done, total });
  const { logGroup, logFormat, logsTimeoutMs: timeoutMs } = plan;
  const query = { logGroup, logFormat, wanted, timeoutMs };
  for await (const finding of ports.reports.find(query, signals.stop)) {
    put(finding);
    if (finding.kind !== 'report') continue;
    done += 1;
    put({ kind: 'progress', round, phase: 'logs', done, total });
  }
}

async function run(plan: FanoutPlan, ports: FanoutPorts, signals: StopSignals, put: Put): Promise<void> {
  const wallOffsetMs = ports.clock.wallMs() - ports.clock.nowMs();
  const wanted: WantedReport[] = [];
  ports.dispatch.tell?.(put);
  await runRounds(plan, ports, signals, (event) => {
    const missing = event.kind === 'invocation' ? wantedReport(event.invocation, wallOffsetMs) : null;
    if (missing !== null) wanted.push(missing);
    put(event);
  });
  if (wanted.length === 0 || plan.logs === 'never') return;
  if (signals.stop.aborted)
    put({
      kind: 'note',
      code: 'logs-skipped',
      message: 'Interrupted: missing REPORT lines were not looked up.',
    });
  else await lookUp(plan, wanted, ports, signals, put);
}

/**
 * Runs a plan: warm-up rounds, measured rounds, then the lookup of REPORTs that the tails did not bring. Each planned
 * request ends as exactly one invocation event, as soon as it settles; a failure of one stops no other.
 *
 * @param signals - `stop`: send no more, wait for what is in flight, leave out the lookup; `quit`: wait for nothing
 * @throws UsageError or UnreachableError, after its rows, where every request of the first round was refused in a
 * way that holds for all further ones
 */
export async function* fanOut(
  plan: FanoutPlan,
  ports: FanoutPorts,
  signals: StopSignals,
): AsyncGenerator<FanoutEvent> {
  const queue = new EventQueue<FanoutEvent>();
  const left = new AbortController();
  const own: StopSignals = {
    stop: AbortSignal.any([signals.stop, signals.quit, left.signal]),
    quit: AbortSignal.any([signals.quit, left.signal]),
  };
  const running = run(plan, ports, own, (event) => queue.put(event)).finally(() => queue.end());
  // Whatever it throws is thrown below, after the events before it.
  running.catch(() => {});
  try {
    yield* queue.read();
    await running;
  } finally {
    // A reader that leaves early wants no more either.
    left.abort();
    ports.dispatch.close();
  }
}
