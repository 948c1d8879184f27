import { describe, expect, it } from 'vitest';
import { QuietReplay } from '../../src/aws/quiet-replay.ts';
import type { EventLoop } from '../../src/model/ports.ts';
import { FakeClock } from '../support/fake-clock.ts';

const neverIdle: EventLoop = { idleMs: () => 0, watchDelay: () => () => null };

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

it('hands nothing on before 2 ms of quiet, then all in the order of arrival', async () => {
  const clock = new FakeClock();
  const replay = new QuietReplay(clock, neverIdle);
  const handed: string[] = [];
  const arrive = (name: string) => replay.arrive({}, () => handed.push(`${name} at ${clock.nowMs()}`));
  arrive('a');
  clock.after(1, () => arrive('b'));
  clock.after(2.5, () => arrive('c'));
  await clock.runUntil(
    (async () => {
      await clock.sleep(3);
      expect(handed).toEqual([]);
      await clock.sleep(2);
      await turns(10);
    })(),
  );
  expect(handed.map((one) => one[0])).toEqual(['a', 'b', 'c']);
});

it('holds nothing back longer than 100 ms, however much arrives', async () => {
  const clock = new FakeClock();
  const replay = new QuietReplay(clock, neverIdle);
  let firstMs: number | null = null;
  replay.arrive({}, () => {
    firstMs = clock.nowMs();
  });
  const another = (): void => {
    replay.arrive({}, () => {});
    if (clock.nowMs() < 150) clock.after(1, another);
  };
  another();
  await clock.runUntil(clock.sleep(200));
  expect(firstMs).toBeGreaterThanOrEqual(100);
  expect(firstMs).toBeLessThanOrEqual(102);
});

it('hands on at once, in order, what belongs to an owner that is about to go', () => {
  const replay = new QuietReplay(new FakeClock(), neverIdle);
  const [a, b] = [{}, {}];
  const handed: string[] = [];
  replay.arrive(a, () => handed.push('a1'));
  replay.arrive(b, () => handed.push('b1'));
  replay.arrive(a, () => handed.push('a2'));
  replay.flush(a);
  expect(handed).toEqual(['a1', 'a2']);
});

/** A loop that works and waits by order. */
function loopOf(clock: FakeClock) {
  let idleMs = 0;
  const pass = async (ms: number, idle: boolean) => {
    await clock.runUntil(clock.sleep(ms));
    if (idle) idleMs += ms;
  };
  const loop: EventLoop = { idleMs: () => idleMs, watchDelay: () => () => null };
  return { loop, works: (ms: number) => pass(ms, false), waits: (ms: number) => pass(ms, true) };
}

describe('how much earlier than stamped something may have come', () => {
  it('is nothing right after the loop waited', async () => {
    const clock = new FakeClock();
    const { loop, waits } = loopOf(clock);
    const replay = new QuietReplay(clock, loop);
    await waits(40);
    expect(replay.arrive({}, () => {})).toEqual({ atMs: 40, uncertaintyMs: 0 });
  });

  it('is all the time worked since the last wait that is known of', async () => {
    const clock = new FakeClock();
    const { loop, works, waits } = loopOf(clock);
    const replay = new QuietReplay(clock, loop);
    await waits(10);
    replay.arrive({}, () => {});
    await works(1.5);
    expect(replay.arrive({}, () => {}).uncertaintyMs).toBe(1.5);
    await works(0.25);
    expect(replay.arrive({}, () => {}).uncertaintyMs).toBe(1.75);
  });
});
