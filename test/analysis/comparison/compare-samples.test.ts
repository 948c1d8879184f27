import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import reference from '../../../fixtures/statistics/two-samples.json' with { type: 'json' };
import { compareSamples, type SampleComparison } from '../../../src/analysis/comparison/compare-samples.ts';
import type { Sample, ShareRound } from '../../../src/analysis/comparison/sample.ts';
import { figureOf } from '../../../src/analysis/measure-figure.ts';
import { type Metric, metrics } from '../../../src/model/metrics.ts';

const metric = (name: string): Metric => {
  const found = metrics.get(name);
  if (found === undefined) throw new Error(`no metric ${name}`);
  return found;
};

const values = (...rounds: readonly (readonly number[])[]): Sample => ({
  kind: 'values',
  figure: figureOf(rounds.flat(), 'p50'),
  obstacle: null,
  rounds: rounds.map((each) => ({ values: each, missing: 0 })),
});
const lacking = (missing: number, each: readonly number[]): Sample => ({
  kind: 'values',
  figure: figureOf(each, 'p50'),
  obstacle: null,
  rounds: [{ values: each, missing }],
});
const shares = (...rounds: readonly (readonly [hits: number, of: number, unclear?: number])[]): Sample => ({
  kind: 'share',
  figure: rounds.reduce((sum, [hits]) => sum + hits, 0),
  obstacle: null,
  rounds: rounds.map(([hits, of, unclear = 0]): ShareRound => ({ hits, of, unclear })),
});

const ranks = (name: string) => {
  const found = reference.ranks.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no case ${name}`);
  return found;
};
const steps = (n: number, from: number, by = 1) => Array.from({ length: n }, (_, at) => from + at * by);
const fisher = (old: number, now: number) => {
  const found = reference.fisher.find((each) => each.old.hits === old && each.new.hits === now);
  if (found === undefined) throw new Error('no such table');
  return found.p['two-sided'];
};

describe('cold samples: each environment is a draw', () => {
  it('says p, shift and interval of SciPy', () => {
    const { old, new: now, p, shift, interval } = ranks('twenty against twenty');
    const found = compareSamples(metric('init.p50'), values(old), values(now));
    expect(found).toMatchObject({
      verdict: 'changed',
      direction: 'greater',
      method: 'ranks',
      n: { old: 20, new: 20, of: 'requests' },
      needs: null,
      because: '',
    });
    expect(found.p).toBeCloseTo(p['two-sided'], 12);
    expect(found.shift?.estimate).toBeCloseTo(shift, 9);
    expect(found.shift?.interval?.low).toBeCloseTo(interval?.low ?? Number.NaN, 9);
    expect(
      compareSamples(metric('init.p50'), values(old), values(now), { alternative: 'greater' }).p,
    ).toBeCloseTo(p.greater, 12);
  });

  it('gives the change as a factor, exactly, where new values are old ones times a factor', () => {
    const { old } = ranks('twelve against nine');
    const found = compareSamples(metric('init.p50'), values(old), values(old.map((value) => value * 1.5)));
    expect(found.relative?.estimate).toBeCloseTo(0.5, 9);
    expect(found.relative?.interval?.low).toBeGreaterThan(0.3);
    expect(found.relative?.interval?.high).toBeLessThan(0.8);
  });

  it.each([
    {
      name: 'all cold, then none',
      old: [10, 10],
      now: [0, 10],
      verdict: 'changed',
      direction: 'less',
      p: fisher(10, 0),
    },
    {
      name: 'one and two of eleven',
      old: [1, 11],
      now: [2, 11],
      verdict: 'no-change-seen',
      direction: null,
      p: 1,
    },
    {
      name: 'none on either side',
      old: [0, 20],
      now: [0, 20],
      verdict: 'no-change-seen',
      direction: null,
      p: 1,
    },
  ] as const)('counts by Fisher: $name', ({ old, now, verdict, direction, p }) => {
    const found = compareSamples(metric('cold.count'), shares(old), shares(now));
    expect(found).toMatchObject({ verdict, direction, method: 'fisher', relative: null });
    expect(found.p).toBeCloseTo(p, 12);
    expect(found.shift?.estimate).toBeCloseTo(now[0] / now[1] - old[0] / old[1], 12);
  });

  it('compares moments beside each other only', () => {
    const strata = reference.strata[0];
    if (strata === undefined) throw new Error('no strata');
    const side = (which: 'old' | 'new') => values(...strata.strata.map((each) => each[which]));
    const found = compareSamples(metric('init.p50'), side('old'), side('new'));
    expect(found.p).toBeCloseTo(strata.p['two-sided'], 12);
    expect(found.shift?.estimate).toBeCloseTo(strata.shift, 9);
  });
});

describe('other samples: the round is the draw', () => {
  const rounds = (from: number, many = 6) => steps(many, from).map((each) => steps(10, each, 0.1));

  it('a single round says nothing of rounds, however many requests it has', () => {
    const found = compareSamples(metric('round_trip.p50'), values(steps(500, 1)), values(steps(500, 9_000)));
    expect(found).toMatchObject({
      verdict: 'too-few',
      p: null,
      shift: null,
      needs: 4,
      n: { old: 1, new: 1, of: 'rounds' },
      because: 'needs n ≥ 4 rounds',
    });
  });

  it('takes the figure of each round where each carries it', () => {
    const found = compareSamples(metric('duration.p50'), values(...rounds(100)), values(...rounds(110)));
    // Six against six, apart: 2 ÷ C(12, 6).
    expect(found).toMatchObject({ verdict: 'changed', direction: 'greater', method: 'ranks-of-rounds' });
    expect(found.p).toBeCloseTo(2 / 924, 12);
    expect(found.shift?.estimate).toBeCloseTo(10, 9);
  });

  it('exchanges whole rounds where a round is too small for the figure', () => {
    const found = compareSamples(metric('round_trip.p95'), values(...rounds(100)), values(...rounds(130)));
    expect(found).toMatchObject({ verdict: 'changed', method: 'exchange-of-rounds' });
    expect(found.p).toBeCloseTo(2 / 924, 12);
    expect(found.shift?.estimate).toBeCloseTo(30, 9);
  });

  it('asks for as many rounds as the figure needs values', () => {
    const small = (from: number) => steps(5, from).map((each) => steps(3, each));
    // 20 values for a p95, three a round.
    const found = compareSamples(metric('round_trip.p95'), values(...small(1)), values(...small(50)));
    expect(found).toMatchObject({ verdict: 'too-few', needs: 7, because: 'needs n ≥ 7 rounds' });
  });

  it('compares what each round has one of', () => {
    const found = compareSamples(
      metric('environments'),
      values([10], [10], [9], [10]),
      values([7], [6], [8], [5]),
    );
    expect(found).toMatchObject({ verdict: 'changed', direction: 'less', method: 'ranks-of-rounds' });
    expect(found.p).toBeCloseTo(2 / 70, 12);
  });

  it('exchanges rounds for counts too', () => {
    const old = shares([0, 10], [0, 10], [0, 10], [0, 10]);
    const now = shares([1, 10], [2, 10], [3, 10], [1, 10]);
    const found = compareSamples(metric('throttled.count'), old, now);
    expect(found).toMatchObject({ verdict: 'changed', direction: 'greater', method: 'exchange-of-rounds' });
    expect(found.p).toBeCloseTo(2 / 70, 12);
  });
});

describe('what cannot be said', () => {
  it.each([
    { name: 'three against three', old: [1, 2, 3], now: [7, 8, 9], needs: 4 },
    { name: 'one against thirty', old: [1], now: steps(30, 50), needs: 2 },
  ])('needs more: $name', ({ old, now, needs }) => {
    const found = compareSamples(metric('init.p50'), values(old), values(now));
    expect(found).toMatchObject({ verdict: 'too-few', p: null, shift: null, needs });
  });

  it('of a tail is more: 51 environments a side for a p95', () => {
    const p95 = (n: number) => compareSamples(metric('init.p95'), values(steps(n, 1)), values(steps(n, 900)));
    expect(p95(20)).toMatchObject({ verdict: 'too-few', needs: 51 });
    expect(p95(51)).toMatchObject({ verdict: 'changed', method: 'quantile' });
  });

  it('one side that looks one way needs fewer', () =>
    expect(
      compareSamples(metric('init.p50'), values([1, 2, 3]), values([7, 8, 9]), { alternative: 'greater' }),
    ).toMatchObject({ verdict: 'changed', direction: 'greater', p: 0.05 }));

  it('is undecided where what is missing could turn it, and decided where it could not', () => {
    const old = steps(10, 1);
    const now = steps(10, 100);
    const of = (missing: number) => compareSamples(metric('init.p50'), values(old), lacking(missing, now));
    expect(of(1).verdict).toBe('changed');
    expect(of(10)).toMatchObject({
      verdict: 'undecided',
      direction: null,
      because: '10 requests may belong to it, without a figure, and could turn the result',
    });
  });

  it('of counts too', () => {
    const of = (unclear: number) =>
      compareSamples(metric('cold.count'), shares([10, 10]), shares([0, 10 - unclear, unclear])).verdict;
    expect([of(0), of(2), of(7)]).toEqual(['changed', 'changed', 'undecided']);
  });

  it('of nothing is undecided', () => {
    expect(compareSamples(metric('init.p50'), values([]), values([1, 2, 3, 4]))).toMatchObject({
      verdict: 'undecided',
      because: 'nothing was measured of it',
    });
    expect(compareSamples(metric('cold.count'), shares(), shares([1, 2]))).toMatchObject({
      verdict: 'undecided',
    });
    const obstacle = { ...values([1, 2, 3, 4]), obstacle: 'the sun shone' };
    expect(compareSamples(metric('init.p50'), obstacle, obstacle)).toMatchObject({
      verdict: 'undecided',
      because: 'the sun shone',
    });
  });
});

describe('whatever the samples', () => {
  const round = fc.record({
    values: fc.array(fc.double({ min: -5, max: 3_000, noNaN: true }), { maxLength: 25 }),
    missing: fc.integer({ min: 0, max: 2 }),
  });
  const sample = fc.array(round, { maxLength: 6 }).map(
    (rounds): Sample => ({
      kind: 'values',
      figure: figureOf(
        rounds.flatMap(({ values: own }) => own),
        'p50',
      ),
      obstacle: null,
      rounds,
    }),
  );
  const share = fc
    .array(
      fc.integer({ min: 0, max: 20 }).chain((of) =>
        fc.record({
          of: fc.constant(of),
          hits: fc.integer({ min: 0, max: of }),
          unclear: fc.integer({ min: 0, max: 2 }),
        }),
      ),
      { maxLength: 6 },
    )
    .map((rounds): Sample => ({ kind: 'share', figure: 0, obstacle: null, rounds }));
  const pair = fc.oneof(
    fc.record({
      name: fc.constantFrom(
        'init.p50',
        'init.p95',
        'init.mean',
        'init.max',
        'duration.p50',
        'duration.p95',
        'overhead.mean',
      ),
      old: sample,
      now: sample,
    }),
    fc.record({ name: fc.constantFrom('cold.count', 'throttled.count'), old: share, now: share }),
  );

  const numbersIn = (value: unknown): number[] =>
    typeof value === 'number'
      ? [value]
      : value !== null && typeof value === 'object'
        ? Object.values(value).flatMap(numbersIn)
        : [];
  const opposite = { greater: 'less', less: 'greater' } as const;
  const compare = ({ name, old, now }: { name: string; old: Sample; now: Sample }): SampleComparison =>
    compareSamples(metric(name), old, now);

  it('no number is none, p is a probability, and a result comes with a reason', () =>
    fc.assert(
      fc.property(pair, (each) => {
        const found = compare(each);
        expect(numbersIn(found).every(Number.isFinite)).toBe(true);
        if (found.p !== null) expect(found.p > 0 && found.p <= 1).toBe(true);
        if (found.verdict === 'changed') expect(found.p).toBeLessThanOrEqual(0.05 * (1 + 1e-9));
        expect(found.because === '').toBe(found.verdict === 'changed' || found.verdict === 'no-change-seen');
        expect(found.direction === null).toBe(found.verdict !== 'changed');
      }),
    ));

  it('with the sides exchanged it says the opposite', () =>
    fc.assert(
      fc.property(pair, (each) => {
        const [found, turned] = [compare(each), compare({ ...each, old: each.now, now: each.old })];
        expect(turned.verdict).toBe(found.verdict);
        expect(turned.direction).toBe(found.direction === null ? null : opposite[found.direction]);
        if (found.shift !== null) expect(turned.shift?.estimate).toBeCloseTo(-found.shift.estimate, 6);
      }),
    ));

  it('says the same twice, and whatever the order within rounds', () =>
    fc.assert(
      fc.property(pair, (each) => {
        const shuffled = (of: Sample): Sample =>
          of.kind === 'values'
            ? { ...of, rounds: of.rounds.map((own) => ({ ...own, values: own.values.toReversed() })) }
            : of;
        const again = compare({ ...each, old: shuffled(each.old), now: shuffled(each.now) });
        expect(again.verdict).toBe(compare(each).verdict);
        expect(again.p ?? -1).toBeCloseTo(compare(each).p ?? -1, 9);
      }),
    ));
});
