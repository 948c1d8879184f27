import type { Cancel, Clock } from '../model/ports.ts';

/** Beyond this a timer of Node.js fires at once.
 * @see https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const longestTimerMs = 2 ** 31 - 1;

const after = (delayMs: number, run: () => void): Cancel => {
  let timer: NodeJS.Timeout;
  let leftMs = Number.isNaN(delayMs) ? 0 : Math.max(0, delayMs);
  const arm = (): void => {
    const stepMs = Math.min(leftMs, longestTimerMs);
    leftMs -= stepMs;
    timer = setTimeout(leftMs > 0 ? arm : run, stepMs);
  };
  arm();
  return () => clearTimeout(timer);
};

const sleep = (delayMs: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve();
      return;
    }
    const wake = (): void => {
      cancel();
      signal?.removeEventListener('abort', wake);
      resolve();
    };
    const cancel = after(delayMs, wake);
    signal?.addEventListener('abort', wake);
  });

/** The clocks of this process. */
export const realClock: Clock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  sleep,
  after,
};
