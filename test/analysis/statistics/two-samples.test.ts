import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import reference from '../../../fixtures/statistics/two-samples.json' with { type: 'json' };
import fromR from '../../../fixtures/statistics/two-samples-r.json' with { type: 'json' };
import { differencesOf } from '../../../src/analysis/statistics/differences.ts';
import { fisherExact } from '../../../src/analysis/statistics/fisher.ts';
import { hodgesLehmann } from '../../../src/analysis/statistics/hodges-lehmann.ts';
import { holm } from '../../../src/analysis/statistics/holm.ts';
import {
  leastFisherP,
  leastN,
  leastQuantileP,
  leastRankP,
} from '../../../src/analysis/statistics/least-sample.ts';
import { mannWhitney } from '../../../src/analysis/statistics/mann-whitney.ts';
import { normalPoint, normalTail } from '../../../src/analysis/statistics/normal.ts';
import { pooledMean, pooledQuantile } from '../../../src/analysis/statistics/pooled.ts';
import { quantileShift, quantileTest } from '../../../src/analysis/statistics/quantile-test.ts';
import { bootstrapInterval } from '../../../src/analysis/statistics/round-bootstrap.ts';
import { exchangeTest } from '../../../src/analysis/statistics/round-exchange.ts';
import { shareDifference } from '../../../src/analysis/statistics/share-difference.ts';
import { type Alternative, alternatives, pValue } from '../../../src/analysis/statistics/tails.ts';

/** Equal to so many parts of the value itself: tails are small. */
const closeTo = (actual: number, expected: number, parts = 1e-9): void =>
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(parts * Math.abs(expected) + 1e-300);

const samples = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 12 });
const apart = fc
  .uniqueArray(fc.integer({ min: 1, max: 100_000 }), { minLength: 10, maxLength: 24 })
  .chain((values) =>
    fc.record({ values: fc.constant(values), cut: fc.integer({ min: 5, max: values.length - 5 }) }),
  )
  .map(({ values, cut }) => ({ old: values.slice(0, cut), now: values.slice(cut) }));

describe('normal distribution', () => {
  it.each(reference.normal)('has the tail of SciPy beyond $z', ({ z, tail }) =>
    closeTo(normalTail(z), tail, 1e-12),
  );
  it.each(reference.points)('leaves $tail beyond $z', ({ z, tail }) =>
    expect(normalPoint(tail)).toBeCloseTo(z, 9),
  );
  it('falls all the way', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -30, max: 30, noNaN: true }),
        fc.double({ min: 1e-6, max: 5, noNaN: true }),
        (z, step) => {
          expect(normalTail(z + step)).toBeLessThanOrEqual(normalTail(z));
        },
      ),
    );
  });
});

describe('Mann–Whitney U', () => {
  it.each(reference.ranks)('agrees with SciPy: $name', (each) => {
    for (const alternative of alternatives) {
      const test = mannWhitney([{ old: each.old, new: each.new }]);
      expect(test.method).toBe(each.method);
      expect(test.u).toBe(each.u);
      closeTo(pValue(test.tails, alternative), each.p[alternative]);
    }
  });

  it.each(reference.strata)('over strata agrees with all ways counted: $name', ({ strata, u, p }) => {
    for (const alternative of alternatives) {
      expect(mannWhitney(strata).u).toBe(u);
      closeTo(pValue(mannWhitney(strata).tails, alternative), p[alternative]);
    }
  });

  it.each(fromR.ranks)('agrees with R on $old.length and $new.length values', ({ old, new: now, u, p }) => {
    const test = mannWhitney([{ old, new: now }]);
    expect(test.u).toBe(u);
    closeTo(pValue(test.tails, 'two-sided'), p);
  });

  it('says the same whatever the order, and the mirror image of what it says with old and new exchanged', () =>
    fc.assert(
      fc.property(samples, samples, (old, now) => {
        const p = (a: number[], b: number[], side: (typeof alternatives)[number]) =>
          pValue(mannWhitney([{ old: a, new: b }]).tails, side);
        expect(p(old.toReversed(), now.toReversed(), 'greater')).toBe(p(old, now, 'greater'));
        closeTo(p(now, old, 'less'), p(old, now, 'greater'));
        closeTo(p(now, old, 'two-sided'), p(old, now, 'two-sided'));
        for (const side of alternatives) {
          expect(p(old, now, side)).toBeGreaterThan(0);
          expect(p(old, now, side)).toBeLessThanOrEqual(1);
        }
      }),
    ));

  it('is the surer of "greater" the more is added to the new values', () =>
    fc.assert(
      fc.property(samples, samples, fc.integer({ min: 0, max: 200 }), (old, now, more) => {
        const before = pValue(mannWhitney([{ old, new: now }]).tails, 'greater');
        // The tests differ where values have become equal: only without equal values is the order sure.
        const all = [...old, ...now, ...now.map((value) => value + more)];
        fc.pre(new Set(all).size === all.length || more === 0);
        expect(
          pValue(mannWhitney([{ old, new: now.map((value) => value + more) }]).tails, 'greater'),
        ).toBeLessThanOrEqual(before * (1 + 1e-12));
      }),
    ));

  it('takes infinite values as further than any other', () => {
    const old = [1, 2, 3, 4, 5];
    const far = pValue(mannWhitney([{ old, new: [6, 7, 8, 9, 10] }]).tails, 'greater');
    expect(
      pValue(mannWhitney([{ old, new: Array(5).fill(Number.POSITIVE_INFINITY) }]).tails, 'greater'),
    ).toBeLessThanOrEqual(far);
  });
});

describe('Hodges–Lehmann shift', () => {
  it.each(reference.ranks.filter(({ old }) => old.length < 100))('agrees with SciPy: $name', (each) => {
    const found = hodgesLehmann([{ old: each.old, new: each.new }], 0.95);
    expect(found.estimate).toBeCloseTo(each.shift, 9);
    if (!('interval' in each)) return;
    if (each.interval === null || each.interval === undefined) expect(found.interval).toBeNull();
    else {
      expect(found.interval?.low).toBeCloseTo(each.interval.low, 9);
      expect(found.interval?.high).toBeCloseTo(each.interval.high, 9);
    }
  });

  it.each(fromR.ranks)(
    'agrees with R on $old.length and $new.length values',
    ({ old, new: now, ...want }) => {
      const found = hodgesLehmann([{ old, new: now }], 0.95);
      expect(found.estimate).toBeCloseTo(want.shift, 9);
      expect(found.interval?.low).toBeCloseTo(want.low, 9);
      expect(found.interval?.high).toBeCloseTo(want.high, 9);
    },
  );

  it.each(reference.strata)(
    'over strata is the median of the differences within them: $name',
    ({ strata, shift }) => expect(hodgesLehmann(strata, 0.95).estimate).toBeCloseTo(shift, 9),
  );

  it('moves with the new values, and turns its sign when old and new are exchanged', () =>
    fc.assert(
      fc.property(samples, samples, fc.integer({ min: -1_000, max: 1_000 }), (old, now, more) => {
        const shift = hodgesLehmann([{ old, new: now }], 0.9);
        const moved = hodgesLehmann([{ old, new: now.map((value) => value + more) }], 0.9);
        expect(moved.estimate).toBeCloseTo(shift.estimate + more, 9);
        expect(moved.interval === null).toBe(shift.interval === null);
        if (shift.interval !== null) expect(moved.interval?.low).toBeCloseTo(shift.interval.low + more, 9);
        const turned = hodgesLehmann([{ old: now, new: old }], 0.9);
        expect(turned.estimate).toBeCloseTo(-shift.estimate, 9);
        if (shift.interval !== null) expect(turned.interval?.high).toBeCloseTo(-shift.interval.low, 9);
      }),
    ));

  it('holds 0 exactly where the test does not reject', () =>
    fc.assert(
      fc.property(apart, ({ old, now }) => {
        const p = pValue(mannWhitney([{ old, new: now }]).tails, 'two-sided');
        const { interval } = hodgesLehmann([{ old, new: now }], 0.95);
        if (interval === null) expect(p).toBeGreaterThan(0.05);
        else expect(interval.low <= 0 && interval.high >= 0).toBe(p > 0.05 * (1 + 1e-12));
      }),
    ));

  it('finds each of all differences without writing them down', () =>
    fc.assert(
      fc.property(samples, samples, (old, now) => {
        const all = now.flatMap((a) => old.map((b) => a - b)).sort((a, b) => a - b);
        const differences = differencesOf([{ old, new: now }]);
        expect(all.map((_, at) => differences.at(at + 1))).toEqual(all);
      }),
    ));

  it('takes ten thousand values on either side', () => {
    const old = Array.from({ length: 10_000 }, (_, at) => 100 + (at % 97));
    const { estimate, interval } = hodgesLehmann([{ old, new: old.map((value) => value + 12) }], 0.95);
    expect(estimate).toBe(12);
    expect(interval?.low).toBeLessThanOrEqual(12);
    expect(interval?.high).toBeGreaterThanOrEqual(12);
  });
});

describe("Fisher's exact test", () => {
  it.each(reference.fisher)('agrees with SciPy on $old.hits of $old.of and $new.hits of $new.of', (each) => {
    for (const alternative of alternatives)
      closeTo(fisherExact(each.old, each.new, alternative), each.p[alternative]);
  });

  // Fisher's own: a lady who tastes which of eight cups had the tea first, and is right about all, or six.
  it.each([
    { right: 4, p: 1 / 70 },
    { right: 3, p: 17 / 70 },
  ])('of the lady tasting tea: $right of four', ({ right, p }) =>
    closeTo(fisherExact({ hits: 4 - right, of: 4 }, { hits: right, of: 4 }, 'greater'), p),
  );

  it('is symmetric, and a probability', () => {
    const share = fc
      .integer({ min: 1, max: 200 })
      .chain((of) => fc.record({ hits: fc.integer({ min: 0, max: of }), of: fc.constant(of) }));
    fc.assert(
      fc.property(share, share, (old, now) => {
        const p = fisherExact(old, now, 'two-sided');
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
        closeTo(fisherExact(now, old, 'two-sided'), p);
        closeTo(fisherExact(now, old, 'less'), fisherExact(old, now, 'greater'));
        // What is counted may as well be what is not.
        closeTo(
          fisherExact({ ...old, hits: old.of - old.hits }, { ...now, hits: now.of - now.hits }, 'two-sided'),
          p,
        );
      }),
    );
  });
});

describe('difference of two shares', () => {
  it.each(reference.newcombe)('has the interval of $old.hits of $old.of and $new.hits of $new.of', (each) => {
    const { interval } = shareDifference(each.old, each.new);
    expect(interval.low).toBeCloseTo(each.low, 9);
    expect(interval.high).toBeCloseTo(each.high, 9);
  });

  // Newcombe (1998), Table II, method 10, to four decimals.
  it.each([
    { old: { hits: 48, of: 80 }, new: { hits: 56, of: 70 }, low: 0.0524, high: 0.3339 },
    { old: { hits: 3, of: 10 }, new: { hits: 9, of: 10 }, low: 0.1705, high: 0.809 },
    { old: { hits: 0, of: 10 }, new: { hits: 10, of: 10 }, low: 0.6075, high: 1 },
  ])('is as published for $new.hits of $new.of', (each) => {
    const { interval } = shareDifference(each.old, each.new);
    expect(interval.low).toBeCloseTo(each.low, 4);
    expect(interval.high).toBeCloseTo(each.high, 4);
  });
});

describe('test of a quantile', () => {
  it.each(reference.quantiles)('agrees with SciPy: $name', (each) => {
    for (const alternative of alternatives)
      closeTo(pValue(quantileTest(each.old, each.new, each.point), alternative), each.p[alternative]);
    const { estimate, interval } = quantileShift(each.old, each.new, each.point, 0.95);
    expect(estimate).toBeCloseTo(each.shift, 9);
    if (each.interval === null) expect(interval).toBeNull();
    else {
      expect(interval?.low).toBeCloseTo(each.interval.low, 9);
      expect(interval?.high).toBeCloseTo(each.interval.high, 9);
    }
  });

  it('has an interval with 0 exactly where the test does not reject', () =>
    fc.assert(
      fc.property(apart, fc.constantFrom(0.5, 0.75, 0.9), ({ old, now }, point) => {
        const p = pValue(quantileTest(old, now, point), 'two-sided');
        const { interval } = quantileShift(old, now, point, 0.95);
        if (interval !== null) expect(interval.low <= 0 && interval.high >= 0).toBe(p > 0.05 * (1 + 1e-12));
      }),
    ));
});

describe('exchange of rounds', () => {
  const figures = {
    mean: pooledMean,
    p50: (rounds: number[][]) => pooledQuantile(rounds, 0.5),
    p95: (rounds: number[][]) => pooledQuantile(rounds, 0.95),
  };
  it.each(reference.exchanges)('agrees with SciPy: $name', ({ old, new: now, figure, p }) => {
    const pooled = figures[figure as keyof typeof figures]([...old, ...now]);
    for (const alternative of alternatives) {
      const test = exchangeTest(pooled, old.length, now.length, 'any');
      expect(test.exact).toBe(true);
      closeTo(pValue(test.tails, alternative), p[alternative]);
    }
  });

  it('draws ways where there are too many, the same for the same seed, near the exact value', () => {
    const old = Array.from({ length: 12 }, (_, at) => [100 + at, 103 + at]);
    const now = Array.from({ length: 12 }, (_, at) => [104 + at, 108 + at]);
    const of = (seed: string) => exchangeTest(pooledMean([...old, ...now]), 12, 12, seed);
    expect(of('a')).toEqual(of('a'));
    expect(of('a').exact).toBe(false);
    // All 2,704,156 ways, counted: `many` of two_samples.py.
    expect(of('a').tails.atLeast).toBeCloseTo(reference.many.p, 2);
    expect(of('a').tails.atMost).toBeGreaterThan(0);
  });

  it('weighs rounds as if their values were there so often', () =>
    fc.assert(
      fc.property(
        fc.array(fc.record({ values: samples, weight: fc.integer({ min: 0, max: 3 }) }), {
          minLength: 1,
          maxLength: 5,
        }),
        fc.constantFrom(0.05, 0.5, 0.95),
        (rounds, point) => {
          const spread = rounds.flatMap(({ values, weight }) => Array.from({ length: weight }, () => values));
          const weights = rounds.map(({ weight }) => weight);
          const own = rounds.map(({ values }) => values);
          const ones = spread.map(() => 1);
          if (spread.length === 0) expect(pooledQuantile(own, point)(weights)).toBeNull();
          else {
            expect(pooledQuantile(own, point)(weights)).toBeCloseTo(
              Number(pooledQuantile(spread, point)(ones)),
              9,
            );
            expect(pooledMean(own)(weights)).toBeCloseTo(Number(pooledMean(spread)(ones)), 9);
          }
        },
      ),
    ));
});

describe('bootstrap of rounds', () => {
  const { old, new: now, low, high } = reference.bootstrap;
  const figure = pooledMean([...old, ...now]);
  const of = (seed: string, level = 0.95) =>
    bootstrapInterval(figure, old.length, now.length, (a, b) => b - a, level, seed);

  it("is SciPy's, but for the luck of 1,999 draws", () => {
    const width = high - low;
    expect(Math.abs((of('a')?.low ?? Number.NaN) - low)).toBeLessThan(0.1 * width);
    expect(Math.abs((of('a')?.high ?? Number.NaN) - high)).toBeLessThan(0.1 * width);
  });
  it('is the same for the same seed, and wider for a higher level', () => {
    expect(of('a')).toEqual(of('a'));
    expect(of('a')).not.toEqual(of('b'));
    expect(of('a', 0.99)?.low).toBeLessThanOrEqual(of('a', 0.8)?.low ?? Number.NaN);
  });
  it('of one round each has no width, and of none there is none', () => {
    expect(bootstrapInterval(pooledMean([[3], [5]]), 1, 1, (a, b) => b - a, 0.95, '')).toEqual({
      low: 2,
      high: 2,
    });
    expect(bootstrapInterval(pooledMean([[], [5]]), 1, 1, (a, b) => b - a, 0.95, '')).toBeNull();
    expect(bootstrapInterval(pooledMean([[0], [5]]), 1, 1, (a, b) => Math.log(b / a), 0.95, '')).toBeNull();
  });
});

describe('least n at which a test could reject', () => {
  const none = { old: 0, new: 0 };
  it.each(reference.least)('at $alpha, $side: $ranks by ranks, $p95 for p95', ({ alpha, side, ...least }) => {
    const alternative = side as Alternative;
    expect(leastN(none, alpha, (sizes) => leastRankP([sizes], alternative))).toBe(least.ranks);
    expect(leastN(none, alpha, (sizes) => leastFisherP(sizes, alternative))).toBe(least.ranks);
    expect(leastN(none, alpha, (sizes) => leastQuantileP(sizes, 0.9, alternative))).toBe(least.p90);
    expect(leastN(none, alpha, (sizes) => leastQuantileP(sizes, 0.95, alternative))).toBe(least.p95);
    expect(leastN(none, alpha, (sizes) => leastQuantileP(sizes, 0.99, alternative))).toBe(least.p99);
  });

  it('asks less of the side that has too few where the other has many', () => {
    const ranks = (old: number, now: number) =>
      leastN({ old, new: now }, 0.05, (sizes) => leastRankP([sizes], 'two-sided'));
    expect([ranks(20, 1), ranks(40, 1), ranks(3, 3)]).toEqual([2, 1, 4]);
  });

  it('is what the tests themselves do', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 15 }), fc.integer({ min: 1, max: 15 }), (olds, news) => {
        const old = Array.from({ length: olds }, (_, at) => at);
        const now = Array.from({ length: news }, (_, at) => 100 + at);
        const sizes = { old: olds, new: news };
        for (const side of ['two-sided', 'greater'] as const) {
          closeTo(leastRankP([sizes], side), pValue(mannWhitney([{ old, new: now }]).tails, side));
          closeTo(
            leastFisherP(sizes, side),
            fisherExact({ hits: 0, of: olds }, { hits: news, of: news }, side),
          );
        }
      }),
    ));
});

describe('Holm', () => {
  it.each(fromR.holm)('adjusts $p as R does', ({ p, adjusted }) =>
    expect(holm(p).map((each) => each.toFixed(12))).toEqual(adjusted.map((each) => each.toFixed(12))),
  );
  it('of nothing is nothing', () => expect(holm([])).toEqual([]));
  it('never lowers a p-value nor changes their order', () =>
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (p) => {
        const adjusted = holm(p);
        const byP = p.map((each, at) => ({ each, at })).sort((a, b) => a.each - b.each);
        byP.forEach(({ each, at }, rank) => {
          expect(adjusted[at]).toBeGreaterThanOrEqual(each);
          expect(adjusted[at]).toBeLessThanOrEqual(1);
          expect(adjusted[at]).toBeGreaterThanOrEqual(adjusted[byP[Math.max(0, rank - 1)]?.at ?? 0] ?? 0);
        });
      }),
    ));
});
