import type { JoinedReport } from '../../src/analysis/joined.ts';
import type { LogMark, Report } from '../../src/model/report.ts';
import type { HeaderLine, InvocationLine, Run } from '../../src/model/run-file.ts';
import type { Provisioned } from '../../src/model/target.ts';
import type { WorkerReply } from '../../src/model/worker-reply.ts';
import { aHeader, anInvocation, aReport } from '../support/analysis-builder.ts';

/** One request of a story: what it got, and what is known of it. */
export interface Told {
  readonly round?: number;
  readonly warmUp?: boolean;
  readonly init?: number | null;
  readonly restore?: number | null;
  readonly duration?: number;
  /** Default: what served it took, plus 4 ms. */
  readonly roundTrip?: number;
  readonly environment?: string | null;
  readonly initType?: string | null;
  readonly worker?: WorkerReply | null;
  readonly marks?: readonly LogMark[];
  readonly noReport?: boolean;
  readonly report?: Partial<Report>;
  /** What CloudWatch Logs says of it. */
  readonly reportInLogs?: Report;
  readonly line?: Partial<InvocationLine>;
}

export const aMark = (changes: Partial<LogMark> & Pick<LogMark, 'type'>): LogMark => ({
  requestId: null,
  atMs: null,
  logStream: null,
  initializationType: null,
  version: null,
  durationMs: null,
  ...changes,
});

/** A worker whose init ended `gapMs` before its handler started; its clock is far from ours. */
export const aWorker = (
  environmentId: string,
  initializationType: string | null,
  gapMs: number,
  initMs = 100,
): WorkerReply => ({
  environmentId,
  initializationType,
  initStartedAt: 1_000_000,
  initEndedAt: 1_000_000 + initMs,
  handlerStartedAt: 1_000_000 + initMs + gapMs,
  handlerEndedAt: 1_000_000 + initMs + gapMs + 250,
  logStream: null,
});

export const provisioned = (changes: Partial<Provisioned> = {}): Provisioned => ({
  requested: 10,
  allocated: 10,
  available: 10,
  status: 'READY',
  statusReason: null,
  ...changes,
});

/** Cold by the worker's clock. */
export const cold = (environment: string, more: Told = {}): Told => ({
  init: 100,
  environment,
  worker: aWorker(environment, 'on-demand', 2),
  ...more,
});
/** First request of a provisioned environment. */
export const ahead = (environment: string, more: Told = {}): Told => ({
  init: 100,
  environment,
  worker: aWorker(environment, 'provisioned-concurrency', 60_000),
  roundTrip: 254,
  ...more,
});
/** A later request of an on-demand environment. */
export const warm = (environment: string, more: Told = {}): Told => ({
  environment,
  worker: aWorker(environment, 'on-demand', 60_000),
  ...more,
});
/** A later request of a provisioned environment. */
export const warmAhead = (environment: string, more: Told = {}): Told => ({
  environment,
  worker: aWorker(environment, 'provisioned-concurrency', 60_000),
  ...more,
});
export const throttled = (reason: string, more: Told = {}): Told => ({
  noReport: true,
  roundTrip: 3,
  line: { outcome: 'throttled', statusCode: 429, throttleReason: reason, reason },
  ...more,
});

export const times = <T>(n: number, of: (index: number) => T): T[] =>
  Array.from({ length: n }, (_, at) => of(at));

/** A run that tells a story, with its joined REPORTs. Rounds are released ten seconds apart. */
export function aRun(
  told: readonly Told[],
  header: {
    target?: Partial<HeaderLine['target']>;
    plan?: Partial<HeaderLine['plan']>;
    local?: boolean;
  } = {},
  end: Partial<NonNullable<Run['end']>> | null = {},
): { readonly run: Run; readonly joined: ReadonlyMap<number, JoinedReport> } {
  const joined = new Map<number, JoinedReport>();
  const invocations = told.map((each, seq): InvocationLine => {
    const requestId = `request-${seq}`;
    const round = each.round ?? 1;
    const writtenMs = 10_000 * round + seq * 0.05;
    const served = each.duration ?? 250;
    const init = each.init ?? null;
    const restore = each.restore ?? null;
    const doneMs = writtenMs + (each.roundTrip ?? served + (init ?? restore ?? 0) + 4);
    const report = each.noReport
      ? null
      : aReport({
          requestId,
          durationMs: served,
          billedMs: Math.ceil(served + (init ?? 0)),
          initMs: init,
          restoreMs: restore,
          ...each.report,
        });
    joined.set(seq, {
      report,
      reportSource: report === null ? null : 'tail',
      reportInLogs: each.reportInLogs ?? null,
      marks: each.marks ?? [],
      logStream: each.environment === undefined ? null : each.environment,
    });
    return {
      kind: 'invocation',
      ...anInvocation({
        seq,
        requestId,
        round,
        warmUp: each.warmUp ?? false,
        plannedMs: 10_000 * round,
        writtenMs,
        firstByteMs: doneMs,
        doneMs,
      }),
      worker: each.worker ?? null,
      tail: null,
      ...each.line,
    };
  });
  const base = aHeader();
  const rounds = new Set(told.filter(({ warmUp }) => warmUp !== true).map(({ round }) => round ?? 1)).size;
  const planned = {
    concurrency: Math.max(1, Math.ceil(told.length / Math.max(1, rounds))),
    rounds: Math.max(1, rounds),
  };
  return {
    run: {
      header: {
        ...base,
        local: header.local ?? true,
        target: { ...base.target, ...header.target },
        plan: { ...base.plan, ...planned, ...header.plan },
      },
      invocations,
      reports: [],
      end:
        end === null
          ? null
          : { kind: 'end', finishedAt: '2026-01-02T03:05:00.000Z', interrupted: false, notes: [], ...end },
    },
    joined,
  };
}
