import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { realClock } from '../../src/io/clock.ts';
import { realRandom } from '../../src/io/random.ts';

describe('the clock', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('sleeps as long as asked', async () => {
    let awake = false;
    void realClock.sleep(1_000).then(() => {
      awake = true;
    });
    await vi.advanceTimersByTimeAsync(999);
    expect(awake).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(awake).toBe(true);
  });

  it('wakes at once when aborted, and leaves no timer', async () => {
    const controller = new AbortController();
    const sleeping = realClock.sleep(1_000, controller.signal);
    controller.abort();
    await sleeping;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not sleep when it was aborted before', async () => {
    await realClock.sleep(1_000, AbortSignal.abort());
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits longer than a timer of Node.js can', () => {
    let ran = false;
    realClock.after(2 ** 31 + 1_000, () => {
      ran = true;
    });
    vi.advanceTimersByTime(2 ** 31 + 999);
    expect(ran).toBe(false);
    vi.advanceTimersByTime(1);
    expect(ran).toBe(true);
  });

  it('can be cancelled, before and after', () => {
    const run = vi.fn();
    const cancel = realClock.after(10, run);
    cancel();
    vi.advanceTimersByTime(100);
    cancel();
    expect(run).not.toHaveBeenCalled();
  });
});

describe('randomness', () => {
  it.each([1, 2, 7, 32])('%i hexadecimal digits', (digits) =>
    expect(realRandom.hex(digits)).toMatch(new RegExp(`^[0-9a-f]{${digits}}$`)),
  );
  it('a UUID, and a fraction', () => {
    expect(realRandom.uuid()).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const fraction = realRandom.fraction();
    expect(fraction >= 0 && fraction < 1).toBe(true);
  });
});
