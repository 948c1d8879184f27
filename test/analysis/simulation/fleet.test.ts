import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fleet, type FleetOptions, type ServiceSample } from '../../../src/analysis/simulation/fleet.ts';
import { IdleStack } from '../../../src/analysis/simulation/idle-stack.ts';
import { MinHeap } from '../../../src/analysis/simulation/min-heap.ts';
import { seededFractions } from '../../../src/model/seeded-fractions.ts';

const sample = (occupiedMs: readonly number[], initMs = 0): ServiceSample => {
  const occupied = Float64Array.from(occupiedMs);
  return {
    occupiedMs: occupied,
    roundTripMs: occupied.map((ms) => ms + 5),
    billedMs: occupied.map(Math.ceil),
    billedInitMs: occupied.map(() => initMs),
  };
};
const constant = {
  provisioned: sample([100]),
  retained: sample([100]),
  new: sample([260], 160),
};
const options = (provisioned: number, changes: Partial<FleetOptions> = {}): FleetOptions => ({
  provisionedAt: () => provisioned,
  retentionMs: 300_000,
  onDemandLimitAt: () => 1_000,
  ratesLimited: true,
  ...changes,
});
const burst = (fleet: Fleet, atMs: number, n: number): void => {
  for (let request = 0; request < n; request += 1) fleet.offer(atMs, 0);
};

describe('deterministic traces, answers by hand', () => {
  it.each([
    { name: '$LATEST, ten at once', provisioned: 0, sizes: [10], want: { new: 10, retained: 0 } },
    { name: 'ten on ten', provisioned: 10, sizes: [10], want: { provisioned: 10, new: 0 } },
    { name: 'eleven on ten', provisioned: 10, sizes: [11], want: { provisioned: 10, new: 1 } },
    {
      name: 'eleven on ten, again a minute later: the spilled one is retained',
      provisioned: 10,
      sizes: [11, 11],
      want: { provisioned: 20, new: 1, retained: 1 },
    },
    {
      name: 'twelve after eleven: one more is new',
      provisioned: 10,
      sizes: [11, 12],
      want: { provisioned: 20, new: 2, retained: 1 },
    },
  ])('$name', ({ provisioned, sizes, want }) => {
    const fleet = new Fleet(constant, options(provisioned));
    for (const [minute, n] of sizes.entries()) burst(fleet, minute * 60_000, n);
    expect(fleet.counts()).toMatchObject(want);
  });

  it('an environment is gone once its retention is over, and not before', () => {
    for (const [gapMs, isNew] of [
      [300_259, 1],
      [300_260, 2],
    ] as const) {
      const fleet = new Fleet(constant, options(0));
      fleet.offer(0, 0);
      fleet.offer(gapMs, 0);
      expect(fleet.counts().new).toBe(isNew);
    }
  });

  it('ten requests a second for each provisioned environment', () => {
    const short = { ...constant, provisioned: sample([10]) };
    const fleet = new Fleet(short, options(1));
    // Ten tokens, and 0.2 more for each 20 ms: before the k-th there are 10 − 0.8 (k − 1), which is under one at the 13th.
    for (let request = 0; request < 13; request += 1) fleet.offer(request * 20, 0);
    expect(fleet.counts()).toMatchObject({ provisioned: 12, new: 1 });
  });

  it('1,000 new environments at once, the rest throttled by rate', () => {
    const fleet = new Fleet(constant, options(0, { onDemandLimitAt: () => 10_000 }));
    burst(fleet, 0, 1_200);
    expect(fleet.counts()).toMatchObject({ new: 1_000, overRate: 200, overConcurrency: 0 });
  });

  it('beyond the concurrency requests are throttled, not queued', () => {
    const fleet = new Fleet(constant, options(0, { onDemandLimitAt: () => 10 }));
    burst(fleet, 0, 12);
    expect(fleet.counts()).toMatchObject({ new: 10, overConcurrency: 2, mostBusy: 10 });
    expect(fleet.roundTrips.count()).toBe(10);
  });

  it('provisioned concurrency comes and goes by the hour', () => {
    const fleet = new Fleet(constant, options(0, { provisionedAt: (ms) => (ms < 60_000 ? 2 : 0) }));
    burst(fleet, 0, 2);
    burst(fleet, 60_000, 2);
    expect(fleet.counts()).toMatchObject({ provisioned: 2, new: 2 });
  });

  it('adds up what is billed', () => {
    const fleet = new Fleet(constant, options(1));
    burst(fleet, 0, 2);
    expect(fleet.counts()).toMatchObject({
      provisionedBilledMs: 100,
      onDemandBilledMs: 260,
      billedInitMs: 160,
    });
  });
});

/** Erlang's loss formula; the values below are those of published tables.
 * @see https://en.wikipedia.org/wiki/Erlang_(unit)#Erlang_B_formula */
const erlangB = (erlangs: number, servers: number): number => {
  let blocked = 1;
  for (let n = 1; n <= servers; n += 1) blocked = (erlangs * blocked) / (n + erlangs * blocked);
  return blocked;
};

describe('Erlang B: spillover with nothing retained and no rates', () => {
  it.each([
    { erlangs: 1, servers: 1, table: 0.5 },
    { erlangs: 2, servers: 2, table: 0.4 },
    { erlangs: 5, servers: 10, table: 0.0184 },
    { erlangs: 10, servers: 10, table: 0.2146 },
  ])('$erlangs erlangs on $servers: $table', ({ erlangs, servers, table }) => {
    expect(erlangB(erlangs, servers)).toBeCloseTo(table, 4);
    const fraction = seededFractions(`erlang ${erlangs} ${servers}`);
    const exponential = Array.from({ length: 20_000 }, () => -100 * Math.log(1 - fraction()));
    const served = sample(exponential);
    // The formula does not care how long a blocked request takes elsewhere.
    const fleet = new Fleet(
      { provisioned: served, retained: served, new: served },
      options(servers, {
        retentionMs: 0,
        ratesLimited: false,
        onDemandLimitAt: () => Number.POSITIVE_INFINITY,
      }),
    );
    const requests = 200_000;
    let atMs = 0;
    for (let request = 0; request < requests; request += 1) {
      atMs += (-100 / erlangs) * Math.log(1 - fraction());
      fleet.offer(atMs, fraction());
    }
    const spilled = fleet.counts().new / requests;
    // Requests are correlated over a few service times: an effective tenth of them is on the safe side.
    const standardError = Math.sqrt((table * (1 - table)) / (requests / 10));
    expect(Math.abs(spilled - erlangB(erlangs, servers))).toBeLessThan(4 * standardError);
    expect(fleet.counts().retained).toBe(0);
  });
});

describe('what it is made of', () => {
  it('a heap gives values in ascending order, however they came', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: 0, max: 1e9 }), { maxLength: 300 }), (values) => {
        const heap = new MinHeap();
        for (const value of values) heap.push(value);
        expect(values.map(() => heap.pop())).toEqual(values.toSorted((a, b) => a - b));
        expect(heap.pop()).toBe(Number.POSITIVE_INFINITY);
      }),
    );
  });

  it('a stack does what a list would do', () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant('push' as const), by: fc.nat(50) }),
        fc.record({ kind: fc.constant('pop' as const), by: fc.constant(0) }),
        fc.record({ kind: fc.constant('expire' as const), by: fc.nat(200) }),
      ),
      { maxLength: 400 },
    );
    fc.assert(
      fc.property(steps, (all) => {
        const stack = new IdleStack();
        let list: number[] = [];
        let now = 0;
        for (const { kind, by } of all) {
          if (kind === 'push') {
            now += by;
            stack.push(now);
            list.push(now);
          } else if (kind === 'pop' && list.length > 0) {
            stack.pop();
            list.pop();
          } else if (kind === 'expire') {
            stack.expire(now - by);
            list = list.filter((since) => since > now - by);
          }
          expect(stack.length).toBe(list.length);
        }
      }),
    );
  });
});
