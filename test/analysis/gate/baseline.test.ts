import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyseRun } from '../../../src/analysis/analyse.ts';
import type { ComparedRun } from '../../../src/analysis/comparison/metric-sample.ts';
import { againstBaseline } from '../../../src/analysis/gate/baseline.ts';
import { metrics } from '../../../src/model/metrics.ts';
import { ahead, aRun, cold, provisioned, type Told, throttled, times } from '../run-builder.ts';

const metric = (name: string) => {
  const found = metrics.get(name);
  if (found === undefined) throw new Error(`no metric ${name}`);
  return found;
};

const aComparedRun = (told: readonly Told[]): ComparedRun => {
  const { run, joined } = aRun(told, { target: { provisioned: provisioned() } });
  const { rows, summary } = analyseRun(run, joined, [], { freshEnvironments: true });
  return { header: run.header, rows, summary };
};
/** A run of one cold start. */
const inits = (...each: readonly number[]) => each.map((init) => aComparedRun([cold('env-1', { init })]));
const against = (earlier: readonly number[], now: number) =>
  againstBaseline(metric('init.mean'), inits(...earlier), inits(now)[0] as ComparedRun);

const earlier = [100, 104, 97, 108, 101, 95];

describe('times, against the limit for one more run', () => {
  it.each([
    // scipy.stats.t of the logarithms, 5 degrees of freedom, SciPy 1.17.1.
    [
      103,
      {
        p: 0.3385876084376625,
        estimate: 0.022409611002571807,
        low: -0.10131698294253967,
        high: 0.1631703201570505,
      },
    ],
    [
      115,
      {
        p: 0.023046096745735604,
        estimate: 0.14152529383782292,
        low: 0.0033839510835722434,
        high: 0.29868530891321177,
      },
    ],
    [
      140,
      {
        p: 0.0006177890223080878,
        estimate: 0.38968296641126193,
        low: 0.22151089697130466,
        high: 0.5810082021552134,
      },
    ],
  ] as const)('now %f ms', (now, { p, estimate, low, high }) => {
    const found = against(earlier, now);
    expect(found).toMatchObject({
      verdict: 'changed',
      method: 'prediction',
      old: 100.5,
      new: now,
      n: { old: 6, new: 1, of: 'runs' },
    });
    expect(found.p).toBeCloseTo(p, 10);
    expect(found.change?.estimate).toBeCloseTo(estimate, 10);
    // The table of t has three decimals.
    expect(found.change?.low).toBeCloseTo(low, 4);
    expect(found.change?.high).toBeCloseTo(high, 4);
  });

  it.each([
    [[], 0],
    [[100, 101, 102, 103], 4],
  ])('needs five runs: %j', (runs, n) => {
    expect(against(runs, 500)).toMatchObject({
      verdict: 'too-few',
      p: null,
      needs: 5,
      because: `needs n ≥ 5 runs in the baseline that have it, and there are ${n}`,
    });
  });

  it('runs that are all the same leave no doubt', () => {
    const same = [100, 100, 100, 100, 100];
    expect(against(same, 100)).toMatchObject({ p: 1, change: { estimate: 0, low: 0, high: 0 } });
    expect(against(same, 101)).toMatchObject({ p: 0 });
  });

  it('a slower run is never less suspect, and nothing is NaN', () => {
    const ms = fc.double({ min: 0.01, max: 1e5, noNaN: true }).map((value) => Math.round(value * 100) / 100);
    fc.assert(
      fc.property(fc.array(ms, { minLength: 5, maxLength: 12 }), ms, ms, (runs, one, other) => {
        fc.pre(runs.every((value) => value > 0) && one > 0 && other > 0);
        const [less, more] = [against(runs, Math.min(one, other)), against(runs, Math.max(one, other))];
        for (const found of [less, more])
          for (const value of [found.p, found.change?.estimate, found.change?.low])
            expect(value).not.toBeNaN();
        expect(more.p ?? 1).toBeLessThanOrEqual((less.p ?? 0) + 1e-12);
      }),
      { numRuns: 25 },
    );
  });
});

describe('counts, against the most that was seen', () => {
  const ofTen = (n: number): ComparedRun =>
    aComparedRun([...times(n, (at) => cold(`env-${at}`)), ...times(10 - n, (at) => ahead(`env-${n + at}`))]);
  const before = [1, 0, 1, 2, 1].map(ofTen);
  it.each([
    [0, 1],
    [2, 1],
    [3, 0],
  ])('%i cold of ten', (now, p) => {
    const none = againstBaseline(metric('throttled.count'), before, ofTen(now));
    expect(none).toMatchObject({ method: 'beyond-all', p: 1 });
    const waiting = againstBaseline(metric('cold.ratio'), before, ofTen(now));
    expect(waiting).toMatchObject({ method: 'beyond-all', p, new: now / 10 });
    expect(waiting.change?.estimate).toBeCloseTo(now / 10 - 0.1, 12);
  });
});

it.each(['init.p50', 'round_trip.p50', 'cold.count', 'cold.ratio', 'duration.mean'])(
  'a run of throttled requests alone is undecided in %s',
  (name) => {
    const now = aComparedRun(times(5, () => throttled('ReservedFunctionConcurrentInvocationLimitExceeded')));
    const found = againstBaseline(metric(name), inits(...earlier), now);
    expect(found).toMatchObject({ verdict: 'undecided', p: null });
    expect(found.because).not.toBe('');
  },
);
