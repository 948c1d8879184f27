import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import reference from '../../../fixtures/statistics/order-intervals.json' with { type: 'json' };
import { orderInterval } from '../../../src/analysis/statistics/order-interval.ts';

describe('order-statistic interval of a quantile', () => {
  it.each(reference.intervals)('has the ranks of SciPy for p = $p of $n values', ({ n, p, interval }) => {
    const found = orderInterval(n, p);
    expect(found && { low: found.low, high: found.high }).toEqual(
      interval && { low: interval.low, high: interval.high },
    );
    if (found && interval) expect(found.coverage).toBeCloseTo(interval.coverage, 9);
  });

  it.each([
    { p: 0.5, least: 6 },
    { p: 0.9, least: 29 },
    { p: 0.95, least: 59 },
    { p: 0.99, least: 299 },
  ])('of p = $p there is one from $least values on', ({ p, least }) => {
    expect(orderInterval(least - 1, p)).toBeNull();
    for (let n = least; n < least + 200; n += 1) expect(orderInterval(n, p)).not.toBeNull();
  });

  it.each([
    // As printed tables of the sign test have them, to four decimals.
    { n: 10, low: 2, high: 9, coverage: 0.9785 },
    { n: 20, low: 6, high: 15, coverage: 0.9586 },
    { n: 100, low: 40, high: 61, coverage: 0.9648 },
  ])('of the median of $n values is that of the printed tables', ({ n, low, high, coverage }) => {
    const found = orderInterval(n, 0.5);
    expect(found).toMatchObject({ low, high });
    expect(found?.coverage).toBeCloseTo(coverage, 4);
  });

  it('has none of nothing', () => expect(orderInterval(0, 0.5)).toBeNull());

  it('is mirrored for 1 − p, within the sample and at least as sure as asked', () => {
    const sizes = fc.integer({ min: 1, max: 3_000 });
    const points = fc.integer({ min: 1, max: 999 }).map((thousandths) => thousandths / 1_000);
    fc.assert(
      fc.property(sizes, points, fc.constantFrom(0.8, 0.9, 0.95, 0.99), (n, p, confidence) => {
        const found = orderInterval(n, p, confidence);
        if (found === null) {
          expect(p ** n + (1 - p) ** n).toBeGreaterThan(1 - confidence);
          return;
        }
        expect(found.low).toBeGreaterThanOrEqual(1);
        expect(found.high).toBeGreaterThan(found.low);
        expect(found.high).toBeLessThanOrEqual(n);
        expect(found.coverage).toBeGreaterThanOrEqual(confidence - 1e-12);
        const mirrored = orderInterval(n, 1 - p, confidence);
        expect(mirrored).toMatchObject({ low: n + 1 - found.high, high: n + 1 - found.low });
      }),
    );
  });
});
