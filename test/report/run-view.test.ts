import { describe, expect, it } from 'vitest';
import { type RunViewOptions, runView } from '../../src/report/run-view.ts';
import { tableText } from '../../src/report/table.ts';
import { aHeader, aKind, aRound, aRow, aRunAnalysis, figures } from '../support/analysis-builder.ts';

const textOf = (analysis = aRunAnalysis(), options: RunViewOptions = {}): string =>
  tableText(runView(analysis, options));

const kinds = [
  aKind('cold', {
    count: 1,
    share: 1 / 11,
    initMs: figures({ n: 1, min: 142.11, max: 142.11, mean: 142.11 }),
    durationMs: figures({ n: 1, min: 252.31, max: 252.31, mean: 252.31 }),
    roundTripMs: figures({ n: 1, min: 398.3, max: 398.3, mean: 398.3 }),
  }),
  aKind('preinitialized', {
    count: 10,
    share: 10 / 11,
    initMs: figures({ n: 10, min: 131, p50: 138.5, p90: 144, max: 151.2, mean: 139 }),
    durationMs: figures({ n: 10, min: 250.9, p50: 251.5, p90: 253.2, max: 254.1, mean: 251.8 }),
    roundTripMs: figures({ n: 10, min: 252.2, p50: 255, p90: 258, max: 262.4, mean: 255.5 }),
  }),
];

it('the main job reads as a whole', () => {
  expect(textOf(aRunAnalysis({ summary: { kinds } }))).toBe(
    `1 of 11 waited for an init.

Target         worker_lambda:worker_lambda_alias → version 1, on the embedded service
Function       nodejs22.x, x86_64, 128 MB, timeout 3.00 s
Provisioned    10 of 10 available, READY
Concurrency    11 asked, 11 achieved, 11 in flight at most, 11 distinct environments
Dispatch skew  0.42 ms from the first to the last request written
Expected       1 to wait for an init, 1 did: as expected. 10 provisioned environments serve 10 of 11
               requests, and 1 spills over to on demand.
Coverage       100 %: 11 of 11 REPORTs (11 from the reply, 0 from CloudWatch Logs)
Cost           nothing: the embedded service runs on this machine; on AWS 0.00000579 USD for 11
               requests (us-east-1, x86_64, as of 2026-11; before any free tier, and without the
               0.0188 USD an hour that 10 provisioned environments cost)

                                 init          duration        round trip
start kind      count   share     p50     max     p50     max     p50     max
─────────────────────────────────────────────────────────────────────────────
cold                1   9.1 %       –  142 ms       –  252 ms       –  398 ms
preinitialized     10  90.9 %  139 ms  151 ms  252 ms  254 ms  255 ms  262 ms
The init of preinitialized environments ran before: nobody waited for it. – not measured, or too few
for this figure.

start kind      count  why
─────────────────────────────────────────────────────────────────────────────────────────────────
cold                1  waited for the init of a new environment: by the worker's own clock the
                       handler started right after the init
preinitialized     10  its environment was initialized before it came, so it waited for none: the
                       environment says initialization type provisioned-concurrency: it gets no
                       request before its init is done
`,
  );
});

describe('the facts', () => {
  const target = aHeader().target;
  it.each([
    { name: 'on AWS', header: { local: false }, want: '→ version 1, us-east-1' },
    {
      name: '$LATEST',
      header: { target: { ...target, qualifier: '$LATEST', version: null, provisioned: null } },
      want: 'none: $LATEST cannot have any',
    },
    {
      name: 'no provisioned concurrency',
      header: { target: { ...target, provisioned: null } },
      want: 'none on this qualifier',
    },
    {
      name: 'unreadable provisioned concurrency',
      header: {
        target: {
          ...target,
          provisioned: null,
          unread: [{ fact: 'provisioned concurrency', reason: 'access denied' }],
        },
      },
      want: 'not known: access denied',
    },
    {
      name: 'a pending allocation',
      header: {
        target: {
          ...target,
          provisioned: {
            requested: 10,
            allocated: 5,
            available: 5,
            status: 'IN_PROGRESS' as const,
            statusReason: null,
          },
        },
      },
      want: '5 of 10 available, IN_PROGRESS',
    },
    {
      name: 'a failed allocation',
      header: {
        target: {
          ...target,
          provisioned: {
            requested: 10,
            allocated: 0,
            available: 0,
            status: 'FAILED' as const,
            statusReason: 'FUNCTION_ERROR_INIT_FAILURE',
          },
        },
      },
      want: '0 of 10 available, FAILED: FUNCTION_ERROR_INIT_FAILURE',
    },
    {
      name: 'a weighted alias',
      header: { target: { ...target, weights: { '2': 0.25 } } },
      want: '→ version 1 (75.0 %), version 2 (25.0 %)',
    },
  ])('$name', ({ header, want }) =>
    expect(textOf(aRunAnalysis({ header: aHeader(header) }))).toContain(want),
  );

  it('says who named the function', () =>
    expect(textOf(aRunAnalysis(), { functionNameFrom: 'the default' }).replaceAll(/\s+/g, ' ')).toContain(
      '(named by the default)',
    ));

  it('names the reason of a throttle', () =>
    expect(
      textOf(
        aRunAnalysis({
          summary: {
            outcomes: { ok: 9, throttled: 2 },
            throttleReasons: { ConcurrentInvocationLimitExceeded: 2 },
          },
        }),
      ).replaceAll(/\s+/g, ' '),
    ).toContain(
      "9 ok, 2 throttled; 2 × ConcurrentInvocationLimitExceeded (the account's concurrency is used up)",
    ));

  it('says where expected and observed differ, and why', () =>
    expect(
      textOf(
        aRunAnalysis({
          summary: {
            rounds: [
              aRound({
                waitedForInit: 0,
                expected: {
                  ...aRound().expected,
                  verdict: 'differs',
                  likely: ['an environment was retained'],
                },
              }),
            ],
          },
        }),
      ).replaceAll(/\s+/g, ' '),
    ).toContain('1 to wait for an init, 0 did: not as expected. 10 provisioned'));
});

it('what is not known is no zero: nobody is said not to have waited', () => {
  const unknown = aRound({
    waitedForInit: 0,
    counts: { cold: 0, restored: 0, preinitialized: 0, warm: 0, unknown: 11 },
    expected: { ...aRound().expected, verdict: 'not-predictable' },
  });
  const analysis = aRunAnalysis({ summary: { rounds: [unknown] } });
  expect(textOf(analysis).replaceAll(/\s+/g, ' ')).toContain('1 to wait for an init, at least 0 did');
});

it('several rounds have a line each', () => {
  const rounds = [aRound(), aRound({ round: 2, waitedForInit: 0, environments: null })];
  const text = textOf(aRunAnalysis({ summary: { rounds } }));
  expect(text).toContain('11 asked in each of 2 rounds');
  expect(text).toMatch(/^ {4}2 +0 +1 .*–/m);
});

it('of hundreds of rounds it shows thirty and counts the rest', () => {
  const rounds = Array.from({ length: 200 }, (_, index) => aRound({ round: index + 1 }));
  expect(textOf(aRunAnalysis({ summary: { rounds } }))).toContain('… and 170 more rounds');
});

it('a warm-up round is not among the facts', () => {
  const rounds = [aRound({ warmUp: true, asked: 99 }), aRound({ round: 2 })];
  expect(textOf(aRunAnalysis({ summary: { rounds } }))).toContain('Concurrency    11 asked, 11 achieved');
});

it('what no row has is not asked of: no rows at all', () => {
  const text = textOf(aRunAnalysis({ rows: [], summary: { rounds: [], headline: 'Nothing was measured.' } }));
  expect(text).toContain('Nothing was measured.');
  expect(text).toContain('–: no request reached an environment');
  expect(text).not.toContain('start kind');
});

it('warnings and checks are said in words', () => {
  const text = textOf(
    aRunAnalysis({
      rows: [aRow()],
      warnings: [{ code: 'shared', message: 'Requests shared environments.' }],
      verdicts: [
        {
          assertion: 'cold.count == 0',
          verdict: 'breached',
          metric: 'cold.count',
          operator: '==',
          expected: 0,
          actual: 1,
          unit: 'count',
          message: 'expected 0, was 1',
        },
      ],
    }),
  );
  expect(text).toContain('! Requests shared environments.');
  expect(text).toContain('✗ breached   cold.count == 0: expected 0, was 1');
});
