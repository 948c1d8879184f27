import type { JudgedSize } from '../../src/analysis/advice/advice.ts';
import { adviceOf } from '../../src/analysis/advice/advice.ts';
import { parseGoal } from '../../src/analysis/advice/goals.ts';
import type { GateLine, Look } from '../../src/analysis/gate/gate.ts';
import type { VersionSummary } from '../../src/analysis/logs/result.ts';
import type { RunAnalysis } from '../../src/analysis/result.ts';
import type { Observation } from '../../src/analysis/sweep/observation.ts';
import { metrics } from '../../src/model/metrics.ts';
import { advicePrintable } from '../../src/report/advice-printable.ts';
import { cleanupView } from '../../src/report/cleanup-view.ts';
import { comparisonPrintable } from '../../src/report/comparison-printable.ts';
import { doctorPrintable } from '../../src/report/doctor-view.ts';
import { dryRunView } from '../../src/report/dry-run-view.ts';
import { explainView } from '../../src/report/explain-view.ts';
import { gatePrintable } from '../../src/report/gate-printable.ts';
import { policyView } from '../../src/report/policy.ts';
import { type Printable, runPrintable, viewPrintable } from '../../src/report/printable.ts';
import { provisionView } from '../../src/report/provision-view.ts';
import type { documentSchemas } from '../../src/report/published-schema.ts';
import { sweepPrintable } from '../../src/report/sweep-printable.ts';
import { aHeader, aKind, aRound, aRow, aRunAnalysis, figures } from './analysis-builder.ts';
import { aComparedMetric, aComparison, aSide } from './comparison-builder.ts';

/** A kind of result, made of so many rows, with `name` wherever a text comes from outside. */
export interface Kind {
  readonly make: (rows: number, name: string) => Printable;
  /** Which published document its JSON is. */
  readonly document: keyof typeof documentSchemas;
  /** There may be 10,000 of its rows. */
  readonly grows?: true;
}

const times = <Item>(rows: number, item: (index: number) => Item): Item[] =>
  Array.from({ length: rows }, (_, index) => item(index));

const targetOf = (name: string) => ({
  ...aHeader().target,
  functionName: name,
  unread: [{ fact: name, reason: name }],
});
const notes = (name: string) => [{ code: 'note', message: `Look at ${name} first.` }];

const versionOf = (name: string, index: number): VersionSummary => ({
  functionName: index % 2 === 0 ? name : null,
  version: index === 2 ? null : `${name}${index}`,
  others: index === 3,
  ...{ rows: 10, waitedForInit: index % 2, classified: 10, coldRatio: index % 2 === 0 ? null : 0.1 },
  coldRatioInterval: index % 2 === 0 ? null : { low: 0.018, high: 0.404 },
  ...{ initMs: figures({}), durationMs: figures({ n: 10, p50: 1_230, max: 12_340 }), billedMs: figures({}) },
});

const groupLogsOf = (rows: number, name: string): RunAnalysis => {
  const run = runOf(rows, name);
  return {
    ...run,
    header: null,
    source: {
      ...{ logGroup: name, region: name, functionName: name, version: name },
      since: '2026-11-26T10:00:00.000Z',
      until: '2026-11-26T11:00:00.000Z',
      upTo: '2026-11-26T10:30:00.000Z',
      complete: false,
    },
    summary: { ...run.summary, versions: times(rows, (index) => versionOf(name, index)) },
  };
};

export const runOf = (rows: number, name: string): RunAnalysis => {
  const seconds = figures({ n: rows, min: 1_120, p50: 1_230, p95: 12_340, p99: 12_340, max: 12_340 });
  const kind = { initMs: seconds, durationMs: seconds, billedMs: seconds, roundTripMs: seconds };
  return aRunAnalysis({
    header: { ...aHeader(), target: targetOf(name) },
    rows: times(rows, (seq) =>
      aRow({
        seq,
        functionName: name,
        errorType: name,
        environmentId: name,
        reason: name,
        ...(seq % 2 === 0 ? { startKind: 'cold', evidence: 'worker-clock-adjacent' } : {}),
      }),
    ),
    warnings: notes(name),
    verdicts: (['passed', 'breached', 'undecided'] as const).map((verdict) => ({
      assertion: `cold.count <= 1 ${name}`,
      verdict,
      metric: 'cold.count',
      operator: '<=',
      expected: 1,
      actual: rows,
      unit: 'count',
      message: `${rows} of ${name}, expected at most 1`,
    })),
    summary: {
      headline: `${rows} of ${name} waited for an init.`,
      throttleReasons: { [name]: 1 },
      outcomes: { ok: rows, [name]: 1 },
      ...(rows === 0 ? { rounds: [] } : { rounds: times(3, (at) => aRound({ round: at + 1 })) }),
      kinds: rows === 0 ? [] : [aKind('cold', kind), aKind('preinitialized', kind)],
      all: rows === 0 ? null : { ...aKind('cold', kind), startKind: 'all' },
    },
  });
};

export const orchestratedRunOf = (rows: number, name: string): RunAnalysis => {
  const part = (round: number, shard: number) => ({
    round,
    shard,
    requests: rows,
    contract: 1,
    preparedMs: 12,
    row: aRow({ functionName: name, reason: name }),
  });
  return {
    ...runOf(rows, name),
    orchestration: {
      target: targetOf(name),
      shards: 2,
      contract: 1,
      code: name,
      runtime: name,
      parts: [part(0, 1), part(0, 2), part(1, 1), part(1, 2)],
      clocks: { surelyMs: 41.5, byWorkersMs: null },
      startSpreadMs: null,
    },
  };
};

const deployedRunOf = (rows: number, name: string): RunAnalysis => {
  const run = runOf(Math.min(rows, 3), name);
  const rounds = times(rows, (index) => ({
    round: index + 1,
    atMs: 12_345,
    requests: 10,
    waitedForInit: 1,
    provisioned: 7,
    retained: 1,
    new: 1,
    unknown: 1,
    notServed: 1,
    state: {
      requested: 10,
      allocated: 7,
      available: 7,
      status: 'IN_PROGRESS' as const,
      statusReason: name,
    },
  }));
  return {
    ...run,
    summary: { ...run.summary, deployment: { rounds, firstWhole: null, settledBefore: null } },
  };
};

const aLook = (name: string, changes: Partial<Look> = {}): Look => ({
  old: 142,
  new: 1_710,
  p: 0.0004,
  pHolm: 0.0008,
  because: `because of ${name}`,
  needs: null,
  verdict: 'changed',
  change: { estimate: 0.2, low: 0.1234, high: 0.2612 },
  n: { old: 1_000, new: 1_000, of: 'requests' },
  method: 'ranks',
  suspected: true,
  ...changes,
});

const gateLineOf = (index: number, name: string): GateLine => {
  const metric = [...metrics.values()].filter(({ unit }) => unit === 'ms')[index % 20];
  if (metric === undefined) throw new Error('no metric');
  const tooFew = { change: null, p: null, pHolm: null, suspected: null, needs: 18, n: null, new: null };
  return {
    regression: { text: `${metric.name} > 10% ${name}`, metric, effect: 0.1 },
    verdict: (['failed', 'passed', 'undecided'] as const)[index % 3] ?? 'passed',
    looks: [aLook(name, index % 3 === 2 ? tooFew : {}), aLook(name)],
    because: `seen, and confirmed 2 times, in ${name}`,
  };
};

const goals = [parseGoal('cold.ratio < 0.1%'), parseGoal('round_trip.p99 < 300ms')];

export const aSize = (size: number): Omit<JudgedSize, 'met' | 'withinBudget'> => {
  const estimate = (mean: number) => ({ mean, low: mean * 0.9, high: mean * 1.1 });
  const cold = 1 / (size + 1);
  const share = { ...estimate(cold), high: Math.min(1, cold * 1.1) };
  return {
    size,
    figures: {
      'cold.ratio': share,
      'spillover.ratio': share,
      'throttled.ratio': share,
      'round_trip.p50': estimate(255),
      'round_trip.p90': estimate(300),
      'round_trip.p95': estimate(1_234),
      'round_trip.p99': estimate(12_345),
      'round_trip.mean': null,
    },
    cost: {
      requestsUsd: 12.34,
      durationUsd: 1_234.56,
      initUsd: 0.00012,
      provisionedUsd: size * 12.3,
      provisionedDurationUsd: 7,
      logsUsd: 1.2,
      totalUsd: 12_345.6,
    },
    totalUsd: estimate(12_345.6),
    servedAMonth: 1e9,
    utilisation: size === 0 ? null : 0.5,
  };
};

const anObservation = (index: number): Observation => ({
  concurrency: index + 1,
  cold: index,
  retained: 1,
  unknown: 1,
  throttled: 1,
  achievedConcurrency: index + 1,
  environments: index % 2 === 0 ? null : index + 1,
  initP95Ms: index === 0 ? null : 1_234.5,
  roundTripP95Ms: 12_345,
});

/** Every kind of result there is. */
export const everyKind = {
  run: {
    document: 'run',
    grows: true,
    make: (rows, name) => runPrintable(runOf(rows, name), { functionNameFrom: name }),
  },
  'run, in detail': {
    document: 'run',
    make: (rows, name) => runPrintable(runOf(rows, name), { details: true }),
  },
  'run through orchestrators': {
    document: 'run',
    make: (rows, name) => runPrintable(orchestratedRunOf(rows, name)),
  },
  'run after a deployment': {
    document: 'run',
    grows: true,
    make: (rows, name) => runPrintable(deployedRunOf(rows, name)),
  },
  logs: {
    document: 'run',
    make: (rows, name) => runPrintable({ ...runOf(rows, name), header: null }),
  },
  'logs of a group': {
    document: 'run',
    grows: true,
    make: (rows, name) => runPrintable(groupLogsOf(rows, name)),
  },
  explanation: {
    document: 'view',
    make: (rows, name) =>
      viewPrintable(
        'explanation',
        explainView(
          aRow({ functionName: name, environmentId: name, reason: name }),
          times(rows, () => ({ rule: 'physics', decided: false, text: `142 ms of ${name}` })),
        ),
      ),
  },
  comparison: {
    document: 'comparison',
    make: (rows, name) =>
      comparisonPrintable(
        aComparison({
          old: aSide({ target: targetOf(name), runtimeVersions: [name], executedVersions: [name] }),
          lines: times(rows, () => aComparedMetric({ because: name })),
          notes: notes(name),
        }),
      ),
  },
  sweep: {
    document: 'sweep',
    grows: true,
    make: (rows, name) =>
      sweepPrintable({
        title: `Sweep of ${name}`,
        targetFacts: [{ name: 'Target', value: [name] }],
        range: {
          metric: 'cold.count',
          from: 1,
          to: Math.max(1, rows),
          predicted: 10,
          hasProvisioned: true,
          rise: 2,
        },
        observations: times(rows, anObservation),
        bracket: rows === 0 ? { below: null, at: null } : { below: 1, at: 2 },
        end: 'done',
        sent: rows * 11,
        cost: null,
        besides: null,
        local: false,
        notes: notes(name),
      }),
  },
  gate: {
    document: 'gate',
    make: (rows, name) =>
      gatePrintable({
        lines: times(rows, (index) => gateLineOf(index, name)),
        assertions: runOf(rows, name).verdicts,
        verdict: 'failed',
        target: targetOf(name),
        local: false,
        reference: name,
        alpha: 0.05,
        sent: rows,
        measurements: 2,
        cost: { usd: 0.0000123, requests: rows, billedMs: 1, pricedAs: 'us-east-1, x86_64, as of 2026-11' },
        notes: notes(name),
      }),
  },
  advice: {
    document: 'advice',
    grows: true,
    make: (rows, name) =>
      advicePrintable(adviceOf(times(Math.max(1, rows), aSize), rows === 0 ? [] : goals, 100), {
        title: `Provisioned concurrency for ${name}`,
        facts: [{ name: 'Traffic', value: [name] }],
        notes: notes(name),
        breakEven: 'where it is busy over 60 % of the time',
        alternatives: [`Half the init of ${name} would do.`, 'Or SnapStart.'],
      }),
  },
  doctor: {
    document: 'doctor',
    make: (rows, name) =>
      doctorPrintable({
        worker: `${name}:live`,
        orchestrator: name,
        region: 'us-east-1',
        local: false,
        concurrency: 11,
        findings: times(rows, (index) => ({
          code: index % 2 === 0 ? 'environment-misspelt' : 'provisioned-elsewhere',
          severity: (['error', 'warning', 'note', 'ok'] as const)[index % 4] ?? 'ok',
          subject: name,
          says: `reads WORKER_ALIAS, and ${name} is set: nothing is invoked by it`,
          evidence: `index.mjs:12, ${name}`,
          remedy: index % 4 === 3 ? '' : `Rename ${name} to WORKER_ALIAS, or set both.`,
        })),
        counts: { error: rows, warning: 0, note: 0, ok: 0 },
        tried: [{ operation: 'GetAlias', functionName: name, result: 'denied', says: name }],
        notTried: ['DeleteFunction'],
      }),
  },
  provision: {
    document: 'view',
    make: (rows, name) =>
      viewPrintable(
        'provision',
        provisionView({
          headline: `${name}: provisioned concurrency is 10, READY.`,
          target: targetOf(name),
          functionNameFrom: name,
          local: false,
          cost: `0.0123 USD an hour for ${name}`,
          all: times(rows, (index) => ({
            qualifier: index % 2 === 0 ? name : 'live',
            provisioned: {
              requested: 1_000,
              allocated: 1_000,
              available: 1_000,
              status: index % 2 === 0 ? ('FAILED' as const) : ('IN_PROGRESS' as const),
              statusReason: index % 2 === 0 ? `FUNCTION_ERROR_INIT_FAILURE: ${name}` : null,
            },
          })),
          notes: notes(name),
        }),
      ),
  },
  cleanup: {
    document: 'view',
    grows: true,
    make: (rows, name) =>
      viewPrintable(
        'cleanup',
        cleanupView(
          `Undid ${rows} changes.`,
          times(rows, () => ({
            what: `delete version 12 of ${name}`,
            runId: 'a7c9b1f0-0000-4000-8000-000000000000',
            since: '2026-01-02T03:04:05.000Z',
            region: 'ap-northeast-1',
            outcome: `failed: ${name} is gone`,
            tone: 'bad' as const,
          })),
          notes(name),
        ),
      ),
  },
  'dry run': {
    document: 'view',
    make: (rows, name) =>
      viewPrintable(
        'dry-run',
        dryRunView({
          target: targetOf(name),
          functionNameFrom: name,
          local: false,
          orchestrator: { target: targetOf(name), shards: 2 },
          orchestratorCost: name,
          concurrency: 11,
          firstContact: 20,
          rounds: 2,
          warmUp: 0,
          gapMs: 2_000,
          timeoutMs: 13_000,
          payloadBytes: 2,
          holdMs: null,
          expected: aRound().expected,
          cost: null,
          permissions: times(rows, () => ({
            operation: 'PutProvisionedConcurrencyConfig',
            level: 'wanted',
            why: `to set ${name}`,
            feature: null,
          })),
          notes: notes(name),
        }),
      ),
  },
  permissions: {
    document: 'view',
    make: (rows, name) =>
      viewPrintable(
        'permissions',
        policyView(
          'bench',
          times(rows, () => ({
            action: 'lambda:DeleteProvisionedConcurrencyConfig',
            resources: [{ kind: 'any-qualifier' as const, arns: [`arn:aws:lambda:*:*:function:${name}:*`] }],
            level: 'wanted' as const,
            why: `to read ${name}`,
            flag: '--force-cold=marker',
          })),
        ),
      ),
  },
} satisfies Record<string, Kind>;

/** Escapes of a terminal, elements, ends of CDATA and of a table's cell, formulas, breaks, what reverses and hides text,
 * halves of a pair, wide characters. */
export const hostileName =
  '=cmd|"/c calc"!A1\x1b[2J\x1b]0;owned\x07\x9b31m\u202e\u2066\u200b\ufeff,]]><script>alert(1)</script><img src=x onerror=alert(1)>&amp;\r\n| a | b |\n\ud800 `関数`💥👩‍💻\t[x](javascript:alert(1)) @everyone https://example.com';
