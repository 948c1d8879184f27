import type { Figures, KindSummary, RoundSummary, RunAnalysis } from '../../src/analysis/result.ts';
import type { Invocation, Row } from '../../src/model/invocation.ts';
import type { Report } from '../../src/model/report.ts';
import type { HeaderLine } from '../../src/model/run-file.ts';
import { type StartKind, startKinds } from '../../src/model/start-kind.ts';

/** A request that went well: seq 0 of round 1, 255 ms there and back. */
export const anInvocation = (changes: Partial<Invocation> = {}): Invocation => ({
  runId: 'run-1',
  round: 1,
  seq: 0,
  shard: 0,
  warmUp: false,
  functionName: 'worker_lambda',
  qualifier: 'worker_lambda_alias',
  requestId: '8f5c2d1e-0000-4000-8000-000000000000',
  plannedMs: 100,
  writtenMs: 100.2,
  firstByteMs: 355,
  doneMs: 355.2,
  connectMs: 0.2,
  stampUncertaintyMs: null,
  outcome: 'ok',
  reason: null,
  statusCode: 200,
  errorType: null,
  throttleReason: null,
  executedVersion: '1',
  worker: null,
  tail: null,
  ...changes,
});

export const aReport = (changes: Partial<Report> = {}): Report => ({
  requestId: '8f5c2d1e-0000-4000-8000-000000000000',
  durationMs: 251.5,
  billedMs: 252,
  memorySizeMb: 128,
  maxMemoryUsedMb: 64,
  initMs: null,
  restoreMs: null,
  billedRestoreMs: null,
  status: null,
  errorType: null,
  xrayTraceId: null,
  phase: null,
  ...changes,
});

/** A warm row with a REPORT from the tail. */
export const aRow = (changes: Partial<Row> = {}): Row => ({
  ...anInvocation(),
  startKind: 'warm',
  evidence: 'no-init',
  report: aReport(),
  reportSource: 'tail',
  logStream: '2026/01/02/[1]aaaabbbbccccddddeeeeffff00001111',
  environmentId: 'env-1',
  initType: 'on-demand',
  runtimeVersion: null,
  roundTripMs: 255,
  initInPathMs: 0,
  overheadMs: 3.5,
  loggedStartMs: null,
  modelled: null,
  ...changes,
});

export const aHeader = (changes: Partial<HeaderLine> = {}): HeaderLine => ({
  kind: 'header',
  schema: 1,
  tool: { name: 'lambda-fanout', version: '0.1.0' },
  runId: 'run-1',
  startedAt: '2026-01-02T03:04:05.000Z',
  target: {
    functionName: 'worker_lambda',
    qualifier: 'worker_lambda_alias',
    region: 'us-east-1',
    functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:worker_lambda',
    version: '1',
    weights: {},
    memorySizeMb: 128,
    architecture: 'x86_64',
    runtime: 'nodejs22.x',
    timeoutMs: 3_000,
    codeSha256: null,
    logGroup: '/aws/lambda/worker_lambda',
    logFormat: 'Text',
    systemLogLevel: null,
    snapStart: false,
    managedInstances: false,
    provisioned: { requested: 10, allocated: 10, available: 10, status: 'READY', statusReason: null },
    reservedConcurrency: null,
    accountConcurrency: 1_000,
    modelled: null,
    unreservedConcurrency: 1_000,
    unread: [],
  },
  plan: {
    concurrency: 11,
    rounds: 1,
    warmUp: 0,
    gapMs: 0,
    timeoutMs: 13_000,
    payload: { sha256: 'e3b0c442', bytes: 2 },
    holdMs: null,
    logs: 'auto',
  },
  client: { node: 'v20.19.0', platform: 'linux', cpus: 2 },
  local: true,
  ...changes,
});

/** Figures as given; what is not given is not measured. */
export const figures = (changes: Partial<Figures> = {}): Figures => ({
  n: 0,
  min: null,
  p50: null,
  p90: null,
  p95: null,
  p99: null,
  max: null,
  mean: null,
  intervals: { p50: null, p90: null, p95: null, p99: null },
  ...changes,
});

export const aKind = (startKind: StartKind, changes: Partial<KindSummary> = {}): KindSummary => ({
  startKind,
  count: 1,
  share: 1,
  initMs: figures(),
  durationMs: figures(),
  billedMs: figures(),
  roundTripMs: figures(),
  overheadMs: figures(),
  ...changes,
});

const noneOf = (): Record<StartKind, number> => ({
  cold: 0,
  restored: 0,
  preinitialized: 0,
  warm: 0,
  unknown: 0,
});

export const aRound = (changes: Partial<RoundSummary> = {}): RoundSummary => ({
  round: 1,
  warmUp: false,
  asked: 11,
  written: 11,
  reached: 11,
  dispatchSkewMs: 0.42,
  inFlight: 11,
  achievedConcurrency: 11,
  environments: 11,
  environmentsKnownOf: 11,
  waitedForInit: 1,
  counts: { ...noneOf(), cold: 1, preinitialized: 10 },
  expected: {
    waitedForInit: { min: 1, max: 1 },
    throttled: { min: 0, max: 0 },
    because: '10 provisioned environments serve 10 of 11 requests, and 1 spills over to on demand',
    verdict: 'as-expected',
    likely: [],
  },
  ...changes,
});

const countsBy = <Key extends string>(keys: readonly Key[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
};

/** The analysis of the rows as given, with counts that fit them; figures are the caller's. Without rows: the run of
 * 11 requests on 10 provisioned environments. */
export const aRunAnalysis = (
  changes: Partial<Omit<RunAnalysis, 'summary' | 'rows' | 'wholeRows'>> & {
    readonly rows?: readonly Row[];
    readonly summary?: Partial<RunAnalysis['summary']>;
  } = {},
): RunAnalysis => {
  const rows = changes.rows ?? elevenOnTen();
  const measured = rows.filter((row) => !row.warmUp);
  const counts = countsBy(measured.map((row) => row.startKind));
  const kinds = startKinds.flatMap((kind) =>
    counts[kind] === undefined
      ? []
      : [aKind(kind, { count: counts[kind], share: counts[kind] / measured.length })],
  );
  const waitedForInit = (counts.cold ?? 0) + (counts.restored ?? 0);
  const classified = measured.length - (counts.unknown ?? 0);
  const fromTail = measured.filter((row) => row.reportSource === 'tail').length;
  const fromLogs = measured.filter((row) => row.reportSource === 'logs').length;
  return {
    header: aHeader(),
    warnings: [],
    verdicts: [],
    ...changes,
    rows,
    wholeRows: rows,
    summary: {
      headline: `${waitedForInit} of ${measured.length} waited for an init.`,
      rows: measured.length,
      outcomes: countsBy(measured.map((row) => row.outcome)),
      throttleReasons: {},
      waitedForInit,
      classified,
      coldRatio: classified === 0 ? null : waitedForInit / classified,
      coldRatioInterval: null,
      resolution: null,
      hiddenStart: null,
      evidence: countsBy(measured.map((row) => row.evidence)),
      kinds,
      all: null,
      rounds: [aRound()],
      coverage: {
        due: measured.length,
        fromTail,
        fromLogs,
        missing: measured.length - fromTail - fromLogs,
        ratio: measured.length === 0 ? null : (fromTail + fromLogs) / measured.length,
        reconciled: null,
      },
      billing: { checked: measured.length, otherForms: {} },
      interrupted: false,
      killed: false,
      ...changes.summary,
    },
  };
};

/** Ten preinitialized rows, and one that waited 142.11 ms for its init. */
export const elevenOnTen = (): Row[] =>
  Array.from({ length: 11 }, (_, seq) => {
    const requestId = `8f5c2d1e-0000-4000-8000-${String(seq).padStart(12, '0')}`;
    const cold = seq === 10;
    return aRow({
      seq,
      requestId,
      writtenMs: 100 + seq * 0.042,
      environmentId: `env-${seq}`,
      startKind: cold ? 'cold' : 'preinitialized',
      evidence: cold ? 'worker-clock-adjacent' : 'init-type-provisioned',
      initType: cold ? 'on-demand' : 'provisioned-concurrency',
      report: aReport({ requestId, initMs: cold ? 142.11 : 138.5 }),
      initInPathMs: cold ? 142.11 : 0,
      roundTripMs: cold ? 398.3 : 255,
    });
  });
