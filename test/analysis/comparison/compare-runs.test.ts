import { describe, expect, it } from 'vitest';
import { analyseRun } from '../../../src/analysis/analyse.ts';
import { type ComparedMetric, compareRuns } from '../../../src/analysis/comparison/compare-runs.ts';
import { type LikenessField, likenessFields } from '../../../src/analysis/comparison/likeness.ts';
import type { ComparedRun } from '../../../src/analysis/comparison/metric-sample.ts';
import { UsageError } from '../../../src/model/errors.ts';
import { type Metric, metrics } from '../../../src/model/metrics.ts';
import {
  ahead,
  aRun,
  cold,
  provisioned,
  type Told,
  throttled,
  times,
  warm,
  warmAhead,
} from '../run-builder.ts';

type Header = NonNullable<Parameters<typeof aRun>[1]>;

const named = (...names: readonly string[]): Metric[] =>
  names.map((name) => {
    const found = metrics.get(name);
    if (found === undefined) throw new Error(`no metric ${name}`);
    return found;
  });

const aComparedRun = (
  told: readonly Told[],
  header: Header = {},
  end: Parameters<typeof aRun>[2] = {},
): ComparedRun => {
  const { run, joined } = aRun(told, header, end);
  const { rows, summary } = analyseRun(run, joined, [], { freshEnvironments: true });
  return { header: run.header, rows, summary };
};

const latest = { target: { qualifier: '$LATEST', provisioned: null } };
const alias = { target: { qualifier: 'live', provisioned: provisioned() } };

/** A first contact of `n` cold requests, then `rounds` of warm ones. */
const coldThenWarm = (n: number, initMs: (at: number) => number, rounds = 0, durationMs = 250): Told[] => [
  ...times(n, (at) => cold(`env-${at}`, { init: initMs(at) })),
  ...times(rounds, (round) =>
    times(n, (at) => warm(`env-${at}`, { round: round + 2, duration: durationMs + round + at / 100 })),
  ).flat(),
];

const compare = (
  old: ComparedRun,
  now: ComparedRun,
  names: readonly string[] = [],
  vary: readonly LikenessField[] = [],
) => compareRuns(old, now, { metrics: names.length === 0 ? null : named(...names), vary });

const line = (old: ComparedRun, now: ComparedRun, name: string): ComparedMetric => {
  const [found] = compare(old, now, [name]).lines;
  if (found === undefined) throw new Error('no line');
  return found;
};

describe('the story', () => {
  const all = aComparedRun(
    coldThenWarm(10, () => 100),
    latest,
  );
  const none = aComparedRun(
    times(10, (at) => ahead(`env-${at}`)),
    alias,
  );
  const one = aComparedRun([...times(10, (at) => ahead(`env-${at}`)), cold('env-10')], alias);

  it('ten of ten on $LATEST, none of ten behind provisioned concurrency', () =>
    expect(line(all, none, 'cold.count')).toMatchObject({
      old: 10,
      new: 0,
      verdict: 'changed',
      direction: 'less',
      method: 'fisher',
      n: { old: 10, new: 10, of: 'requests' },
      rounds: { old: [1], new: [1] },
    }));

  it('there is no init to compare where nobody waited', () =>
    expect(line(all, none, 'init.p50')).toMatchObject({
      old: 100,
      new: null,
      verdict: 'undecided',
      because: 'no request of the new side met an environment that it had to wait for',
    }));

  it('one of eleven is too few of an init', () => {
    const eleven = aComparedRun(
      coldThenWarm(11, (at) => 100 + at),
      latest,
    );
    expect(line(eleven, one, 'init.p50')).toMatchObject({ verdict: 'too-few', needs: 2, new: null });
  });
});

describe('which rounds', () => {
  const old = aComparedRun(
    coldThenWarm(10, (at) => 100 + at, 5),
    latest,
  );
  const slow = aComparedRun(
    coldThenWarm(10, (at) => 130 + at, 5, 280),
    latest,
  );

  it('cold figures come from the first contact, others from later rounds', () => {
    const { lines } = compare(old, slow, ['init.p50', 'duration.p50']);
    expect(lines).toMatchObject([
      { verdict: 'changed', direction: 'greater', rounds: { old: [1], new: [1] }, scope: 'first-contact' },
      {
        verdict: 'changed',
        direction: 'greater',
        rounds: { old: [2, 3, 4, 5, 6] },
        scope: 'later',
        n: { of: 'rounds', old: 5 },
      },
    ]);
    expect(lines[0]?.shift?.estimate).toBeCloseTo(30, 9);
    expect(lines[1]?.shift?.estimate).toBeCloseTo(30, 9);
    // Five against five, apart: 2 ÷ C(10, 5).
    expect(lines[1]?.p).toBeCloseTo(2 / 252, 12);
  });

  it('cold rows of later rounds are none of a first contact', () => {
    const again = aComparedRun(
      [...coldThenWarm(10, () => 100), ...times(10, (at) => cold(`new-${at}`, { round: 2, init: 900 }))],
      latest,
    );
    expect(line(old, again, 'cold.count')).toMatchObject({ new: 10, n: { new: 10 } });
    expect(line(old, again, 'init.p50').new).toBe(100);
  });

  it('a run without later rounds is compared on its one round, which is too few', () => {
    const alone = aComparedRun(
      coldThenWarm(10, () => 100),
      latest,
    );
    expect(line(alone, alone, 'round_trip.p50')).toMatchObject({
      verdict: 'too-few',
      needs: 4,
      rounds: { old: [1], new: [1] },
    });
    expect(line(alone, old, 'round_trip.p50')).toMatchObject({
      verdict: 'undecided',
      because: 'the old run has no round but first contacts, whose starts later rounds do not have',
    });
  });

  it('each round is a first contact where the run saw to that, and moments are compared beside each other', () => {
    const cooled = (initMs: number) =>
      aComparedRun(
        [1, 2, 3].flatMap((round) =>
          times(4, (at) => cold(`env-${round}-${at}`, { round, init: initMs + 100 * round + at })),
        ),
        { ...latest, plan: { concurrency: 4, cold: 'marker' } },
      );
    const found = line(cooled(100), cooled(110), 'init.p50');
    expect(found).toMatchObject({ rounds: { old: [1, 2, 3] }, n: { old: 12, new: 12, of: 'requests' } });
    // Three strata of four against four, apart: 2 ÷ 70³.
    expect(found.p).toBeCloseTo(2 / 70 ** 3, 12);
    expect(found.shift?.estimate).toBeCloseTo(10, 9);
    expect(line(cooled(100), cooled(110), 'cold.count').method).toBe('exchange-of-rounds');
    expect(line(cooled(100), cooled(110), 'duration.p50')).toMatchObject({
      n: { old: 3, of: 'rounds' },
      needs: 4,
    });
  });

  it('twins say nothing of how many wait', () => {
    const twins = aComparedRun(
      coldThenWarm(10, () => 100),
      { ...alias, plan: { cold: 'twins' } },
    );
    expect(line(old, twins, 'cold.count').because).toContain('the new side was measured on twins');
    expect(line(old, twins, 'init.p50').p).not.toBeNull();
  });

  it('a warm-up round 1 leaves no first contact', () => {
    const warmed = aComparedRun(
      [
        ...times(10, (at) => cold(`env-${at}`, { warmUp: true })),
        ...times(10, (at) => warm(`env-${at}`, { round: 2 })),
      ],
      { ...latest, plan: { concurrency: 10 } },
    );
    expect(line(old, warmed, 'cold.count')).toMatchObject({ verdict: 'undecided', new: null });
    expect(line(old, warmed, 'cold.count').because).toContain('its round 1 was a warm-up round');
  });
});

describe('what can say nothing', () => {
  const old = aComparedRun(
    coldThenWarm(10, () => 100),
    latest,
  );
  const undecided = (now: ComparedRun, name = 'cold.count') => line(old, now, name);

  it('environments that were there before are no first contact', () => {
    const retained = aComparedRun(
      [...times(7, (at) => cold(`env-${at}`)), ...times(3, (at) => warm(`old-${at}`))],
      latest,
    );
    expect(undecided(retained)).toMatchObject({ verdict: 'undecided' });
    expect(undecided(retained).because).toContain(
      '3 of 10 requests of the new side met environments that earlier traffic had left',
    );
    // Those that were made are new all the same.
    expect(undecided(retained, 'init.p50').verdict).toBe('no-change-seen');
  });

  it('no new environment on either side decides nothing', () => {
    const used = aComparedRun(
      times(10, (at) => warmAhead(`env-${at}`)),
      alias,
    );
    expect(line(used, used, 'cold.count')).toMatchObject({
      verdict: 'undecided',
      because: 'neither side met a new environment',
    });
  });

  it.each([
    { name: 'no row', told: [] },
    { name: 'one row', told: [cold('env-1')] },
    { name: 'all unknown', told: times(10, (): Told => ({ noReport: true })) },
    { name: 'all throttled', told: times(10, () => throttled('ConcurrentInvocationLimitExceeded')) },
  ])('$name: no line is decided, none has a number that is none', ({ told }) => {
    const { lines, notes } = compare(
      old,
      aComparedRun(told, { ...latest, plan: { concurrency: 10, rounds: 1 } }),
    );
    for (const each of lines) expect(['undecided', 'too-few', 'no-change-seen']).toContain(each.verdict);
    expect(lines.filter(({ verdict }) => verdict === 'no-change-seen').map(({ metric }) => metric)).toEqual(
      [],
    );
    expect(JSON.stringify([lines, notes])).not.toMatch(/NaN|Infinity/);
  });

  it('what a killed run lost could be anything', () => {
    const run = (told: number, end: null | undefined) =>
      aComparedRun(
        times(told, (at) => cold(`env-${at}`, { init: 200 })),
        { ...latest, plan: { concurrency: 10, rounds: 1 } },
        end,
      );
    expect(line(old, run(10, undefined), 'init.p50').verdict).toBe('changed');
    expect(line(old, run(9, null), 'init.p50').verdict).toBe('changed');
    expect(line(old, run(4, null), 'init.p50')).toMatchObject({ verdict: 'undecided' });
    expect(compare(old, run(4, null)).notes.map(({ code }) => code)).toContain('killed');
  });
});

describe('what is not alike is not compared', () => {
  const run = (header: Header) =>
    aComparedRun(
      coldThenWarm(10, () => 100),
      header,
    );
  const unlike: Record<LikenessField, Header> = {
    memory: { target: { memorySizeMb: 1_024 } },
    architecture: { target: { architecture: 'arm64' } },
    runtime: { target: { runtime: 'nodejs20.x' } },
    region: { target: { region: 'eu-west-1' } },
    payload: { plan: { payload: { sha256: 'ffff0000ffff', bytes: 2 } } },
    concurrency: { plan: { concurrency: 20 } },
    hold: { plan: { holdMs: 400 } },
    service: { local: false },
    orchestrator: {},
  };
  const base = run({});

  const orchestrated = { ...base.header, orchestrator: { target: base.header.target, shards: 2 } };

  it.each(likenessFields)('%s', (field) => {
    const other = field === 'orchestrator' ? { ...run({}), header: orchestrated } : run(unlike[field]);
    const refused = () => compare(base, other);
    expect(refused).toThrow(UsageError);
    expect(refused).toThrow(new RegExp(`differ in ${field} \\(`));
    expect(compare(base, other, [], [field]).varied.map((each) => each.field)).toEqual([field]);
    expect(() =>
      compare(
        base,
        other,
        [],
        likenessFields.filter((each) => each !== field),
      ),
    ).toThrow(UsageError);
  });

  it('names both values, and the option that lets them differ', () => {
    try {
      compare(base, run({ target: { memorySizeMb: 1_024, runtime: 'python3.12' } }));
      expect.unreachable();
    } catch (error) {
      expect((error as UsageError).message).toBe(
        'the two are not alike: they differ in memory (128 MB and 1024 MB) and runtime (nodejs22.x and python3.12)',
      );
      expect((error as UsageError).hint).toContain('--vary memory,runtime');
    }
  });

  it('a wider first contact is another concurrency', () =>
    expect(() => compare(base, run({ plan: { firstContact: 40 } }))).toThrow(
      /10 requests, 40 at the first contact/,
    ));

  it('what is not known of a side is told, not refused', () => {
    const { notes } = compare(base, run({ target: { memorySizeMb: null } }));
    expect(notes).toContainEqual({
      code: 'not-read',
      message: 'Not known of both sides, so not compared: memory.',
    });
  });

  it('code, version and qualifier may differ: they are recorded', () => {
    const other = run({ target: { qualifier: '7', version: '7', codeSha256: 'abc' } });
    const { new: now, varied } = compare(base, other);
    expect(varied).toEqual([]);
    expect(now.target).toMatchObject({ qualifier: '7', version: '7', codeSha256: 'abc' });
  });

  it('the runtime patch level is read from either form of log', () => {
    const tails = [
      ['INIT_START Runtime Version: nodejs:22.v31\tRuntime Version ARN: arn:aws:lambda:us-east-1::runtime:0'],
      [
        '{"time":"2026-01-01T00:00:00Z","type":"platform.initStart","record":{"runtimeVersion":"nodejs:22.v40"}}',
      ],
    ];
    const told = coldThenWarm(10, () => 100).map((each, at) => ({
      ...each,
      line: { tail: tails[at] ?? null },
    }));
    expect(compare(aComparedRun(told), base).old.runtimeVersions).toEqual(['nodejs:22.v31', 'nodejs:22.v40']);
  });
});

describe('the whole', () => {
  const old = aComparedRun(
    coldThenWarm(10, (at) => 100 + at, 5),
    latest,
  );
  const now = aComparedRun(
    coldThenWarm(10, (at) => 130 + at, 5, 280),
    latest,
  );

  it('has the usual figures, and counts of what went wrong only where there are any', () => {
    expect(compare(old, now).lines.map(({ metric }) => metric)).toEqual([
      'cold.count',
      'init.p50',
      'duration.p50',
      'round_trip.p50',
      'round_trip.p95',
      'overhead.p50',
    ]);
    const bad = aComparedRun(
      [...coldThenWarm(9, () => 100), throttled('ReservedFunctionConcurrentInvocationLimitExceeded')],
      latest,
    );
    expect(compare(old, bad).lines.map(({ metric }) => metric)).toContain('throttled.count');
  });

  it('adjusts the p-values over its lines', () => {
    const { lines } = compare(old, now);
    for (const { p, pHolm } of lines) {
      expect(pHolm === null).toBe(p === null);
      if (p !== null) expect(pHolm).toBeGreaterThanOrEqual(p);
    }
    const least = Math.min(...lines.flatMap(({ p }) => p ?? []));
    const tested = lines.filter(({ p }) => p !== null).length;
    expect(Math.min(...lines.flatMap(({ pHolm }) => pHolm ?? []))).toBeCloseTo(least * tested, 12);
  });

  it('says the opposite with the sides exchanged', () => {
    const opposite = { greater: 'less', less: 'greater' } as const;
    const turned = compare(now, old).lines;
    compare(old, now).lines.forEach(({ verdict, direction }, at) => {
      expect(turned[at]?.verdict).toBe(verdict);
      expect(turned[at]?.direction).toBe(direction === null ? null : opposite[direction]);
    });
  });

  it('a run is no different from itself', () => {
    const { lines, notes } = compare(old, old);
    for (const each of lines) expect(each).toMatchObject({ verdict: 'no-change-seen' });
    expect(notes.map(({ code }) => code)).toContain('same-run');
  });

  it('knows every metric', () => {
    const { lines } = compareRuns(old, now, { metrics: [...metrics.values()], vary: [] });
    expect(lines).toHaveLength(metrics.size);
    expect(JSON.stringify(lines)).not.toMatch(/NaN|Infinity/);
    for (const { verdict, because } of lines)
      expect(because === '').toBe(verdict === 'changed' || verdict === 'no-change-seen');
  });
});
