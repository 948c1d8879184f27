import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fullBucket,
  newEnvironmentsBucket,
  type Placement,
  type PlacementState,
  place,
  placeMany,
  provisionedBucket,
  refilled,
} from '../../src/model/placement.ts';

const stateOf = (changes: Partial<PlacementState> = {}): PlacementState => ({
  provisionedIdle: 10,
  provisionedRequests: provisionedBucket(10, 0),
  retainedIdle: 0,
  newEnvironments: newEnvironmentsBucket(0),
  onDemandInUse: 0,
  onDemandLimit: 1_000,
  limitedBy: 'account',
  ...changes,
});

/** Requests that come at these moments and are held for good. */
function placeAll(state: PlacementState, atMs: readonly number[]): readonly Placement[] {
  const placements: Placement[] = [];
  let now = state;
  for (const at of atMs) {
    const placement = place(now, at);
    placements.push(placement);
    now = placement.state;
  }
  return placements;
}
const kinds = (placements: readonly Placement[]) => {
  const counts = { provisioned: 0, retained: 0, new: 0, throttled: 0 };
  for (const { kind } of placements) counts[kind] += 1;
  return counts;
};
const atOnce = (n: number) => Array.from({ length: n }, () => 0);

const anyState = fc
  .record({
    provisionedIdle: fc.nat(20),
    retainedIdle: fc.nat(20),
    onDemandInUse: fc.nat(10),
    room: fc.nat(30),
    newTokens: fc.nat(30),
    limitedBy: fc.constantFrom('reserved' as const, 'account' as const),
  })
  .map(({ room, newTokens, ...state }) =>
    stateOf({
      ...state,
      provisionedRequests: provisionedBucket(state.provisionedIdle, 0),
      newEnvironments: fullBucket(newTokens, 100, 0),
      onDemandLimit: state.onDemandInUse + room,
    }),
  );

describe('placement of simultaneous requests', () => {
  it.each([
    {
      name: '11 on 10 provisioned',
      n: 11,
      state: {},
      want: { provisioned: 10, retained: 0, new: 1, throttled: 0 },
    },
    {
      name: '10 on none',
      n: 10,
      state: { provisionedIdle: 0 },
      want: { provisioned: 0, retained: 0, new: 10, throttled: 0 },
    },
    {
      name: '11 where one is retained',
      n: 11,
      state: { retainedIdle: 1 },
      want: { provisioned: 10, retained: 1, new: 0, throttled: 0 },
    },
    {
      name: '12 where one more may run',
      n: 12,
      state: { onDemandLimit: 1 },
      want: { provisioned: 10, retained: 0, new: 1, throttled: 1 },
    },
    {
      name: '1,011 against 1,000 new in ten seconds',
      n: 1_011,
      state: { onDemandLimit: 5_000 },
      want: { provisioned: 10, retained: 0, new: 1_000, throttled: 1 },
    },
  ])('$name', ({ n, state, want }) => {
    expect(kinds(placeAll(stateOf(state), atOnce(n)))).toEqual(want);
  });

  it.each([
    { limitedBy: 'reserved' as const, reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
    { limitedBy: 'account' as const, reason: 'ConcurrentInvocationLimitExceeded' },
  ])('a throttle by $limitedBy concurrency says so', ({ limitedBy, reason }) => {
    expect(place(stateOf({ provisionedIdle: 0, onDemandLimit: 0, limitedBy }), 0)).toMatchObject({
      kind: 'throttled',
      reason,
    });
  });

  it('spills over at ten requests a second for each provisioned environment', () => {
    // One environment, free again after each request: ten requests within the second, the eleventh spills over.
    let state = stateOf({ provisionedIdle: 1, provisionedRequests: provisionedBucket(1, 0) });
    const served: string[] = [];
    for (let request = 0; request < 11; request += 1) {
      const placement = place(state, 0);
      served.push(placement.kind);
      state = { ...placement.state, provisionedIdle: 1 };
    }
    expect(served).toEqual([...Array.from({ length: 10 }, () => 'provisioned'), 'new']);
    expect(place(state, 100).kind).toBe('provisioned');
  });

  it('prefers provisioned, then retained, then new, then nothing', () => {
    const order = ['provisioned', 'retained', 'new', 'throttled'];
    fc.assert(
      fc.property(anyState, fc.nat(80), (state, n) => {
        const ranks = placeAll(state, atOnce(n)).map(({ kind }) => order.indexOf(kind));
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
      }),
    );
  });

  it('places each request once, within what there is', () => {
    fc.assert(
      fc.property(anyState, fc.nat(80), (state, n) => {
        const counts = kinds(placeAll(state, atOnce(n)));
        const room = state.onDemandLimit - state.onDemandInUse;
        const provisioned = Math.min(n, state.provisionedIdle);
        const retained = Math.min(n - provisioned, state.retainedIdle, room);
        const made = Math.min(n - provisioned - retained, state.newEnvironments.capacity, room - retained);
        expect(counts).toEqual({
          provisioned,
          retained,
          new: made,
          throttled: n - provisioned - retained - made,
        });
      }),
    );
  });

  it('never throttles more where more is there', () => {
    const more = fc.record({ provisionedIdle: fc.nat(3), retainedIdle: fc.nat(3), onDemandLimit: fc.nat(3) });
    fc.assert(
      fc.property(anyState, more, fc.nat(60), (state, plus, n) => {
        const richer = {
          ...state,
          provisionedIdle: state.provisionedIdle + plus.provisionedIdle,
          provisionedRequests: provisionedBucket(state.provisionedIdle + plus.provisionedIdle, 0),
          retainedIdle: state.retainedIdle + plus.retainedIdle,
          onDemandLimit: state.onDemandLimit + plus.onDemandLimit,
        };
        expect(kinds(placeAll(richer, atOnce(n))).throttled).toBeLessThanOrEqual(
          kinds(placeAll(state, atOnce(n))).throttled,
        );
      }),
    );
  });

  it('does not change the state it is given, and a throttle takes nothing', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const before = structuredClone(state);
        const { kind, state: after } = place(state, 0);
        expect(state).toEqual(before);
        if (kind === 'throttled') expect(after).toEqual(before);
      }),
    );
  });
});

describe('token bucket', () => {
  const bucket = fc.record({
    capacity: fc.integer({ min: 1, max: 1_000 }),
    refillPerSecond: fc.integer({ min: 1, max: 1_000 }),
    atMs: fc.nat(10_000),
  });
  it('refills evenly, never over its capacity, and does not save up', () => {
    fc.assert(
      fc.property(bucket, fc.nat(5_000), fc.nat(5_000), (of, first, second) => {
        const empty = { ...of, tokens: 0 };
        const inTwo = refilled(refilled(empty, of.atMs + first), of.atMs + first + second);
        const inOne = refilled(empty, of.atMs + first + second);
        expect(inTwo.tokens).toBeCloseTo(inOne.tokens, 6);
        expect(inOne.tokens).toBeCloseTo(
          Math.min(of.capacity, ((first + second) / 1_000) * of.refillPerSecond),
          6,
        );
      }),
    );
  });

  it('makes new environments again at a hundred a second', () => {
    const used = placeAll(stateOf({ provisionedIdle: 0, onDemandLimit: 5_000 }), atOnce(1_001));
    expect(used.at(-1)).toMatchObject({ kind: 'throttled', reason: 'FunctionInvocationRateLimitExceeded' });
    const later = used.at(-1)?.state ?? stateOf();
    expect(
      kinds(
        placeAll(
          later,
          Array.from({ length: 101 }, () => 1_000),
        ),
      ),
    ).toMatchObject({ new: 100, throttled: 1 });
  });

  it('goes back for no clock that does', () => {
    const some = { capacity: 10, refillPerSecond: 1, tokens: 3, atMs: 500 };
    expect(refilled(some, 400)).toEqual(some);
  });
});

it('many at one moment are placed as one after the other', () => {
  const atMs = fc.double({ min: 0, max: 30_000, noNaN: true });
  fc.assert(
    fc.property(
      anyState,
      fc.nat(60),
      fc.double({ min: 0, max: 1, noNaN: true }),
      atMs,
      (state, n, part, at) => {
        // Buckets that were used before hold parts of tokens.
        const used = {
          ...state,
          newEnvironments: { ...state.newEnvironments, tokens: part * state.newEnvironments.tokens },
        };
        const single = placeAll(
          used,
          Array.from({ length: n }, () => at),
        );
        const many = placeMany(used, n, at);
        expect(many.placed).toEqual(kinds(single));
        expect(many.state).toEqual(single.at(-1)?.state ?? used);
      },
    ),
    { numRuns: 500 },
  );
});
