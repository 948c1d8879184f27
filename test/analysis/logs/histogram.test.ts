import fc from 'fast-check';
import { build } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import { histogramRelativeError, LogHistogram } from '../../../src/analysis/logs/histogram.ts';

const filled = (sample: readonly number[]) => {
  const histogram = new LogHistogram();
  for (const ms of sample) histogram.add(ms);
  return histogram;
};

/** Type 7, straight from its definition. */
const exact = (sample: readonly number[], p: number): number => {
  const ascending = sample.toSorted((a, b) => a - b);
  const position = (ascending.length - 1) * p;
  const low = ascending[Math.floor(position)] ?? Number.NaN;
  const high = ascending[Math.ceil(position)] ?? Number.NaN;
  return low + (position - Math.floor(position)) * (high - low);
};

/** From a microsecond to fifteen minutes, as many small as large. */
const ms = fc
  .double({ min: 0, max: Math.log(900_000_000), noNaN: true })
  .map((logarithm) => Math.round(Math.exp(logarithm)) / 1_000);

describe('LogHistogram', () => {
  it('holds its stated error against exact quantiles', () => {
    fc.assert(
      fc.property(
        fc.array(ms, { minLength: 1, maxLength: 300 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (sample, p) => {
          const want = exact(sample, p);
          const found = filled(sample).quantile(p) ?? Number.NaN;
          expect(Math.abs(found - want)).toBeLessThanOrEqual(want * histogramRelativeError);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('has the quantiles of an HDR histogram of three digits', () => {
    fc.assert(
      fc.property(fc.array(ms, { minLength: 3, maxLength: 300 }), fc.nat(), (sample, any) => {
        const reference = build({ bitBucketSize: 64, autoResize: true, numberOfSignificantValueDigits: 3 });
        for (const value of sample) reference.recordValue(Math.round(value * 1_000));
        // Between the least and the greatest, which are exact here.
        const rank = 2 + (any % (sample.length - 2));
        const want = reference.getValueAtPercentile((100 * (rank - 0.5)) / sample.length) / 1_000;
        const found = filled(sample).quantile((rank - 1) / (sample.length - 1)) ?? Number.NaN;
        expect(found).toBeCloseTo(Math.min(want, Math.max(...sample)), 6);
      }),
    );
  });

  it('in truth the error is a tenth of a percent', () => {
    const sample = Array.from({ length: 20_000 }, (_, n) => 1.001 ** n / 1_000).map(
      (value) => Math.round(value * 1_000) / 1_000 + 1,
    );
    const histogram = filled(sample.filter((value) => value < 1e9));
    for (const p of [0.01, 0.5, 0.9, 0.95, 0.99, 0.999]) {
      const want = exact(
        sample.filter((value) => value < 1e9),
        p,
      );
      expect(Math.abs((histogram.quantile(p) ?? 0) - want) / want).toBeLessThanOrEqual(0.001);
    }
  });

  it('least, greatest and count are exact, and so is the mean', () => {
    fc.assert(
      fc.property(fc.array(ms, { minLength: 1 }), (sample) => {
        const histogram = filled(sample);
        expect(histogram.count()).toBe(sample.length);
        expect(histogram.min()).toBe(Math.min(...sample));
        expect(histogram.max()).toBe(Math.max(...sample));
        const microseconds = sample.reduce((sum, value) => sum + BigInt(Math.round(value * 1_000)), 0n);
        expect(histogram.mean()).toBeCloseTo(Number(microseconds) / 1_000 / sample.length, 9);
      }),
    );
  });

  it('a million equal values lose nothing in the mean', () => {
    const histogram = new LogHistogram();
    for (let n = 0; n < 1_000_000; n += 1) histogram.add(0.1);
    expect(histogram.mean()).toBe(0.1);
  });

  it('the quantiles of 1 to 1000 ms', () => {
    // SciPy: numpy.quantile(range(1, 1001), [.5, .9, .99]) → 500.5, 900.1, 990.01
    const histogram = filled(Array.from({ length: 1_000 }, (_, n) => n + 1));
    expect(Math.abs((histogram.quantile(0.5) ?? 0) / 500.5 - 1)).toBeLessThan(0.001);
    expect(Math.abs((histogram.quantile(0.9) ?? 0) / 900.1 - 1)).toBeLessThan(0.001);
    expect(Math.abs((histogram.quantile(0.99) ?? 0) / 990.01 - 1)).toBeLessThan(0.001);
    expect(histogram.quantile(0)).toBe(1);
    expect(histogram.quantile(1)).toBe(1_000);
  });

  it('an empty one has no figures, and what is no duration is not taken', () => {
    const histogram = filled([-1, Number.NaN, Number.POSITIVE_INFINITY]);
    expect(histogram.count()).toBe(0);
    expect([histogram.min(), histogram.max(), histogram.mean(), histogram.quantile(0.5)]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it('zero is a value', () => {
    const histogram = filled([0, 0, 0]);
    expect([histogram.min(), histogram.quantile(0.5), histogram.mean()]).toEqual([0, 0, 0]);
  });
});
