import type { LogMark, Report } from '../model/report.ts';
import type { WorkerReply } from '../model/worker-reply.ts';

/** All that is known of how one request's environment came to be ready. */
export interface StartFacts {
  readonly report: Report | null;
  /** Platform lines that came with the REPORT, from the same source. */
  readonly marks: readonly LogMark[];
  readonly worker: WorkerReply | null;
  /** Written → done at the socket, for a request that was answered; else null. */
  readonly roundTripMs: number | null;
  /** Has the target provisioned concurrency? Null: it could not be read. */
  readonly provisioned: boolean | null;
  /** Least TCP connect time of the run's sockets; null: none was measured. */
  readonly netFloorMs: number | null;
  /** The request before it in the same environment ended in an error or timeout. */
  readonly previousFailed: boolean;
  /** Any request of the run shows an extension: Duration may then go on after the answer. */
  readonly extensionsSeen: boolean;
  /** START of the orchestrator that sent it, by the log's clock; null, or not there: none did, or it is not known. */
  readonly orchestratorStartedAtMs?: number | null;
}

/** Marks of the one environment that served the request: of the streams that name it. */
function ownMarks({ report, marks }: StartFacts): readonly LogMark[] {
  const own = new Set<string | null>();
  for (const { requestId, logStream } of marks)
    if (requestId !== null && requestId === report?.requestId) own.add(logStream);
  return own.size === 0 ? marks : marks.filter(({ logStream }) => own.has(logStream));
}

/** Initialization type as the worker says it, else as the log does; null: neither says. */
export const initializationType = (facts: StartFacts): string | null =>
  facts.worker?.initializationType ??
  ownMarks(facts).findLast((mark) => mark.initializationType !== null)?.initializationType ??
  null;

/** A line of an init stands before the request in its own log. */
export const initLogged = (facts: StartFacts): boolean =>
  ownMarks(facts).some(({ type }) => type === 'init-start' || type === 'init-report');

/** The worker's clock: init ended → handler started. A module may go on initializing after the worker took its stamp,
 * so the init's end is not before its start + Init Duration. Null: no worker's reply, or no init. */
export function workerGapMs({ report, worker }: StartFacts): number | null {
  if (worker === null || report?.initMs == null) return null;
  return worker.handlerStartedAt - Math.max(worker.initEndedAt, worker.initStartedAt + report.initMs);
}

const startMark = ({ report, marks }: StartFacts): LogMark | undefined =>
  marks.find((mark) => mark.type === 'start' && mark.requestId === report?.requestId);

/** START of the request by the log's clock; null: no such line, or without a time. */
export const loggedStartMs = (facts: StartFacts): number | null => startMark(facts)?.atMs ?? null;

/** End of the init by the log's clock: INIT_START (or `platform.initStart`) + Init Duration, in the stream of START.
 * Null: one of the lines, or its time, is not there. */
export function loggedInitEndMs(facts: StartFacts): number | null {
  const { report, marks } = facts;
  const start = startMark(facts);
  if (report?.initMs == null || start === undefined || start.atMs === null) return null;
  let begun: number | null = null;
  for (const { type, logStream, atMs } of marks) {
    if (type !== 'init-start' || logStream !== start.logStream || atMs === null) continue;
    if (atMs <= start.atMs && (begun === null || atMs > begun)) begun = atMs;
  }
  return begun === null ? null : begun + report.initMs;
}

/** The log's clock: end of the init → START, in one stream of one source. */
export function logGapMs(facts: StartFacts): number | null {
  const initEndMs = loggedInitEndMs(facts);
  const startMs = loggedStartMs(facts);
  return initEndMs === null || startMs === null ? null : startMs - initEndMs;
}

/** End of the init → START of the orchestrator that sent the request, two streams of CloudWatch Logs: a request cannot
 * have waited for what was over before its sender was started. */
export function aheadOfOrchestratorMs(facts: StartFacts): number | null {
  const initEndMs = loggedInitEndMs(facts);
  const startedMs = facts.orchestratorStartedAtMs ?? null;
  return initEndMs === null || startedMs === null ? null : startedMs - initEndMs;
}

/** How long the request surely kept its environment before it was answered: `platform.runtimeDone` where logged, else
 * Duration, unless extensions were seen: Lambda answers before they end and Duration includes them. */
export function busyMs({ report, marks, extensionsSeen }: StartFacts): number | null {
  if (report === null) return null;
  const done = marks.find((mark) => mark.type === 'runtime-done' && mark.requestId === report.requestId);
  if (done !== undefined && done.durationMs !== null) return done.durationMs;
  return extensionsSeen ? null : report.durationMs;
}
