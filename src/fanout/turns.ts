import type { Clock } from '../model/ports.ts';

/** Lets fan-outs that run beside each other go one after the other. */
export interface Turn {
  /** Resolves when it is this one's turn and the gap since the one before is over; at once when `stop` aborts. */
  readonly take: (stop: AbortSignal) => Promise<void>;
  /** What the turn was for is done. */
  readonly give: () => void;
  /** No more turns are wanted: the others go on without. */
  readonly leave: () => void;
}

/**
 * Turns in a fixed order.
 *
 * @param order - whose turn it is, one after the other, as indexes of the returned turns
 * @param gapMs - from the end of one turn to the beginning of the next
 */
export function takeTurns(order: readonly number[], clock: Clock, gapMs: number): readonly Turn[] {
  const count = order.reduce((most, each) => Math.max(most, each + 1), 0);
  const gone = new Set<number>();
  const waiting = new Map<number, () => void>();
  let at = 0;
  let freeAtMs = Number.NEGATIVE_INFINITY;
  const goOn = (): void => {
    while (at < order.length && gone.has(order[at] ?? -1)) at += 1;
    waiting.get(order[at] ?? -1)?.();
  };
  return Array.from({ length: count }, (_, self) => ({
    take: async (stop: AbortSignal): Promise<void> => {
      if (order[at] !== self && !stop.aborted) {
        await new Promise<void>((resolve) => {
          const awake = (): void => {
            stop.removeEventListener('abort', awake);
            waiting.delete(self);
            resolve();
          };
          waiting.set(self, awake);
          stop.addEventListener('abort', awake);
        });
      }
      const waitMs = freeAtMs - clock.nowMs();
      if (waitMs > 0 && !stop.aborted) await clock.sleep(waitMs, stop);
    },
    give: () => {
      if (order[at] !== self) return;
      freeAtMs = clock.nowMs() + gapMs;
      at += 1;
      goOn();
    },
    leave: () => {
      gone.add(self);
      goOn();
    },
  }));
}

/** Rounds of two sides beside each other: ABBA, so that what drifts with time falls on both alike.
 * @param first - who begins, 0 or 1 */
export const abba = (rounds: number, first: 0 | 1): readonly (0 | 1)[] =>
  Array.from({ length: rounds }, (_, round): readonly (0 | 1)[] => {
    const leads = round % 2 === 0 ? first : first === 0 ? 1 : 0;
    return [leads, leads === 0 ? 1 : 0];
  }).flat();
