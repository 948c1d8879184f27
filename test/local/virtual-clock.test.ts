import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../src/local/virtual-clock.ts';

describe('virtual clock', () => {
  it('runs timers by time, then in the order in which they were set', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 60 }), async (delays) => {
        const clock = createVirtualClock(0);
        const ran: { atMs: number; index: number }[] = [];
        delays.forEach((delayMs, index) => {
          clock.after(delayMs, () => ran.push({ atMs: clock.nowMs(), index }));
        });
        await clock.run(clock.sleep(51));
        const wanted = delays
          .map((atMs, index) => ({ atMs, index }))
          .sort((a, b) => a.atMs - b.atMs || a.index - b.index);
        expect(ran).toEqual(wanted);
      }),
      { numRuns: 30 },
    ));

  it('an hour passes at once, on the wall clock too', async () => {
    const clock = createVirtualClock(1_000);
    await clock.run(clock.sleep(3_600_000));
    expect([clock.nowMs(), clock.wallMs()]).toEqual([3_600_000, 3_601_000]);
  });

  it('cancelled timers do not run, and time does not wait for them', async () => {
    const clock = createVirtualClock(0);
    clock.after(10, () => expect.unreachable())();
    await clock.run(clock.sleep(5));
    expect(clock.nowMs()).toBe(5);
  });

  it('a sleep ends when its signal aborts', async () => {
    const clock = createVirtualClock(0);
    const controller = new AbortController();
    clock.after(7, () => controller.abort());
    await clock.run(clock.sleep(100, controller.signal));
    expect(clock.nowMs()).toBe(7);
  });

  it('says so where work waits for something that no timer brings', async () => {
    const clock = createVirtualClock(0);
    await expect(clock.run(new Promise(() => {}))).rejects.toThrow('no timer is left');
  });

  it('passes on what the work throws', async () => {
    const clock = createVirtualClock(0);
    const work = clock.sleep(1).then(() => Promise.reject(new Error('broken')));
    await expect(clock.run(work)).rejects.toThrow('broken');
  });
});
