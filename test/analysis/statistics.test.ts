import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import reference from '../../fixtures/statistics/reference.json' with { type: 'json' };
import { figuresOf } from '../../src/analysis/figures.ts';
import { clusteredShare, studentT975, wilson } from '../../src/analysis/interval.ts';
import { ascending, quantile } from '../../src/analysis/quantile.ts';
import { sampleOf } from '../../src/analysis/sample.ts';

describe('quantile, type 7', () => {
  it.each(reference.quantiles)('agrees with NumPy on $sample.length values', ({ sample, p, values }) => {
    const sorted = ascending(sample);
    p.forEach((each, at) => {
      expect(quantile(sorted, each)).toBeCloseTo(values[at] ?? Number.NaN, 9);
    });
  });

  it('has none of an empty sample', () => expect(quantile([], 0.5)).toBeNull());

  it('keeps to the sample where it ends in infinities', () => {
    expect(quantile([1, 2, Number.POSITIVE_INFINITY], 0.5)).toBe(2);
    expect(quantile([1, 2, Number.POSITIVE_INFINITY], 0.75)).toBe(Number.POSITIVE_INFINITY);
    expect(quantile([Number.NEGATIVE_INFINITY, 2], 0.5)).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe('figures', () => {
  it.each(reference.quantiles)('has the mean of NumPy over $sample.length values', ({ sample, mean }) => {
    expect(figuresOf(sampleOf(sample)).mean).toBeCloseTo(mean, 9);
  });

  it.each([
    { n: 0, carried: [] },
    { n: 1, carried: [] },
    { n: 2, carried: ['p50'] },
    { n: 9, carried: ['p50'] },
    { n: 10, carried: ['p50', 'p90'] },
    { n: 19, carried: ['p50', 'p90'] },
    { n: 20, carried: ['p50', 'p90', 'p95'] },
    { n: 99, carried: ['p50', 'p90', 'p95'] },
    { n: 100, carried: ['p50', 'p90', 'p95', 'p99'] },
  ])('$n values carry $carried', ({ n, carried }) => {
    const { p50, p90, p95, p99 } = figuresOf(sampleOf(Array.from({ length: n }, (_, at) => at)));
    const points = Object.entries({ p50, p90, p95, p99 });
    expect(points.filter(([, value]) => value !== null).map(([name]) => name)).toEqual(carried);
  });

  it('leaves out what was not measured, and does not read it as 0', () => {
    expect(figuresOf(sampleOf([null, 4, null, 2]))).toMatchObject({ n: 2, min: 2, max: 4, mean: 3, p50: 3 });
    expect(figuresOf(sampleOf([null]))).toEqual(figuresOf(sampleOf([])));
  });

  it('is ordered, whatever the sample and its order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 100 }), (sample) => {
        const { min, p50, p90, p95, p99, max, mean } = figuresOf(sampleOf(sample));
        const inOrder = [min, p50, p90, p95, p99, max].map(Number);
        expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
        expect(Number(mean)).toBeGreaterThanOrEqual(Number(min));
        expect(Number(mean)).toBeLessThanOrEqual(Number(max));
        expect(figuresOf(sampleOf(sample.toReversed()))).toEqual(expect.objectContaining({ p50, p99 }));
      }),
      { numRuns: 50 },
    );
  });
});

describe('intervals', () => {
  it.each(reference.wilson)('Wilson of $k in $n agrees with SciPy', ({ k, n, low, high }) => {
    const interval = wilson(k / n, n);
    expect(interval.low).toBeCloseTo(low, 9);
    expect(interval.high).toBeCloseTo(high, 9);
  });

  it.each(reference.student)("Student's t at $df degrees of freedom is SciPy's within 0.1 %", ({ df, t }) => {
    expect(Math.abs(studentT975(df) / t - 1)).toBeLessThan(0.001);
  });

  it('takes each round as one draw where rounds do not vary', () => {
    const rounds = Array.from({ length: 6 }, () => ({ hits: 0, of: 11 }));
    expect(clusteredShare(rounds)).toEqual({ share: 0, ...wilson(0, 6) });
    const all = rounds.map(() => ({ hits: 11, of: 11 }));
    expect(clusteredShare(all)).toEqual({ share: 1, ...wilson(1, 6) });
  });

  it('is wider where requests of a round share their fate', () => {
    const together = [0, 10, 0, 10, 0, 10].map((hits) => ({ hits, of: 10 }));
    const apart = [5, 4, 6, 5, 4, 6].map((hits) => ({ hits, of: 10 }));
    const width = (rounds: typeof together) => {
      const { low, high } = clusteredShare(rounds) ?? { low: 0, high: 0 };
      return high - low;
    };
    expect(width(together)).toBeGreaterThan(2 * width(apart));
  });

  it('by hand: 1 to 6 of 10 in six rounds', () => {
    // share 21/60 = 0.35, Σ(y − 3.5)² = 17.5, variance 6/5 × 17.5 / 3600 = 0.0058333, effective 0.2275 / 0.0058333
    // = 39 requests, × (1.959964 / 2.570582)² = 22.672 draws.
    const rounds = [1, 2, 3, 4, 5, 6].map((hits) => ({ hits, of: 10 }));
    const interval = clusteredShare(rounds);
    const expected = wilson(0.35, 22.6725);
    expect(interval?.low).toBeCloseTo(expected.low, 3);
    expect(interval?.high).toBeCloseTo(expected.high, 3);
  });

  it('is none for fewer than two rounds', () => {
    expect(clusteredShare([{ hits: 1, of: 11 }])).toBeNull();
    expect(
      clusteredShare([
        { hits: 1, of: 11 },
        { hits: 0, of: 0 },
      ]),
    ).toBeNull();
  });
});
