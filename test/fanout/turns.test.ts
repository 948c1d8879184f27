import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { abba, type Turn, takeTurns } from '../../src/fanout/turns.ts';
import { FakeClock } from '../support/fake-clock.ts';

const never = new AbortController().signal;

/** Takes turns until it has had enough; each takes 300 ms. */
async function side(
  turn: Turn,
  turns: number,
  clock: FakeClock,
  log: (begunMs: number) => void,
  stop = never,
) {
  for (let at = 0; at < turns && !stop.aborted; at += 1) {
    await turn.take(stop);
    if (stop.aborted) break;
    log(clock.nowMs());
    await clock.sleep(300, stop);
    turn.give();
  }
  turn.leave();
}

async function runs(order: readonly number[], turns: readonly number[], gapMs = 0) {
  const clock = new FakeClock();
  const begun: { who: number; atMs: number }[] = [];
  const own = takeTurns(order, clock, gapMs);
  await clock.runUntil(
    Promise.all(
      own.map((turn, who) => side(turn, turns[who] ?? 0, clock, (atMs) => begun.push({ who, atMs }))),
    ),
  );
  return begun;
}

describe('turns', () => {
  it('come in order, each a gap after the end of the one before', async () => {
    expect(await runs([0, 1, 1, 0], [2, 2], 1_000)).toEqual([
      { who: 0, atMs: 0 },
      { who: 1, atMs: 1_300 },
      { who: 1, atMs: 2_600 },
      { who: 0, atMs: 3_900 },
    ]);
  });

  it('go on without who has left', async () => {
    expect((await runs([0, 1, 1, 0, 0, 1], [3, 1])).map(({ who }) => who)).toEqual([0, 1, 0, 0]);
  });

  it('keep any order, and nobody waits for ever', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 12 }),
        async (order) => {
          const turns = [0, 1, 2].map((who) => order.filter((each) => each === who).length);
          expect((await runs(order, turns)).map(({ who }) => who)).toEqual(order);
        },
      ),
      { numRuns: 50 },
    ));

  it('end at once for all when the run is stopped', async () => {
    const clock = new FakeClock();
    const stop = new AbortController();
    const begun: number[] = [];
    const turns = takeTurns([0, 1, 0, 1], clock, 5_000);
    clock.after(400, () => stop.abort());
    await clock.runUntil(
      Promise.all(turns.map((turn, who) => side(turn, 2, clock, () => begun.push(who), stop.signal))),
    );
    expect(begun).toEqual([0]);
    expect(clock.nowMs()).toBe(400);
  });
});

describe('ABBA', () => {
  it.each([
    { first: 0, want: [0, 1, 1, 0, 0, 1, 1, 0] },
    { first: 1, want: [1, 0, 0, 1, 1, 0, 0, 1] },
  ] as const)('begins with $first', ({ first, want }) => expect(abba(4, first)).toEqual(want));
});
