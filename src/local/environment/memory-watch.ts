import type { Cancel, Clock } from '../../model/ports.ts';
import type { MemoryMeter } from './memory.ts';

/** Samples the environments that are at work, all in one look. */
export interface MemoryWatch {
  /** Calls `onSample` with kilobytes until it is cancelled. */
  readonly watch: (pid: number, onSample: (kb: number) => void) => Cancel;
  /** One look out of turn; where looks are costly only if `needed`. Null: not measured. */
  readonly sample: (pid: number, needed: boolean) => Promise<number | null>;
}

/** Looking takes at most a twentieth of the time, however many environments there are. */
const restPerLook = 20;

export function createMemoryWatch(clock: Clock, meter: MemoryMeter): MemoryWatch {
  const watched = new Map<number, (kb: number) => void>();
  let ticking = false;
  let tookMs = 0;
  const tick = async (): Promise<void> => {
    const startedAtMs = clock.nowMs();
    const trees = await meter.treeKb([...watched.keys()]);
    for (const [pid, kb] of trees) watched.get(pid)?.(kb);
    ticking = false;
    tookMs = clock.nowMs() - startedAtMs;
    schedule();
  };
  const schedule = (): void => {
    if (ticking || watched.size === 0) return;
    ticking = true;
    clock.after(Math.max(meter.intervalMs, tookMs * restPerLook), () => void tick());
  };
  return {
    watch: (pid, onSample) => {
      watched.set(pid, onSample);
      schedule();
      return () => {
        watched.delete(pid);
      };
    },
    sample: async (pid, needed) =>
      meter.cheap || needed ? ((await meter.treeKb([pid])).get(pid) ?? null) : null,
  };
}
