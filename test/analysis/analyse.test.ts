import { describe, expect, it } from 'vitest';
import { analyseRun } from '../../src/analysis/analyse.ts';
import { parseAssertion } from '../../src/analysis/assertions.ts';
import { exitCodeOf } from '../../src/analysis/exit-code.ts';
import { explain } from '../../src/analysis/explain.ts';
import { UsageError } from '../../src/model/errors.ts';
import {
  ahead,
  aMark,
  aRun,
  aWorker,
  cold,
  provisioned,
  type Told,
  throttled,
  times,
  warm,
  warmAhead,
} from './run-builder.ts';

type Header = Parameters<typeof aRun>[1];
type End = Parameters<typeof aRun>[2];

const analyse = (
  told: readonly Told[],
  header: Header = {},
  assertions: readonly string[] = [],
  end: End = {},
) => {
  const { run, joined } = aRun(told, header, end);
  return analyseRun(run, joined, assertions.map(parseAssertion), { freshEnvironments: run.header.local });
};

const env = (at: number) => `env-${at}`;
const latest = { target: { qualifier: '$LATEST', provisioned: null, version: '$LATEST' } };
const pending = {
  target: { provisioned: provisioned({ allocated: 0, available: 0, status: 'IN_PROGRESS' }) },
};
const half = { target: { provisioned: provisioned({ allocated: 5, available: 5, status: 'IN_PROGRESS' }) } };
const reserved = 'ReservedFunctionConcurrentInvocationLimitExceeded';

const eleven = [...times(10, (at) => ahead(env(at))), cold('spilled')];
const secondRound = [...times(10, (at) => warmAhead(env(at), { round: 2 })), warm('spilled', { round: 2 })];

describe('the stories: headline and expectation', () => {
  it.each<{
    name: string;
    told: readonly Told[];
    header?: Header;
    headline: string;
    expected: readonly string[];
  }>([
    {
      name: '$LATEST × 10',
      told: times(10, (at) => cold(env(at))),
      header: latest,
      headline:
        '10 of 10 waited for an init (100 %): each got a new environment, as provisioned concurrency never serves $LATEST.',
      expected: ['10–10 as-expected'],
    },
    {
      name: 'alias × 10',
      told: times(10, (at) => ahead(env(at))),
      headline: '0 of 10 waited for an init (0 %): all 10 were served by environments initialized ahead.',
      expected: ['0–0 as-expected'],
    },
    {
      name: 'alias × 10, without an init in the first REPORT',
      told: times(10, (at) => warmAhead(env(at))),
      headline: '0 of 10 waited for an init (0 %): all 10 were served by environments initialized ahead.',
      expected: ['0–0 as-expected'],
    },
    {
      name: 'alias × 11',
      told: eleven,
      headline:
        '1 of 11 waited for an init (9.1 %): 10 were served by environments initialized ahead and 1 spilled over to a new environment.',
      expected: ['1–1 as-expected'],
    },
    {
      name: 'pending',
      told: times(11, (at) => cold(env(at))),
      header: pending,
      headline:
        '11 of 11 waited for an init (100 %): each got a new environment, as the provisioned concurrency of 10 was IN_PROGRESS, not READY.',
      expected: ['11–11 as-expected'],
    },
    {
      name: 'FAILED',
      told: times(2, (at) => cold(env(at))),
      header: { target: { provisioned: provisioned({ status: 'FAILED', allocated: 0, available: 0 }) } },
      headline:
        '2 of 2 waited for an init (100 %): each got a new environment, as the provisioned concurrency of 10 had FAILED.',
      expected: ['2–2 as-expected'],
    },
    {
      name: '5 of 10',
      told: [...times(5, (at) => ahead(env(at))), ...times(5, (at) => cold(env(5 + at)))],
      header: half,
      headline:
        '5 of 10 waited for an init (50 %): 5 were served by environments initialized ahead and 5 spilled over to new environments.',
      expected: ['5–5 as-expected'],
    },
    {
      name: 'two rounds',
      told: [...eleven, ...secondRound],
      headline:
        '1 of 22 waited for an init (4.5 %): 20 were served by environments initialized ahead, 1 by a retained environment that had served before and 1 spilled over to a new environment.',
      expected: ['1–1 as-expected', '0–0 as-expected'],
    },
    {
      name: 'throttled',
      told: [...times(10, (at) => ahead(env(at))), cold('a'), throttled(reserved), throttled(reserved)],
      header: { target: { reservedConcurrency: 11 } },
      headline:
        "1 of 13 waited for an init (9.1 % of 11 whose start is known): 10 were served by environments initialized ahead, 1 spilled over to a new environment and 2 were throttled (the function's reserved concurrency is used up).",
      expected: ['1–1 as-expected'],
    },
    {
      name: 'some unknown',
      told: [...times(9, (at) => ahead(env(at))), cold('a'), { noReport: true, environment: 'b' }],
      headline:
        'At least 1 of 11 waited for an init (10 % of 10 whose start is known): 9 were served by environments initialized ahead, 1 spilled over to a new environment and 1 has no REPORT.',
      expected: ['1–1 not-predictable'],
    },
    {
      name: 'nothing known',
      told: times(2, () => ({ noReport: true })),
      headline: 'Nothing can be said of the 2 requests: 2 have no REPORT.',
      expected: ['0–0 not-predictable'],
    },
    {
      name: 'one, restored',
      told: [{ restore: 300, environment: 'a' }],
      header: { target: { provisioned: null, snapStart: true } },
      headline: '1 of 1 waited for a snapshot restore (100 %): 1 was restored from a snapshot.',
      expected: ['1–1 as-expected'],
    },
  ])('$name', ({ told, header, headline, expected }) => {
    const { summary } = analyse(told, header);
    expect(summary.headline).toBe(headline);
    expect(
      summary.rounds.map(
        ({ expected: { waitedForInit, verdict } }) =>
          `${waitedForInit?.min}–${waitedForInit?.max} ${verdict}`,
      ),
    ).toEqual(expected);
  });

  it('on AWS earlier traffic may have left environments', () => {
    const { summary } = analyse([...times(10, (at) => ahead(env(at))), warm('old')], { local: false });
    expect(summary.rounds[0]?.expected).toMatchObject({
      waitedForInit: { min: 0, max: 1 },
      verdict: 'as-expected',
    });
    expect(summary.rounds[0]?.expected.because).toContain('unless one is retained from earlier traffic');
  });

  it('names likely reasons where it differs', () => {
    const all = analyse(times(10, (at) => cold(env(at), { line: { executedVersion: '2' } })));
    expect(all.summary.rounds[0]?.expected.verdict).toBe('differs');
    expect(all.summary.rounds[0]?.expected.likely[0]).toContain('version 2 was executed, not 1');
    const shared = analyse([...times(10, (at) => ahead(env(at))), warmAhead(env(0))]);
    expect(shared.summary.rounds[0]?.expected.likely[0]).toContain('requests shared environments (11 by 10)');
    expect(shared.warnings.map(({ code }) => code)).toContain('shared-environments');
  });

  it('does not guess what it could not read', () => {
    const unread = {
      target: { provisioned: null, unread: [{ fact: 'provisioned', reason: 'AccessDenied' }] },
      local: false,
    };
    const { summary, warnings } = analyse(eleven, unread);
    expect(summary.rounds[0]?.expected).toMatchObject({ waitedForInit: null, verdict: 'not-predictable' });
    expect(warnings.find(({ code }) => code === 'unread-facts')?.message).toContain('AccessDenied');
  });
});

describe('summary', () => {
  it('counts inits paid in path apart from those nobody waited for', () => {
    const { summary } = analyse(eleven);
    const kinds = Object.fromEntries(summary.kinds.map((kind) => [kind.startKind, kind]));
    expect(kinds.cold).toMatchObject({ count: 1, share: 1 / 11, initMs: { n: 1, max: 100 } });
    expect(kinds.preinitialized).toMatchObject({ count: 10, initMs: { n: 10 } });
    expect(kinds.warm).toMatchObject({ count: 0, share: 0, initMs: { n: 0, max: null } });
    expect(summary.all?.initMs).toMatchObject({ n: 1, max: 100 });
    expect(summary).toMatchObject({
      waitedForInit: 1,
      classified: 11,
      coldRatio: 1 / 11,
      coldRatioInterval: null,
    });
    expect(summary.coverage).toEqual({
      due: 11,
      fromTail: 11,
      fromLogs: 0,
      missing: 0,
      ratio: 1,
      reconciled: null,
    });
    expect(summary.rounds[0]).toMatchObject({
      asked: 11,
      inFlight: 11,
      achievedConcurrency: 11,
      environments: 11,
    });
    // Those that the client gave up on were in flight until then.
    const gaveUp = times(3, () => ({
      noReport: true,
      line: { outcome: 'timeout' as const, firstByteMs: null, doneMs: null },
    }));
    expect(analyse(gaveUp).summary.rounds[0]).toMatchObject({ inFlight: 3, achievedConcurrency: 0 });
    expect(summary.rounds[0]?.dispatchSkewMs).toBeCloseTo(0.5, 9);
  });

  it('marks warm-up rounds and leaves them out', () => {
    const told = [...eleven.map((each) => ({ ...each, warmUp: true })), ...secondRound];
    const { summary, rows } = analyse(told);
    expect(rows).toHaveLength(22);
    expect(summary).toMatchObject({ rows: 11, waitedForInit: 0 });
    expect(summary.rounds.map(({ warmUp }) => warmUp)).toEqual([true, false]);
  });

  it('keeps throttles out of the figures, and out of coverage', () => {
    const { summary } = analyse([ahead('a'), throttled(reserved)]);
    expect(summary.all?.roundTripMs).toMatchObject({ n: 1, min: 254 });
    expect(summary.coverage).toMatchObject({ due: 1, missing: 0 });
    expect(summary).toMatchObject({ outcomes: { ok: 1, throttled: 1 }, throttleReasons: { [reserved]: 1 } });
  });

  it('makes no round trip, and no start kind, of an answer that came before its request was written', () => {
    const { summary, rows } = analyse([{ environment: 'a', init: 100, roundTrip: -500 }, ahead('b')]);
    expect(summary.all?.roundTripMs).toMatchObject({ n: 1, min: 254 });
    expect([...rows].map(({ roundTripMs, overheadMs }) => [roundTripMs, overheadMs])[0]).toEqual([
      null,
      null,
    ]);
    expect([...rows][0]?.evidence).toBe('init-unplaced');
  });

  it('gives an interval from six rounds on, without the first contact', () => {
    const rounds = (n: number) => times(n, (at) => (at === 0 ? cold('a') : warm('a', { round: at + 1 })));
    expect(analyse(rounds(5), latest).summary.coldRatioInterval).toBeNull();
    const interval = analyse(rounds(7), latest).summary.coldRatioInterval;
    expect(interval?.method).toContain('of rounds 2–7');
    // 0 of 6 rounds, Wilson: SciPy 0 to 0.3903.
    expect(interval?.low).toBe(0);
    expect(interval?.high).toBeCloseTo(0.3903, 4);
  });
});

describe('rows', () => {
  it('derives times, and keeps what is not known null', () => {
    const { rows } = analyse([
      cold('a'),
      ahead('b'),
      { noReport: true },
      { init: 100, environment: 'd', roundTrip: 400 },
    ]);
    const times4 = [...rows].map(({ startKind, initInPathMs, overheadMs }) => [
      startKind,
      initInPathMs,
      overheadMs === null ? null : Math.round(overheadMs),
    ]);
    expect(times4).toEqual([
      ['cold', 100, 4],
      ['preinitialized', 0, 4],
      ['unknown', null, null],
      ['unknown', null, null],
    ]);
  });

  it('knows an init that may hide after a failure in the same environment', () => {
    const { rows: all, warnings } = analyse([
      cold('a', { line: { outcome: 'function-error' } }),
      warm('a', { round: 2 }),
      warm('b', { round: 2 }),
    ]);
    const rows = [...all];
    expect(rows[1]).toMatchObject({
      startKind: 'warm',
      evidence: 'init-maybe-suppressed',
      initInPathMs: null,
    });
    expect(rows[1]?.overheadMs).toBeCloseTo(4, 6);
    expect(rows[2]?.evidence).toBe('no-init');
    expect(warnings.map(({ code }) => code)).toContain('maybe-suppressed-inits');
  });

  it('names one environment alike, with and without a reply of its worker', () => {
    const { rows } = analyse([cold('id-a', { environment: 'stream' }), { environment: 'stream', round: 2 }]);
    expect([...rows].map(({ environmentId }) => environmentId)).toEqual(['id-a', 'id-a']);
  });

  it('settles a spillover by the spread of the others', () => {
    const plain = times(10, (at): Told => ({ init: 100, environment: env(at), roundTrip: 254 + at / 10 }));
    const { rows } = analyse([...plain, { init: 100, environment: 'x', roundTrip: 356 }]);
    expect([...rows].map(({ evidence }) => evidence)).toEqual([
      ...times(10, () => 'init-exceeds-round-trip'),
      'init-fits-clearly',
    ]);
  });

  it('takes two hundred thousand rows', () => {
    const { summary } = analyse(times(200_000, (at) => (at % 2 === 0 ? {} : { init: 1 })));
    expect(summary.rows).toBe(200_000);
  });
});

describe('warnings', () => {
  const codes = (...args: Parameters<typeof analyse>) => analyse(...args).warnings.map(({ code }) => code);
  it.each<{ code: string; given: Parameters<typeof analyse> }>([
    { code: 'small-hold', given: [eleven, { plan: { holdMs: 0 } }] },
    { code: 'later-rounds', given: [[...eleven, ...secondRound]] },
    { code: 'missing-reports', given: [[cold('a'), { noReport: true }]] },
    { code: 'preinitialized-inits', given: [eleven] },
    { code: 'unplaced-inits', given: [[{ init: 100, environment: 'a', roundTrip: 400 }]] },
    { code: 'weighted-alias', given: [eleven, { target: { weights: { '2': 0.1 } } }] },
    { code: 'executed-versions', given: [[cold('a'), cold('b', { line: { executedVersion: '2' } })]] },
    {
      code: 'not-concurrent',
      given: [times(2, (at) => ({ environment: env(at), duration: 1, roundTrip: 50 }))],
    },
    { code: 'answered-early', given: [[{ environment: 'a', roundTrip: -500 }]] },
    { code: 'interrupted', given: [eleven, {}, [], { interrupted: true }] },
    { code: 'killed', given: [eleven, {}, [], null] },
    { code: 'logs-denied', given: [eleven, {}, [], { notes: [{ code: 'logs-denied', message: 'x' }] }] },
  ])('$code', ({ code, given }) => expect(codes(...given)).toContain(code));

  it.each([
    { systemLogLevel: 'WARN', hides: true },
    { systemLogLevel: 'INFO', hides: false },
  ])('a missing REPORT under system log level $systemLogLevel', ({ systemLogLevel, hides }) => {
    const target = { logFormat: 'JSON', systemLogLevel } as const;
    const { warnings } = analyse([cold('a'), { noReport: true }], { target });
    const { message } = warnings.find(({ code }) => code === 'missing-reports') ?? { message: '' };
    expect(message.includes('set it to INFO')).toBe(hides);
    expect(message).toContain('What they cost is in no sum.');
  });

  it('says which hold would let the requests overlap', () => {
    // Written at 0, done at 50, 1 ms of handler: taken by 49 at the latest, let go from 1 on. 48 ms are missing, and
    // with the 1 ms that it lasts now the next tenth of a second is 100 ms.
    const { warnings } = analyse(times(2, (at) => ({ environment: env(at), duration: 1, roundTrip: 50 })));
    const { message } = warnings.find(({ code }) => code === 'not-concurrent') ?? { message: '' };
    expect(message).toContain('Each had an environment of its own all the same, none was shared.');
    expect(message).toContain('--hold 100ms');
  });

  it('says nothing of a good run but that inits ran ahead', () => {
    expect(codes(eleven, { plan: { holdMs: 250 } })).toEqual(['preinitialized-inits']);
    expect(
      codes(
        times(10, (at) => cold(env(at))),
        { target: { ...latest.target, version: '1' }, plan: { holdMs: 250 } },
      ),
    ).toEqual([]);
  });

  it('says which rounds could be cold', () => {
    const { warnings } = analyse([...eleven, ...secondRound]);
    const message = warnings.find(({ code }) => code === 'later-rounds')?.message;
    expect(message).toContain('round 1 is the first contact and could be cold');
    expect(message).toContain('round 2 could be cold only where an environment is retired');
  });
});

describe('Managed Instances', () => {
  it.each([
    { name: 'by its facts', told: eleven, header: { target: { managedInstances: true } } },
    {
      name: 'by its log',
      told: [
        { init: 5, marks: [aMark({ type: 'init-start', initializationType: 'lambda-managed-instances' })] },
      ],
      header: {},
    },
  ])('are refused $name', ({ told, header }) => {
    expect(() => analyse(told, header)).toThrow(UsageError);
  });
});

describe('explain', () => {
  it('shows every rule up to the one that decided, with its numbers', () => {
    const analysis = analyse([
      ...eleven,
      { init: 100, environment: 'x', roundTrip: 300 },
      { init: 100, environment: 'y', roundTrip: 400 },
    ]);
    const explained = (seq: number) => explain({ seq }, analysis);
    expect(explained(10).at(-1)).toMatchObject({
      rule: "5. the worker's clock",
      decided: true,
      evidence: 'worker-clock-adjacent',
    });
    expect(explained(10).at(-1)?.text).toContain('2 ms');
    expect(explained(11).at(-1)?.text).toContain(
      'Round trip 300 ms − network floor 0.2 ms against init 100 ms + handler 250 ms',
    );
    expect(explained(12)).toHaveLength(9);
    for (const row of analysis.rows) expect(explain(row, analysis).at(-1)?.evidence).toBe(row.evidence);
  });

  it('takes no negative time between init and handler, whose ends are stamped apart', () => {
    const analysis = analyse([{ init: 104, environment: 'z', worker: aWorker('z', 'on-demand', 2, 100) }]);
    expect(explain({ seq: 0 }, analysis).at(-1)?.text).toBe(
      'From the end of the init to the start of the handler it takes no time (its Init Duration reaches 2 ms beyond that): at most 50 ms, so it waited for it.',
    );
  });
});

describe('exit code', () => {
  it.each<{
    name: string;
    given: Parameters<typeof analyse>;
    strict?: boolean;
    replay?: boolean;
    want: number;
  }>([
    { name: 'good', given: [eleven], want: 0 },
    { name: 'good, strict', given: [eleven], strict: true, want: 0 },
    { name: 'assertion passed', given: [eleven, {}, ['cold.count == 1']], want: 0 },
    { name: 'assertion breached', given: [eleven, {}, ['cold.count == 0']], want: 1 },
    { name: 'assertion undecided', given: [eleven, {}, ['round_trip.p99 < 1s']], want: 3 },
    {
      name: 'breached beats undecided',
      given: [eleven, {}, ['round_trip.p99 < 1s', 'cold.count == 0']],
      want: 1,
    },
    { name: 'a throttle', given: [[...eleven, throttled(reserved)]], want: 3 },
    { name: 'a missing REPORT', given: [[cold('a'), { noReport: true }]], want: 3 },
    { name: 'not concurrent', given: [times(2, () => ({ duration: 1, roundTrip: 50 }))], want: 0 },
    {
      name: 'not concurrent, strict',
      given: [times(2, () => ({ duration: 1, roundTrip: 50 }))],
      strict: true,
      want: 3,
    },
    {
      name: 'nothing but refusals',
      given: [times(2, () => ({ noReport: true, line: { outcome: 'api-error' } }))],
      want: 4,
    },
    { name: 'interrupted', given: [eleven, {}, ['cold.count == 0'], { interrupted: true }], want: 130 },
    {
      name: 'interrupted once, read again',
      given: [eleven, {}, [], { interrupted: true }],
      replay: true,
      want: 3,
    },
    { name: 'killed', given: [eleven, {}, [], null], want: 3 },
    { name: 'no row', given: [[]], want: 3 },
  ])('$name: $want', ({ given, strict = false, replay = false, want }) => {
    expect(exitCodeOf(analyse(...given), { strict, replay })).toBe(want);
  });
});
