import type { Reply, ReportLookup, Settled } from '../model/dispatch.ts';
import type { FanoutEvent, FanoutPlan } from '../model/fanout.ts';
import type { OrchestratorPlan } from '../model/orchestration.ts';
import type { OrchestrateRequest } from '../model/orchestrator.ts';
import type { Clock } from '../model/ports.ts';
import type { LogEvent } from '../model/report.ts';
import { reportRequestId } from '../model/report-request-id.ts';
import { reportStatus } from '../model/report-status.ts';
import type { LoggedRequest, WorkerLog, WorkerLogQuery } from '../model/worker-log.ts';
import type { Answer } from './orchestrator-answer.ts';
import { unsentReply } from './row.ts';
import { untold } from './shard-rows.ts';

interface Ports {
  readonly reports: ReportLookup;
  readonly workerLog: WorkerLog;
  readonly clock: Clock;
}

/** How long the orchestrator's own REPORT is waited for: it tells from when on, by the log's clock, workers may be its. */
const ownReportWithinMs = 20_000;
/** The hosts of Lambda keep the same time to a millisecond or so. */
const startSlackMs = 100;
/** Where it is not found this machine's clock has to do, which may be off. */
const clockSlackMs = 15_000;
/** A log in which the orchestrator's own REPORT stands, the last line of all, is as good as complete. */
const quietMs = 5_000;
const quietWithoutReportMs = 10_000;
/** After the first Ctrl-C, for each of the two looks. */
const hurriedMs = 10_000;

/** `[1]` in `2026/01/02/[1]0a1b…`; `name[1]` in a group that several functions share. */
const versionOf = (logStream: string | null): string | null =>
  /\[([^\]]+)\]/.exec(logStream ?? '')?.[1] ?? null;

function replyOf({ requestId, logStream, events }: LoggedRequest): Reply {
  const report = events.findLast(({ message }) => reportRequestId(message) === requestId);
  const status = reportStatus(report?.message ?? '');
  const failed = status !== null && status !== 'success';
  return {
    ...unsentReply(''),
    requestId,
    outcome: failed ? 'function-error' : 'ok',
    reason: failed ? `its REPORT has status ${status}` : null,
    executedVersion: versionOf(logStream),
  };
}

const startedAtMs = (events: readonly LogEvent[] | null, requestId: string | null): number | null =>
  events?.find(
    ({ message }) =>
      requestId !== null && message.includes(requestId) && /^START\b|"platform\.start"/.test(message),
  )?.atMs ?? null;

/** What orchestrators sent that do not tell: found in the worker's log group, by time alone. */
export class LoggedShards {
  readonly #plan: FanoutPlan;
  readonly #to: OrchestratorPlan;
  readonly #ports: Ports;
  readonly #known = new Set<string>();
  readonly #quit = new AbortController();
  #hurry: AbortSignal = this.#quit.signal;
  #put: (event: FanoutEvent) => void = () => {};

  constructor(plan: FanoutPlan, to: OrchestratorPlan, ports: Ports) {
    this.#plan = plan;
    this.#to = to;
    this.#ports = ports;
  }

  tell(put: (event: FanoutEvent) => void): void {
    this.#put = put;
  }

  /** Once this aborts the log is looked at for a little only: what is in flight is still waited for, and of these
   * requests nothing but the log tells. */
  hurryOn(signal: AbortSignal): void {
    this.#hurry = signal;
  }

  giveUp(): void {
    this.#quit.abort();
  }

  /** The rows of an orchestrator that replied something else than the contract, or failed. */
  async rows(
    asked: OrchestrateRequest,
    settled: Settled,
    answer: Extract<Answer, { kind: 'silent' | 'failed' }>,
  ): Promise<readonly Settled[]> {
    const { logGroup, logFormat, logs } = this.#plan;
    this.#explain(answer);
    if (logs === 'never')
      return this.#untold(asked, answer, 'with --logs never its REPORT is not looked for');
    this.#put({ kind: 'progress', round: asked.round, phase: 'logs', done: 0, total: asked.count });
    const window = await this.#window(settled.reply);
    const { count } = asked;
    const query = { ...window, logGroup, logFormat, known: this.#known, count, timeoutMs: this.#timeoutMs };
    const { requests, others, refusal } = await this.#ports.workerLog.find(query, this.#quit.signal);
    const name = this.#to.target.functionName;
    if (refusal !== null)
      this.#note(
        'logs-refused',
        `What ${name} sent cannot be told, or not all of it: ${refusal.message} ${refusal.hint}`,
      );
    if (others > 0)
      this.#note(
        'other-requests',
        `${logGroup} names ${others} more requests in the same time: of other traffic, or of ${name} if it sends more than the ${count} of --concurrency. Nothing tells them apart; the ${count} that started first are shown.`,
      );
    const found = requests.map((request): Settled => {
      this.#known.add(request.requestId);
      this.#put({ kind: 'report', requestId: request.requestId, events: request.events });
      return { reply: replyOf(request), refusal: null };
    });
    const why = this.#quit.signal.aborted
      ? 'interrupted before its REPORT was found'
      : `no REPORT of it was found in ${logGroup}`;
    return [...found, ...this.#untold(asked, answer, why).slice(found.length)];
  }

  get #timeoutMs(): number {
    return Math.min(this.#plan.logsTimeoutMs, this.#hurry.aborted ? hurriedMs : Number.POSITIVE_INFINITY);
  }

  #note(code: string, message: string): void {
    this.#put({ kind: 'note', code, message });
  }

  #explain({ kind, why }: Pick<Answer & { why: string }, 'kind' | 'why'>): void {
    const { functionName } = this.#to.target;
    const byTime = `its workers are looked for in ${this.#plan.logGroup}, and paired with this run by time alone`;
    if (kind === 'silent')
      this.#note(
        'silent-orchestrator',
        `${functionName} does not speak the contract (${why}): ${byTime}. No round trip of theirs is known, and their start kinds rest on the log's own clock.`,
      );
    else this.#note('orchestrator-failed', `${functionName} failed (${why}): ${byTime}.`);
  }

  #untold(
    asked: OrchestrateRequest,
    { kind, why }: Pick<Answer & { why: string }, 'kind' | 'why'>,
    reason: string,
  ): readonly Settled[] {
    const words = kind === 'silent' ? reason : `the orchestrator failed (${why}), and ${reason}`;
    return Array.from({ length: asked.count }, () => ({ reply: untold(words), refusal: null }));
  }

  /** From when on, by the log's clock, the worker's requests may be this orchestrator's, and when no more are to come. */
  async #window(reply: Reply): Promise<Pick<WorkerLogQuery, 'fromMs' | 'quietMs'>> {
    const { clock } = this.#ports;
    const { events, trouble } = await this.#ownEvents(reply);
    const started = startedAtMs(events, reply.requestId);
    if (started !== null) return { fromMs: started - startSlackMs, quietMs };
    this.#note(
      'orchestrator-start-unknown',
      `No START of ${this.#to.target.functionName} was found in ${this.#to.logGroup}${trouble === null ? '' : ` (${trouble})`}: by this machine's clock, ${clockSlackMs / 1_000} s before it was invoked, REPORTs in ${this.#plan.logGroup} are taken for those of its workers.`,
    );
    const wallOffsetMs = clock.wallMs() - clock.nowMs();
    const fromMs = Math.floor((reply.writtenMs ?? 0) + wallOffsetMs - clockSlackMs);
    return { fromMs, quietMs: quietWithoutReportMs };
  }

  /** The orchestrator's own lines, which also tell its start kind; null: they did not appear, and what is known of why. */
  async #ownEvents({ requestId, writtenMs, doneMs }: Reply): Promise<{
    readonly events: readonly LogEvent[] | null;
    readonly trouble: string | null;
  }> {
    if (requestId === null || writtenMs === null) return { events: null, trouble: null };
    const { clock, reports } = this.#ports;
    const wallOffsetMs = clock.wallMs() - clock.nowMs();
    const wanted = {
      requestId,
      fromWallMs: writtenMs + wallOffsetMs,
      toWallMs: (doneMs ?? clock.nowMs()) + wallOffsetMs,
    };
    const timeoutMs = Math.min(ownReportWithinMs, this.#timeoutMs);
    const query = { logGroup: this.#to.logGroup, logFormat: null, wanted: [wanted], timeoutMs };
    let trouble: string | null = null;
    for await (const finding of reports.find(query, this.#quit.signal)) {
      if (finding.kind !== 'report') {
        trouble = finding.message;
        continue;
      }
      this.#put(finding);
      return { events: finding.events, trouble };
    }
    return { events: null, trouble };
  }
}
