import type { Cancel, Clock } from '../../src/model/ports.ts';

/** Time that stands still until nothing else is left to do, then jumps to the next timer. */
export class FakeClock implements Clock {
  #nowMs = 0;
  #timers: { readonly atMs: number; readonly run: () => void }[] = [];

  readonly nowMs = (): number => this.#nowMs;
  readonly wallMs = (): number => 1_000_000 + this.#nowMs;

  readonly after = (delayMs: number, run: () => void): Cancel => {
    const timer = { atMs: this.#nowMs + Math.max(0, delayMs), run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  };

  readonly sleep = (delayMs: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const done = (): void => {
        cancel();
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const cancel = this.after(delayMs, done);
      signal?.addEventListener('abort', done);
    });

  /** Jumps to the next timer and runs it; false where there is none. */
  step(): boolean {
    const [next] = this.#timers.toSorted((a, b) => a.atMs - b.atMs);
    if (next === undefined) return false;
    this.#timers = this.#timers.filter((one) => one !== next);
    this.#nowMs = Math.max(this.#nowMs, next.atMs);
    next.run();
    return true;
  }

  /** Runs timers until `work` is done; fails where it waits for something that no timer brings. */
  async runUntil(work: Promise<unknown>): Promise<void> {
    let done = false;
    const ended = work.finally(() => {
      done = true;
    });
    for (let idle = 0; !done; ) {
      await new Promise((resolve) => setImmediate(resolve));
      if (done) break;
      idle = this.step() ? 0 : idle + 1;
      if (idle > 100) throw new Error('the work waits, and no timer is left');
    }
    await ended;
  }
}
