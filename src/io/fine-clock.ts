import type { Clock } from '../model/ports.ts';
import { realClock } from './clock.ts';

/**
 * The clocks of this process, the wall clock with fractions of a millisecond: `Date.now()` tells whole ones, so its next
 * tick is waited for, a millisecond at most. Made anew for each use, since a frozen process wakes at another time.
 */
export function fineClock(): Clock {
  const begunMs = Date.now();
  let tickMs = begunMs;
  while (tickMs === begunMs) tickMs = Date.now();
  const offsetMs = tickMs - realClock.nowMs();
  return { ...realClock, wallMs: () => offsetMs + realClock.nowMs() };
}
