import fc from 'fast-check';
import type { HeaderLine, InvocationLine, ReportLine, Run } from '../../src/model/run-file.ts';
import { aHeader, anInvocation } from './analysis-builder.ts';

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
const idOf = (seq: number): string => `8f5c2d1e-0000-4000-8000-${hex(seq, 12)}`;
const streamOf = (environment: number): string =>
  `2026/01/02/[1]${hex(environment, 8)}bbbbccccddddeeeeffff0000`;
const startOfLogMs = Date.UTC(2026, 0, 2, 3, 4, 5);

const hundredths = (most: number) => fc.integer({ min: 1, max: most }).map((value) => value / 100);
const thousandths = (most: number) => fc.noBias(fc.nat(most)).map((value) => value / 1_000);

/** Null so many times as often as a value. */
const orNull = <T>(times: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: times, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });

/** What one request met, in as many ways as a run file can tell it. */
const request = fc.record({
  environment: fc.nat(6),
  outcome: fc.constantFrom(
    'ok',
    'ok',
    'ok',
    'ok',
    'function-error',
    'throttled',
    'timeout',
    'lost',
    'api-error',
    'unsent',
  ) satisfies fc.Arbitrary<InvocationLine['outcome']>,
  durationMs: hundredths(40_000),
  initMs: orNull(1, hundredths(30_000)),
  networkMs: thousandths(300_000),
  sentAfterMs: thousandths(60_000),
  tail: fc.constantFrom(
    'usual',
    'usual',
    'usual',
    'json',
    'x-ray',
    'status',
    'extension',
    'none',
    'empty',
    'other',
  ),
  late: fc.constantFrom('no', 'no', 'no', 'one', 'two', 'init'),
  worker: orNull(
    2,
    fc.record({
      gapMs: fc.constantFrom(1, 49, 400, 5_000),
      type: fc.constantFrom(null, 'on-demand', 'provisioned-concurrency'),
      stream: fc.boolean(),
    }),
  ),
  restoreMs: orNull(25, hundredths(90_000)),
  connectMs: orNull(1, thousandths(3_000)),
  stampUncertaintyMs: orNull(1, thousandths(20_000)),
  version: fc.constantFrom(null, '1', '1', '1', '2'),
  billedExtraMs: fc.constantFrom(0, 0, 0, 100),
});
type Request = typeof request extends fc.Arbitrary<infer T> ? T : never;

const reported = (asked: Request, seq: number): string => {
  const { durationMs, initMs, restoreMs, tail, billedExtraMs } = asked;
  const billed = Math.ceil(durationMs + (initMs ?? 0)) + billedExtraMs;
  return [
    `REPORT RequestId: ${idOf(seq)}\tDuration: ${durationMs.toFixed(2)} ms\tBilled Duration: ${billed} ms\t`,
    'Memory Size: 128 MB\tMax Memory Used: 64 MB\t',
    initMs === null ? '' : `Init Duration: ${initMs.toFixed(2)} ms\t`,
    restoreMs === null
      ? ''
      : `Restore Duration: ${restoreMs.toFixed(2)} ms\tBilled Restore Duration: ${Math.ceil(restoreMs)} ms\t`,
    tail === 'status' ? 'Status: timeout\t' : '',
  ].join('');
};

const platform = (type: string, atMs: number, record: object): string =>
  JSON.stringify({ time: new Date(startOfLogMs + atMs).toISOString(), type: `platform.${type}`, record });

function tailOf(asked: Request, seq: number): string[] | null {
  const requestId = idOf(seq);
  const start = `START RequestId: ${requestId} Version: 1`;
  const end = `END RequestId: ${requestId}`;
  const metrics = {
    durationMs: asked.durationMs,
    billedDurationMs: Math.ceil(asked.durationMs),
    ...(asked.initMs === null ? {} : { initDurationMs: asked.initMs }),
  };
  switch (asked.tail) {
    case 'none':
      return null;
    case 'empty':
      return [];
    case 'other':
      return [start.replace(requestId, idOf(999_999)), reported(asked, 999_999)];
    case 'json':
      return [
        platform('initStart', 0, { initializationType: 'on-demand', phase: 'init' }),
        platform('start', (asked.initMs ?? 0) + asked.networkMs * 10, { requestId, version: '1' }),
        platform('runtimeDone', 5_000, {
          requestId,
          status: 'success',
          metrics: { durationMs: asked.durationMs / 2 },
        }),
        platform('report', 5_000, { requestId, status: 'success', metrics }),
      ];
    case 'x-ray':
      return [
        start,
        end,
        reported(asked, seq),
        `XRAY TraceId: 1-5f5c2d1e-0000400080000000\tSegmentId: 5f5c\tSampled: true\t`,
      ];
    case 'extension':
      return [
        start,
        'EXTENSION\tName: cloudwatch\tState: Ready\tEvents: [INVOKE]',
        end,
        reported(asked, seq),
      ];
    default:
      return [start, end, reported(asked, seq)];
  }
}

/** What the logs brought under the same request id, as one or two lines of the file. */
function lateOf(asked: Request, seq: number): ReportLine[] {
  if (asked.late === 'no') return [];
  const requestId = idOf(seq);
  const logStream = streamOf(asked.environment);
  const event = (atMs: number, message: string) => ({ atMs: startOfLogMs + atMs, logStream, message });
  const line = (...events: ReportLine['events']): ReportLine => ({
    kind: 'report',
    requestId,
    source: 'logs',
    events,
  });
  const start = event(Math.round(asked.networkMs) + 120, `START RequestId: ${requestId} Version: 1`);
  const report = event(600, reported(asked, seq));
  if (asked.late === 'one') return [line(start, report)];
  if (asked.late === 'two')
    return [line(report), line(start, event(500, reported({ ...asked, durationMs: 3 }, seq)))];
  return [line(event(100, 'INIT_START Runtime Version: nodejs:22.v1'), start, report)];
}

function lineOf(asked: Request, seq: number, round: number, warmUp: boolean): InvocationLine {
  const { outcome, worker, durationMs, initMs } = asked;
  const plannedMs = round * 1_000;
  const sent = outcome !== 'unsent';
  const writtenMs = sent ? plannedMs + asked.sentAfterMs : null;
  const tookMs = outcome === 'throttled' ? asked.networkMs : durationMs + (initMs ?? 0) + asked.networkMs;
  const doneMs = writtenMs === null || outcome === 'lost' ? null : writtenMs + tookMs;
  const served = outcome === 'ok' || outcome === 'function-error';
  const initStartedAt = 1_000_000 + seq;
  const initEndedAt = initStartedAt + (initMs ?? 100);
  return {
    kind: 'invocation',
    ...anInvocation({
      seq,
      round,
      warmUp,
      requestId: sent && outcome !== 'lost' ? idOf(seq) : null,
      plannedMs,
      writtenMs,
      firstByteMs: doneMs,
      doneMs,
      connectMs: asked.connectMs,
      stampUncertaintyMs: asked.stampUncertaintyMs,
      outcome,
      reason: outcome === 'ok' ? null : `it was ${outcome}`,
      throttleReason: outcome === 'throttled' ? 'ConcurrentInvocationLimitExceeded' : null,
      executedVersion: served ? asked.version : null,
    }),
    worker:
      served && worker !== null
        ? {
            environmentId: `environment-${asked.environment}`,
            initializationType: worker.type,
            initStartedAt,
            initEndedAt,
            handlerStartedAt: initEndedAt + worker.gapMs,
            handlerEndedAt: initEndedAt + worker.gapMs + durationMs,
            logStream: worker.stream ? streamOf(asked.environment) : null,
          }
        : null,
    tail: served ? tailOf(asked, seq) : null,
  };
}

const target = fc.record({
  qualifier: fc.constantFrom('$LATEST', 'live', 'live'),
  requested: fc.nat(8),
  available: fc.nat(8),
  status: fc.constantFrom('READY', 'IN_PROGRESS', 'FAILED') satisfies fc.Arbitrary<
    NonNullable<HeaderLine['target']['provisioned']>['status']
  >,
  reserved: fc.option(fc.nat(12)),
  unread: fc.boolean(),
  holdMs: fc.option(fc.constantFrom(5, 250)),
});

/** A run as a file may hold it: invocations in the order in which they settled, report lines anywhere after. */
export const anyRun = fc
  .record({
    target,
    local: fc.boolean(),
    warmUp: fc.nat(1),
    rounds: fc.array(fc.array(request, { minLength: 1, maxLength: 9 }), { minLength: 0, maxLength: 9 }),
    ended: fc.constantFrom('yes', 'yes', 'interrupted', 'killed'),
    settled: fc.infiniteStream(fc.nat(4)),
  })
  .map(({ target: to, local, warmUp, rounds, ended, settled }): Run => {
    const base = aHeader();
    const provisioned =
      to.qualifier === '$LATEST' || to.requested === 0
        ? null
        : {
            requested: to.requested,
            allocated: Math.min(to.available, to.requested),
            available: Math.min(to.available, to.requested),
            status: to.status,
            statusReason: null,
          };
    const header: HeaderLine = {
      ...base,
      local,
      target: {
        ...base.target,
        qualifier: to.qualifier,
        version: to.qualifier === '$LATEST' ? '$LATEST' : '1',
        provisioned: to.unread ? null : provisioned,
        reservedConcurrency: to.reserved,
        unread: to.unread ? [{ fact: 'provisioned concurrency', reason: 'access denied' }] : [],
      },
      plan: {
        ...base.plan,
        rounds: Math.max(1, rounds.length - warmUp),
        warmUp,
        holdMs: to.holdMs,
        concurrency: 9,
      },
    };
    const asked = rounds.flatMap((requests, at) =>
      requests.map((each) => ({ each, round: at + 1, warmUp: at < warmUp })),
    );
    const order = asked
      .map((_, seq) => ({ seq, settles: seq + (settled.next().value ?? 0) }))
      .sort((a, b) => a.settles - b.settles);
    return {
      header,
      invocations: order.flatMap(({ seq }) => {
        const told = asked[seq];
        return told === undefined ? [] : [lineOf(told.each, seq, told.round, told.warmUp)];
      }),
      reports: order.flatMap(({ seq }) => {
        const told = asked[seq];
        return told === undefined ? [] : lateOf(told.each, seq);
      }),
      end:
        ended === 'killed'
          ? null
          : {
              kind: 'end',
              finishedAt: '2026-01-02T03:05:00.000Z',
              interrupted: ended === 'interrupted',
              notes: [],
            },
    };
  });
