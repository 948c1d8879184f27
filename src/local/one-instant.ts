import type { Clock } from '../model/ports.ts';

/**
 * A clock that stands still while one turn of the event loop is worked off. Thousands of requests that arrive together
 * are read one after the other, and that takes this machine a second or two, in which Lambda would have gone on
 * scaling and answering: all that was there when the turn began has arrived then.
 */
export function oneInstantPerTurn(clock: Clock): Clock {
  let instant: { readonly nowMs: number; readonly wallMs: number } | null = null;
  const now = () => {
    if (instant === null) {
      instant = { nowMs: clock.nowMs(), wallMs: clock.wallMs() };
      setImmediate(() => {
        instant = null;
      });
    }
    return instant;
  };
  return { ...clock, nowMs: () => now().nowMs, wallMs: () => now().wallMs };
}
