import type { Clock } from '../model/ports.ts';

/** The clock that the stamps of a run are taken on, 0 at its start, and what the wall clock says then. Both are read at
 * one moment: so a stamp can be told as a time of day, and is compared with what logs say. */
export function startRunClock(clock: Clock): { readonly clock: Clock; readonly startedAt: string } {
  const zeroMs = clock.nowMs();
  const startedAt = new Date(clock.wallMs()).toISOString();
  return { clock: { ...clock, nowMs: () => clock.nowMs() - zeroMs }, startedAt };
}
