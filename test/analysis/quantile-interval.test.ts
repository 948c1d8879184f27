import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import reference from '../../fixtures/statistics/order-intervals.json' with { type: 'json' };
import { figuresOf } from '../../src/analysis/figures.ts';
import { ascending, quantilePoints } from '../../src/analysis/quantile.ts';
import { type Sample, sampleOf } from '../../src/analysis/sample.ts';
import { seededFractions } from '../../src/model/seeded-fractions.ts';

const ofRounds = (rounds: readonly (readonly number[])[]): Sample => {
  const values = Float64Array.from(rounds.flat());
  const codes = Uint32Array.from(rounds.flatMap((own, at) => own.map(() => at + 1)));
  return { sorted: ascending(values), parts: [{ values, rounds: codes }] };
};
const names = ['p50', 'p90', 'p95', 'p99'] as const;
/** 1, 2, … n, so that each value is its own rank. */
const ranks = (n: number): number[] => Array.from({ length: n }, (_, at) => at + 1);

describe('intervals of one round', () => {
  it.each(reference.intervals.filter(({ n, p }) => n <= 5_000 && p >= 0.5))(
    'lie at the ranks of SciPy: p = $p of $n values',
    ({ n, p, interval }) => {
      const name = names.find((each) => quantilePoints[each].p === p);
      if (name === undefined) throw new Error(`no quantile ${p}`);
      const shuffled = ranks(n).map((rank) => ((rank * 7_919) % n) + 1);
      const sample = new Set(shuffled).size === n ? shuffled : ranks(n);
      expect(figuresOf(ofRounds([sample])).intervals[name]).toEqual(
        interval && { low: interval.low, high: interval.high },
      );
    },
  );

  it('hold their quantile, and lie within the sample', () => {
    const values = fc.array(fc.double({ min: 0, max: 1_000, noNaN: true }), { minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(fc.array(values, { minLength: 1, maxLength: 9 }), (rounds) => {
        const { min, max, intervals, ...points } = figuresOf(ofRounds(rounds));
        for (const name of names) {
          const interval = intervals[name];
          if (interval === null) continue;
          expect(interval.low).toBeGreaterThanOrEqual(Number(min));
          expect(interval.low).toBeLessThanOrEqual(Number(points[name]));
          expect(interval.high).toBeGreaterThanOrEqual(Number(points[name]));
          expect(interval.high).toBeLessThanOrEqual(Number(max));
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('intervals over rounds', () => {
  const alike = (rounds: number, of: number) => Array.from({ length: rounds }, () => ranks(of));

  it('need six rounds: fewer do not show how much rounds vary', () => {
    for (const rounds of [2, 3, 4, 5])
      expect(figuresOf(ofRounds(alike(rounds, 100))).intervals.p50).toBeNull();
    expect(figuresOf(ofRounds(alike(6, 100))).intervals.p50).not.toBeNull();
  });

  it('take rounds of one request as draws', () => {
    const singles = ranks(30).map((value) => [value]);
    expect(figuresOf(ofRounds(singles)).intervals).toEqual(figuresOf(ofRounds([ranks(30)])).intervals);
  });

  it('by hand: six rounds, of which each lies wholly below or above the median', () => {
    // Share below 1/2, Σ(y − 5)² = 150, variance 6/5 × 150 / 60² = 0.05, effective 0.25 / 0.05 = 5 draws of 60
    // values, × (1.959964 / 2.570582)² = 2.9: no interval. Twelve such rounds: 12/11 × 300 / 120² = 0.022727, 11
    // draws, × (1.959964 / 2.200985)² = 8.72, so that of 8 draws: ranks 1 and 8, hence least and greatest.
    const low = (at: number) => Array.from({ length: 10 }, (_, n) => at + n / 100);
    const rounds = (n: number) => Array.from({ length: n }, (_, at) => low(at % 2 === 0 ? at : 100 + at));
    expect(figuresOf(ofRounds(rounds(6))).intervals.p50).toBeNull();
    const sample = ofRounds(rounds(12));
    const { min, max, intervals } = figuresOf(sample);
    expect(intervals.p50).toEqual({ low: min, high: max });
  });

  it('hold the true median as often as they say, where values taken for draws would not', () => {
    const fraction = seededFractions('rounds');
    const normal = (): number =>
      Math.sqrt(-2 * Math.log(1 - fraction())) * Math.cos(2 * Math.PI * fraction());
    const runs = 400;
    let [held, heldAsDraws] = [0, 0];
    for (let run = 0; run < runs; run += 1) {
      // Rounds differ as much as the requests of one do. The median of all is 0.
      const rounds = Array.from({ length: 12 }, () => {
        const shared = normal();
        return Array.from({ length: 20 }, () => shared + normal());
      });
      const holds = (interval: { low: number; high: number } | null): boolean =>
        interval !== null && interval.low <= 0 && interval.high >= 0;
      if (holds(figuresOf(ofRounds(rounds)).intervals.p50)) held += 1;
      if (holds(figuresOf(sampleOf(rounds.flat())).intervals.p50)) heldAsDraws += 1;
    }
    expect(held / runs).toBeGreaterThan(0.93);
    expect(heldAsDraws / runs).toBeLessThan(0.6);
  });
});
