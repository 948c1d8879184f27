import type { LogMark, Report } from '../model/report.ts';
import type { WorkerReply } from '../model/worker-reply.ts';

/** What one request's REPORT, log and worker say of how its environment came to be ready, as far as a rule asks. */
export interface StartClues {
  readonly report: Pick<Report, 'durationMs' | 'initMs' | 'restoreMs'> | null;
  /** Its REPORT has a Duration and says nothing of what was billed and used, as those of Managed Instances.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#platform-report */
  readonly durationOnly: boolean;
  /** Initialization type as the worker says it, else as the log does; null: neither says. */
  readonly initializationType: string | null;
  /** A line of an init stands before the request in its own log. */
  readonly initLogged: boolean;
  /** The worker's clock: init ended → handler started. Null: no worker's reply, or no init. */
  readonly workerGapMs: number | null;
  /** START of the request by the log's clock; null: no such line, or without a time. */
  readonly loggedStartMs: number | null;
  /** End of the init by the log's clock: INIT_START (or `platform.initStart`) + Init Duration, in the stream of START.
   * Null: one of the lines, or its time, is not there. */
  readonly loggedInitEndMs: number | null;
  /** Duration of `platform.runtimeDone`; null where it was not logged. */
  readonly runtimeDoneMs: number | null;
}

/** All that is known of how one request's environment came to be ready. */
export interface StartFacts extends StartClues {
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
  /** START of the orchestrator that sent it, by the log's clock; null: none did, or it is not known. */
  readonly orchestratorStartedAtMs: number | null;
}

/** True of a REPORT that says nothing of what was billed and used. */
export const isDurationOnly = ({ billedMs, memorySizeMb, maxMemoryUsedMb }: Report): boolean =>
  billedMs === null && memorySizeMb === null && maxMemoryUsedMb === null;

/** Draws from a request's REPORT, and the platform lines that came with it, what the rules ask.
 * @param marks - of this request, and those of its environment that belong to no request */
export function cluesOf(
  report: Report | null,
  marks: readonly LogMark[],
  worker: WorkerReply | null,
): StartClues {
  const own = ownMarks(report, marks);
  const ofRequest = (type: LogMark['type']): LogMark | undefined =>
    marks.find((mark) => mark.type === type && mark.requestId === report?.requestId);
  const start = ofRequest('start');
  return {
    report,
    durationOnly: report !== null && isDurationOnly(report),
    initializationType:
      worker?.initializationType ??
      own.findLast((mark) => mark.initializationType !== null)?.initializationType ??
      null,
    initLogged: own.some(({ type }) => type === 'init-start' || type === 'init-report'),
    workerGapMs: workerGapMs(report, worker),
    loggedStartMs: start?.atMs ?? null,
    loggedInitEndMs: loggedInitEndMs(report, marks, start),
    runtimeDoneMs: ofRequest('runtime-done')?.durationMs ?? null,
  };
}

/** Marks of the one environment that served the request: of the streams that name it. */
function ownMarks(report: Report | null, marks: readonly LogMark[]): readonly LogMark[] {
  const stream = marks[0]?.logStream;
  if (marks.every(({ logStream }) => logStream === stream)) return marks;
  const own = new Set<string | null>();
  for (const { requestId, logStream } of marks)
    if (requestId !== null && requestId === report?.requestId) own.add(logStream);
  return own.size === 0 ? marks : marks.filter(({ logStream }) => own.has(logStream));
}

/** A module may go on initializing after the worker took its stamp, so the init's end is not before its start + Init
 * Duration. */
function workerGapMs(report: Report | null, worker: WorkerReply | null): number | null {
  if (worker === null || report?.initMs == null) return null;
  return worker.handlerStartedAt - Math.max(worker.initEndedAt, worker.initStartedAt + report.initMs);
}

function loggedInitEndMs(
  report: Report | null,
  marks: readonly LogMark[],
  start: LogMark | undefined,
): number | null {
  if (report?.initMs == null || start === undefined || start.atMs === null) return null;
  let begun: number | null = null;
  for (const { type, logStream, atMs } of marks) {
    if (type !== 'init-start' || logStream !== start.logStream || atMs === null) continue;
    if (atMs <= start.atMs && (begun === null || atMs > begun)) begun = atMs;
  }
  return begun === null ? null : begun + report.initMs;
}

/** The log's clock: end of the init → START, in one stream of one source. */
export const logGapMs = ({
  loggedInitEndMs: initEndMs,
  loggedStartMs: startMs,
}: StartFacts): number | null => (initEndMs === null || startMs === null ? null : startMs - initEndMs);

/** End of the init → START of the orchestrator that sent the request, two streams of CloudWatch Logs: a request cannot
 * have waited for what was over before its sender was started. */
export const aheadOfOrchestratorMs = ({
  loggedInitEndMs: initEndMs,
  orchestratorStartedAtMs: startedMs,
}: StartFacts): number | null => (initEndMs === null || startedMs === null ? null : startedMs - initEndMs);

/** How long the request surely kept its environment before it was answered: `platform.runtimeDone` where logged, else
 * Duration, unless extensions were seen: Lambda answers before they end and Duration includes them. */
export function busyMs({ report, runtimeDoneMs, extensionsSeen }: StartFacts): number | null {
  if (report === null) return null;
  return runtimeDoneMs ?? (extensionsSeen ? null : report.durationMs);
}
