import { type FanoutPorts, fanOut } from '../fanout/fan-out.ts';
import type { Dispatch } from '../model/dispatch.ts';
import { FanoutError } from '../model/errors.ts';
import type { FanoutPlan } from '../model/fanout.ts';
import type { Invocation } from '../model/invocation.ts';
import {
  type OrchestrateRequest,
  type OrchestratorFacts,
  type OrchestratorReply,
  orchestratorColumns,
  orchestratorContract,
  requestsOfOneOrchestrator,
} from '../model/orchestrator.ts';
import type { Clock, EventLoop } from '../model/ports.ts';
import type { Resolution } from '../model/resolution.ts';
import { OrchestratorRefused, readRequest } from './read-request.ts';
import { writeRows } from './write-rows.ts';

export interface OrchestratorPorts {
  /** Its wall clock tells fractions of a millisecond. */
  readonly clock: Clock;
  readonly eventLoop: EventLoop;
  readonly dispatch: (request: OrchestrateRequest, clock: Clock) => Dispatch;
  readonly facts: OrchestratorFacts;
}

interface Context {
  readonly getRemainingTimeInMillis: () => number;
}

/** A greeting keeps its environment for so long, so that as many are made as are greeted at once. */
const greetingMs = 250;
/** Time kept for the reply before the function's own timeout: a fifth of it, and no more than this. */
const replyWithinMs = 1_000;

const overtaken = "the orchestrator's own time was almost over: it stopped waiting";

/** A clock whose moment 0 is now. */
const from = (clock: Clock): Clock & { readonly startedAtWallMs: number } => {
  const startedMs = clock.nowMs();
  const startedAtWallMs = clock.wallMs();
  const nowMs = (): number => clock.nowMs() - startedMs;
  // One clock for both, so that an agreed moment is as exact as the monotonic one.
  return { ...clock, nowMs, wallMs: () => startedAtWallMs + nowMs(), startedAtWallMs };
};

const planOf = (request: OrchestrateRequest): FanoutPlan => ({
  runId: request.runId,
  target: { functionName: request.functionName, qualifier: request.qualifier, region: '' },
  concurrency: request.count,
  rounds: 1,
  warmUp: 0,
  gapMs: 0,
  ...(request.releaseAtWallMs === null ? {} : { releaseAtWallMs: request.releaseAtWallMs }),
  timeoutMs: request.timeoutMs,
  payload: new TextEncoder().encode(request.payload),
  // What the tails do not bring, whoever asked looks for.
  logs: 'never',
  logsTimeoutMs: 0,
  logFormat: null,
  logGroup: '',
});

type Sent = Pick<OrchestratorReply, 'notes' | 'resolution'> & {
  readonly invocations: readonly Invocation[];
  readonly preparedMs: number | null;
};

/** Sends what was asked, and gives up in time for a reply. */
async function send(request: OrchestrateRequest, ports: FanoutPorts, remainingMs: number): Promise<Sent> {
  const { clock, dispatch } = ports;
  const invocations: Invocation[] = [];
  const notes: { code: string; message: string }[] = [];
  let resolution: Resolution | null = null;
  let preparedMs: number | null = null;
  const stop = new AbortController();
  const cancel = clock.after(remainingMs - Math.min(replyWithinMs, remainingMs / 5), () => {
    stop.abort();
    dispatch.giveUp(overtaken);
  });
  try {
    const signals = { stop: stop.signal, quit: new AbortController().signal };
    for await (const event of fanOut(planOf(request), ports, signals)) {
      if (event.kind === 'invocation') invocations.push(event.invocation);
      else if (event.kind === 'note') notes.push({ code: event.code, message: event.message });
      else if (event.kind === 'resolution') resolution = event.resolution;
      else if (event.kind === 'progress' && event.phase === 'staging' && event.done === event.total)
        preparedMs = clock.nowMs();
    }
  } catch (error) {
    // Every request was refused: the rows say so, and the reader knows better than this environment what to do.
    if (!(error instanceof FanoutError)) throw error;
  }
  cancel();
  invocations.sort((a, b) => a.seq - b.seq);
  return { invocations, notes, resolution, preparedMs };
}

/**
 * The orchestrator: releases the requests it is asked for together, with the barrier of the CLI, from inside the
 * region, and replies with a row for each (docs/orchestrator.md).
 *
 * @throws OrchestratorRefused before anything was sent
 */
export const orchestratorHandler =
  ({ eventLoop, dispatch, facts, ...ports }: OrchestratorPorts) =>
  async (event: unknown, context: Context) => {
    const clock = from(ports.clock);
    const request = readRequest(event);
    if (request.count > requestsOfOneOrchestrator)
      throw new OrchestratorRefused(
        `One orchestrator sends at most ${requestsOfOneOrchestrator} requests at one moment, since an environment has 1,024 file descriptors, and was asked for ${request.count}: use more of them with --orchestrators.`,
      );
    const none: Sent = { invocations: [], notes: [], resolution: null, preparedMs: null };
    const greeting = request.count === 0;
    if (greeting) await clock.sleep(greetingMs);
    const fanoutPorts = { clock, eventLoop, reports: { find: async function* () {} } };
    const sent = greeting
      ? none
      : await send(
          request,
          { ...fanoutPorts, dispatch: dispatch(request, clock) },
          context.getRemainingTimeInMillis(),
        );
    const orchestrated: OrchestratorReply = {
      contract: orchestratorContract,
      runId: request.runId,
      round: request.round,
      shard: request.shard,
      orchestrator: facts,
      columns: orchestratorColumns,
      ...writeRows(sent.invocations),
      resolution: sent.resolution,
      notes: sent.notes,
      clock: {
        calledAtWallMs: clock.startedAtWallMs,
        preparedMs: sent.preparedMs,
        endedMs: clock.nowMs(),
      },
    };
    return { lambdaFanout: { orchestrated } };
  };
