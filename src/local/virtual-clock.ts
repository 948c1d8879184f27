import type { Clock } from '../model/ports.ts';

interface Timer {
  readonly atMs: number;
  /** Of two timers for one moment the one that was set first runs first. */
  readonly order: number;
  readonly run: () => void;
  cancelled: boolean;
}

/** Time that advances by events: it stands still while anything is left to do, then jumps to the next timer. */
export interface VirtualClock extends Clock {
  /** Works timers off until `work` is settled.
   * @returns what `work` resolves to
   * @throws what `work` rejects with, or an Error where it waits for something that no timer brings */
  readonly run: <Result>(work: Promise<Result>) => Promise<Result>;
}

const isBefore = (a: Timer, b: Timer): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

/** Turns of the event loop that work may take without a timer before it counts as stuck. */
const patienceTurns = 1_000;

/**
 * Virtual time for an engine of modelled environments: an hour of bursts takes as long as its events take to be
 * worked off, and gives the same each time. Nothing that runs on it may wait for the real world.
 *
 * @param startWallMs - wall clock at the start, milliseconds since the epoch
 */
export function createVirtualClock(startWallMs: number): VirtualClock {
  let nowMs = 0;
  let set = 0;
  const heap: Timer[] = [];

  const push = (timer: Timer): void => {
    let at = heap.push(timer) - 1;
    for (;;) {
      const up = (at - 1) >> 1;
      const parent = heap[up];
      if (at === 0 || parent === undefined || isBefore(parent, timer)) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = timer;
  };

  const pop = (): Timer | undefined => {
    const [first] = heap;
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const [a, b] = [heap[left], heap[left + 1]];
      if (a === undefined) break;
      const child = b !== undefined && isBefore(b, a) ? left + 1 : left;
      const below = heap[child];
      if (below === undefined || isBefore(last, below)) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = last;
    return first;
  };

  const after: Clock['after'] = (delayMs, run) => {
    const atMs = nowMs + Math.max(0, delayMs);
    const timer: Timer = { atMs, order: set++, run, cancelled: false };
    push(timer);
    return () => {
      timer.cancelled = true;
    };
  };

  /** Runs the next timer that was not cancelled. False: there is none. */
  const step = (): boolean => {
    for (let next = pop(); next !== undefined; next = pop()) {
      if (next.cancelled) continue;
      nowMs = next.atMs;
      next.run();
      return true;
    }
    return false;
  };

  return {
    nowMs: () => nowMs,
    wallMs: () => startWallMs + nowMs,
    after,
    sleep: (delayMs, signal) =>
      new Promise((resolve) => {
        const wake = (): void => {
          cancel();
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        const cancel = after(signal?.aborted === true ? 0 : delayMs, wake);
        signal?.addEventListener('abort', wake);
      }),
    run: async (work) => {
      let settled = false;
      const mark = (): void => {
        settled = true;
      };
      work.then(mark, mark);
      for (let idle = 0; !settled; ) {
        // What the last timer set going is done before time goes on.
        await new Promise((resolve) => setImmediate(resolve));
        if (settled) break;
        idle = step() ? 0 : idle + 1;
        if (idle > patienceTurns) throw new Error('the work waits, and no timer is left that could end it');
      }
      return work;
    },
  };
}
