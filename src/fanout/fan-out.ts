import type { ReportLookup, WantedReport } from '../model/dispatch.ts';
import type { FanoutEvent, FanoutPlan, StopSignals } from '../model/fanout.ts';
import { EventQueue } from './event-queue.ts';
import { wantedReport } from './missing-reports.ts';
import { type RoundsPorts, runRounds } from './rounds.ts';

export interface FanoutPorts extends RoundsPorts {
  readonly reports: ReportLookup;
}

type Put = (event: FanoutEvent) => void;

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

/** Opens the Live Tail session before anything is sent. Where that fails the REPORTs are looked up afterwards. */
async function listen(
  plan: FanoutPlan,
  { reports }: FanoutPorts,
  signals: StopSignals,
  put: Put,
): Promise<void> {
  put({ kind: 'progress', round: 1, phase: 'listening', done: 0, total: 1 });
  const { logGroup, logGroupArn = null, logFormat } = plan;
  const notes = await reports.listen?.({ logGroup, logGroupArn, logFormat }, signals.stop);
  for (const note of notes ?? []) put(note);
}

async function run(plan: FanoutPlan, ports: FanoutPorts, signals: StopSignals, put: Put): Promise<void> {
  const wallOffsetMs = ports.clock.wallMs() - ports.clock.nowMs();
  const wanted = new Map<string, WantedReport[]>();
  const { cold } = ports;
  ports.dispatch.tell?.(put);
  try {
    if (plan.logs === 'live') await listen(plan, ports, signals, put);
    await runRounds(plan, ports, signals, (event) => {
      const missing =
        event.kind === 'invocation' ? wantedReport(event.invocation, wallOffsetMs, plan.logs) : null;
      if (event.kind === 'invocation' && missing !== null) {
        const logGroup = cold?.logGroupOf(event.invocation.functionName) ?? plan.logGroup;
        const others = wanted.get(logGroup);
        if (others === undefined) wanted.set(logGroup, [missing]);
        else others.push(missing);
      }
      if (event.kind === 'progress') ports.reports.hush?.(event.phase === 'in-flight');
      put(event);
    });
    if (wanted.size === 0) return;
    await ports.turn?.take(signals.stop);
    if (signals.stop.aborted)
      put({
        kind: 'note',
        code: 'logs-skipped',
        message: 'Interrupted: no REPORT lines were looked up in CloudWatch Logs.',
      });
    else
      for (const [logGroup, missing] of wanted)
        await lookUp({ ...plan, logGroup }, missing, ports, signals, put);
  } finally {
    if (cold !== undefined) {
      await ports.turn?.take(signals.quit);
      put({ kind: 'progress', round: plan.warmUp + plan.rounds, phase: 'undoing', done: 0, total: 0 });
      for (const note of await cold.end(signals.quit)) put({ kind: 'note', ...note });
    }
  }
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
    ports.reports.close?.();
    ports.turn?.leave();
    ports.turn?.leave();
  }
}
