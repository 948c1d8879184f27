import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { EventLoop } from '../model/ports.ts';

/** How often it is looked; what is measured contains it once. */
const lookEveryMs = 1;

/** The event loop of this process.
 * @see https://nodejs.org/docs/latest-v20.x/api/perf_hooks.html#perf_hooksmonitoreventloopdelayoptions */
export const realEventLoop: EventLoop = {
  idleMs: () => performance.nodeTiming.idleTime,
  watchDelay: () => {
    const histogram = monitorEventLoopDelay({ resolution: lookEveryMs });
    histogram.enable();
    const late = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - lookEveryMs);
    return () => {
      histogram.disable();
      return histogram.count === 0
        ? null
        : { p99Ms: late(histogram.percentile(99)), maxMs: late(histogram.max) };
    };
  },
};
