import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bracketOf,
  isDecided,
  kneeOf,
  nextConcurrency,
  plannedConcurrencies,
  type SweepRange,
} from '../../../src/analysis/sweep/knee.ts';
import type { Observation } from '../../../src/analysis/sweep/observation.ts';
import { sweepSentence } from '../../../src/analysis/sweep/sentence.ts';
import { sweepRounds } from '../../../src/fanout/sweep.ts';
import { UsageError } from '../../../src/model/errors.ts';

const seen = (concurrency: number, changes: Partial<Observation> = {}): Observation => ({
  concurrency,
  cold: 0,
  retained: 0,
  unknown: 0,
  throttled: 0,
  achievedConcurrency: concurrency,
  environments: concurrency,
  initP95Ms: null,
  roundTripP95Ms: null,
  ...changes,
});
const range = (changes: Partial<SweepRange> = {}): SweepRange => ({
  metric: 'cold.count',
  from: 1,
  to: 40,
  predicted: null,
  hasProvisioned: true,
  rise: 1.5,
  ...changes,
});

/** A target with `capacity` environments ahead: what goes beyond makes environments that are retained. */
async function sweepOf(capacity: number, asked: SweepRange) {
  let retained = 0;
  return sweepRounds(
    (all: readonly Observation[]) => nextConcurrency(all, asked),
    async (concurrency) => {
      const beyond = Math.max(0, concurrency - capacity);
      const reused = Math.min(beyond, retained);
      retained = Math.max(retained, beyond);
      return seen(concurrency, { cold: beyond - reused, retained: reused });
    },
    { maxInvocations: 1_000_000, stop: new AbortController().signal },
  );
}

describe('a sweep finds the knee', () => {
  it.each([
    { name: 'as predicted: two rounds', capacity: 10, predicted: 10, rounds: [10, 11] },
    { name: 'fewer than predicted', capacity: 7, predicted: 10, rounds: [10, 7] },
    { name: 'more than predicted', capacity: 13, predicted: 10, rounds: [10, 11, 22, 13] },
    { name: 'not predicted', capacity: 10, predicted: null, rounds: [1, 2, 4, 8, 16, 10] },
    { name: 'nothing ahead', capacity: 0, predicted: 0, rounds: [1] },
    { name: 'none in the range', capacity: 100, predicted: null, rounds: [1, 2, 4, 8, 16, 32, 40] },
  ])('$name', async ({ capacity, predicted, rounds }) => {
    const asked = range({ predicted });
    const { seen: all } = await sweepOf(capacity, asked);
    const knee = kneeOf(bracketOf(all, asked), asked);
    expect(knee).toBe(capacity < 40 ? capacity + 1 : null);
    // What a larger round says of the capacity is confirmed by a round of that many, where none was yet.
    expect(all.map(({ concurrency }) => concurrency).slice(0, rounds.length)).toEqual(rounds);
    expect(all.length).toBeLessThanOrEqual(rounds.length + 1);
  });

  it('none before the limit: no greater round follows one that was throttled', () => {
    const asked = range({ predicted: 10 });
    const all: Observation[] = [];
    for (let next = nextConcurrency(all, asked); next !== null; next = nextConcurrency(all, asked)) {
      const throttled = Math.max(0, next - 10);
      all.push(seen(next, { throttled, unknown: throttled, environments: Math.min(10, next) }));
    }
    expect(all.map(({ concurrency }) => concurrency)).toEqual([10, 11]);
    const bracket = bracketOf(all, asked);
    expect(bracket).toEqual({ below: 10, at: null });
    expect(isDecided(all, bracket, asked, 'done')).toBe(false);
    expect(sweepSentence({ range: asked, bracket, end: 'done', observations: all })).toBe(
      'No request waits for an init up to 10 at once, and of 11 1 is throttled: the limit comes before a cold start does.',
    );
  });

  it('a round that fails ends it, and those before it stand; of the first nothing is there to stand', async () => {
    const asked = range({ predicted: 10 });
    const failing = (at: number, error: Error) =>
      sweepRounds(
        (all: readonly Observation[]) => nextConcurrency(all, asked),
        async (concurrency, step) => {
          if (step === at) throw error;
          return seen(concurrency);
        },
        { maxInvocations: 1_000, stop: new AbortController().signal },
      );
    const refused = new UsageError('expired', 'sign in');
    const ended = await failing(2, refused);
    expect(ended).toMatchObject({ sent: 10, failure: refused });
    expect(ended.seen.map(({ concurrency }) => concurrency)).toEqual([10]);
    await expect(failing(1, refused)).rejects.toBe(refused);
    await expect(failing(2, new TypeError('a bug'))).rejects.toThrow('a bug');
  });

  it('what is throttled is not what was ready', () => {
    const asked = range({ predicted: null });
    const all = [seen(32, { cold: 5, throttled: 17, unknown: 17 })];
    expect(nextConcurrency(all, asked)).toBe(10);
  });

  it('whatever the capacity, range and prediction are, in few rounds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(3_000),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 0, max: 3_000 }),
        fc.option(fc.nat(3_000)),
        async (capacity, from, more, predicted) => {
          const asked = range({ from, to: from + more, predicted });
          const { seen: all } = await sweepOf(capacity, asked);
          const knee = kneeOf(bracketOf(all, asked), asked);
          const want = capacity + 1 > asked.to ? null : Math.max(asked.from, capacity + 1);
          expect(knee).toBe(want);
          expect(all.length).toBeLessThanOrEqual(Math.ceil(Math.log2(asked.to)) + 5);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('of a time: the least concurrency at which it has risen', () => {
    const asked = range({ metric: 'round_trip.p95', from: 1, to: 16 });
    const times = new Map([
      [1, 100],
      [2, 110],
      [4, 120],
      [8, 200],
      [6, 170],
      [5, 140],
    ]);
    const all: Observation[] = [];
    for (let next = nextConcurrency(all, asked); next !== null; next = nextConcurrency(all, asked))
      all.push(seen(next, { roundTripP95Ms: times.get(next) ?? null }));
    expect(kneeOf(bracketOf(all, asked), asked)).toBe(6);
  });

  it.each(['init.p95', 'round_trip.p95'] as const)(
    '%s: held against the least round that has it; no smaller round after one with cold starts',
    (metric) => {
      const asked = range({ metric, from: 20, to: 320, hasProvisioned: false });
      const times = new Map([
        [40, 100],
        [80, 110],
        [160, 200],
      ]);
      const key = metric === 'init.p95' ? 'initP95Ms' : 'roundTripP95Ms';
      const all: Observation[] = [];
      for (let next = nextConcurrency(all, asked); next !== null; next = nextConcurrency(all, asked))
        all.push(seen(next, { cold: 20, [key]: times.get(next) ?? null }));
      expect(all.map(({ concurrency }) => concurrency)).toEqual([20, 40, 80, 160]);
      const bracket = bracketOf(all, asked);
      expect(bracket).toEqual({ below: 80, at: 160 });
      expect(isDecided(all, bracket, asked, 'done')).toBe(true);
      expect(sweepSentence({ range: asked, bracket, end: 'done', observations: all })).toMatch(
        / rises over 1\.5 times that of 40 somewhere from 81 to 160 at once\.$/,
      );
    },
  );

  it.each(['init.p95', 'round_trip.p95'] as const)('%s that no round has is nothing told', (metric) => {
    const asked = range({ metric, from: 20, to: 40 });
    const all = [seen(20), seen(40)];
    const bracket = bracketOf(all, asked);
    expect(bracket).toEqual({ below: null, at: null });
    expect(isDecided(all, bracket, asked, 'done')).toBe(false);
    expect(sweepSentence({ range: asked, bracket, end: 'done', observations: all })).toMatch(
      /^It could not be told: /,
    );
  });
});

it('a round that does not tell is no proof that nobody waited', () => {
  const asked = range();
  const all = [seen(1), seen(2, { unknown: 1 })];
  expect(bracketOf(all, asked)).toEqual({ below: 1, at: null });
});

it('stops before the most invocations are passed', async () => {
  const { end, sent } = await sweepRounds(
    () => 10,
    async (concurrency) => concurrency,
    { maxInvocations: 25, stop: new AbortController().signal },
  );
  expect({ end, sent }).toEqual({ end: 'invocations', sent: 20 });
});

it.each([
  { asked: range({ predicted: 10 }), want: [10, 11] },
  { asked: range({ predicted: 0 }), want: [1] },
  { asked: range({ to: 20 }), want: [1, 2, 4, 8, 16, 20] },
])('plans $want', ({ asked, want }) => expect(plannedConcurrencies(asked)).toEqual(want));

it.each([
  {
    all: [seen(10), seen(11, { cold: 1 })],
    asked: range(),
    want: /^The first request spills over at 11 at once: 10 are served/,
  },
  {
    all: [seen(1, { cold: 1 })],
    asked: range({ hasProvisioned: false }),
    want: /^Already one request at once waits/,
  },
  {
    all: [seen(1), seen(2, { cold: 1 })],
    asked: range(),
    want: /^The first request spills over at 2 at once: 1 is served/,
  },
  {
    all: [seen(10, { cold: 1 })],
    asked: range({ from: 10, hasProvisioned: false }),
    want: /^Already 10 requests at once meet a cold start; fewer were not tried\.$/,
  },
  { all: [seen(1, { retained: 1 })], asked: range(), want: /^Already one request at once spills over: / },
  { all: [seen(40)], asked: range(), want: /^No request waits for an init up to 40/ },
  { all: [seen(1), seen(8, { cold: 1 })], asked: range(), want: /somewhere from 2 to 8 at once/ },
])('$want', ({ all, asked, want }) =>
  expect(
    sweepSentence({ range: asked, bracket: bracketOf(all, asked), end: 'done', observations: all }),
  ).toMatch(want),
);
