import type { Clock, EventLoop, Random } from '../../src/model/ports.ts';

/** The clock of this machine, for tests whose other end is a real socket. */
export const realClock: Clock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  sleep: (delayMs, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, delayMs);
      signal?.addEventListener('abort', done);
    }),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** The loop of this machine; how late it is, is not watched. */
export const realEventLoop: EventLoop = {
  idleMs: () => performance.nodeTiming.idleTime,
  watchDelay: () => () => null,
};

/** Always the same "random" numbers. */
export const fixedRandom: Random = {
  uuid: () => '00000000-0000-4000-8000-000000000000',
  hex: (digits) => '0'.repeat(digits),
  fraction: () => 0.5,
};
