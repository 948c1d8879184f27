import fc from 'fast-check';
import { expect, it } from 'vitest';
import { studentTail } from '../../../src/analysis/statistics/student.ts';

/** scipy.stats.t.sf(t, df), SciPy 1.17.1. */
it.each([
  [1, 1, 0.25000000000000006],
  [6.313751514675043, 1, 0.05],
  [2, 2, 0.09175170953613698],
  [-1.5, 3, 0.8847080673775886],
  [2.5, 4, 0.03338327240599407],
  [3.2, 7, 0.0075329056712446505],
  [1.833, 9, 0.0500089700252915],
  [4.5, 9, 0.0007444747077058662],
  [0, 5, 0.5],
  [10, 9, 1.789118715962368e-6],
  [-30, 2, 0.9994453686590201],
  [7, 30, 4.434979333610325e-8],
])('P(T > %f), %i degrees of freedom', (t, df, p) => {
  expect(Math.abs(studentTail(t, df) - p)).toBeLessThan(1e-13);
});

it('both tails are one, and it never rises', () => {
  const t = fc.double({ min: -50, max: 50, noNaN: true });
  fc.assert(
    fc.property(t, t, fc.integer({ min: 1, max: 60 }), (one, other, df) => {
      expect(studentTail(one, df) + studentTail(-one, df)).toBeCloseTo(1, 12);
      const [less, more] = [Math.min(one, other), Math.max(one, other)];
      expect(studentTail(more, df)).toBeLessThanOrEqual(studentTail(less, df) + 1e-12);
    }),
  );
});
