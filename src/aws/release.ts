import type { Clock } from '../model/ports.ts';
import { finishAll, type HeldWrite, stampAll, writeAll } from './held-write.ts';

/** Longer than this no core is kept busy with waiting. */
const spinAtMostMs = 10;

/**
 * Writes all that is held, and has the HTTP client told in later turns of the event loop.
 *
 * @param atMs - not before this moment, which is waited for by spinning, so it must be near; null: now
 * @returns the moment before the first write
 */
export function releaseAll(held: readonly HeldWrite[], clock: Clock, atMs: number | null): number {
  const stampsMs = new Float64Array(held.length);
  let releasedMs = clock.nowMs();
  if (atMs !== null && atMs - releasedMs <= spinAtMostMs)
    while (releasedMs < atMs) releasedMs = clock.nowMs();
  writeAll(held, clock.nowMs, stampsMs);
  stampAll(held, stampsMs);
  setImmediate(finishAll, held);
  return releasedMs;
}
