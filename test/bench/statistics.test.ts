import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, ratioOf, spreadOf } from '../../bench/runner/statistics.ts';

describe('median', () => {
  // Expected: statistics.median of Python 3.
  it.each([
    { values: [7], want: 7 },
    { values: [10, 9], want: 9.5 },
    { values: [3, 1, 2], want: 2 },
    { values: [4, 100, 1, 3], want: 3.5 },
    { values: [5, 5, 1, 5, 9], want: 5 },
    { values: [2.5, -1, 0.25], want: 0.25 },
  ])('$values', ({ values, want }) => expect(median(values)).toBe(want));

  const sample = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 });

  it('has at most half of the values on either side', () => {
    fc.assert(
      fc.property(sample, (values) => {
        const middle = median(values);
        expect(values.filter((value) => value < middle).length).toBeLessThanOrEqual(values.length / 2);
        expect(values.filter((value) => value > middle).length).toBeLessThanOrEqual(values.length / 2);
      }),
    );
  });

  it('lies between the least and the greatest, and changes nothing', () => {
    fc.assert(
      fc.property(sample, (values) => {
        const before = [...values];
        const spread = spreadOf(values);
        expect(values).toEqual(before);
        expect(spread.least).toBeLessThanOrEqual(spread.median);
        expect(spread.median).toBeLessThanOrEqual(spread.greatest);
      }),
    );
  });
});

describe('ratio', () => {
  it('is the ratio of the medians, with the range of the pairs', () => {
    // Medians 30 and 10; pairs 20/10 = 2, 30/5 = 6, 90/30 = 3.
    expect(ratioOf([20, 30, 90], [10, 5, 30])).toEqual({ ofMedians: 3, paired: { least: 2, greatest: 6 } });
  });

  it('is not moved by one odd repetition', () => {
    expect(ratioOf([2, 2, 2, 2, 900], [1, 1, 1, 1, 1]).ofMedians).toBe(2);
  });

  it('claims no pairs where the two were not measured in turns', () => {
    expect(ratioOf([2, 4], [1])).toEqual({ ofMedians: 3, paired: null });
  });
});
