import type { Clock } from '../../model/ports.ts';
import type { StoredEvent } from '../log-store.ts';

/** What faults on order do to the log of single requests, as readers of the Logs API see it. */
export interface LogMask {
  /** Events that carry this request id are not shown before `untilMs` (monotonic). */
  readonly hold: (requestId: string, untilMs: number) => void;
  /** Events show `other` in place of this request id. */
  readonly rename: (requestId: string, other: string) => void;
  readonly renamed: (text: string) => string;
  /** The REPORT of this request shows a Duration that is longer by so much. */
  readonly lengthen: (requestId: string, byMs: number) => void;
  /** The events as they are to be seen now. */
  readonly apply: (events: readonly StoredEvent[]) => readonly StoredEvent[];
}

export function createLogMask(clock: Clock): LogMask {
  const held = new Map<string, number>();
  const names = new Map<string, string>();
  const longer = new Map<string, number>();
  const lengthened = (text: string): string => {
    let shown = text;
    for (const [requestId, byMs] of longer) {
      if (!text.includes(requestId)) continue;
      const add = (_: string, before: string, duration: string): string =>
        `${before}${(Number(duration) + byMs).toFixed(2)}`;
      shown = shown.replace(/(\tDuration: |"durationMs":)([\d.]+)/, add);
    }
    return shown;
  };
  const renamed = (text: string): string => {
    let shown = text;
    for (const [requestId, other] of names) shown = shown.replaceAll(requestId, other);
    return shown;
  };
  return {
    hold: (requestId, untilMs) => held.set(requestId, untilMs),
    rename: (requestId, other) => names.set(requestId, other),
    renamed,
    lengthen: (requestId, byMs) => longer.set(requestId, byMs),
    apply: (events) => {
      if (held.size === 0 && names.size === 0 && longer.size === 0) return events;
      const nowMs = clock.nowMs();
      for (const [requestId, untilMs] of held) if (untilMs <= nowMs) held.delete(requestId);
      const hidden = [...held.keys()];
      return events
        .filter(({ message }) => !hidden.some((requestId) => message.includes(requestId)))
        .map((event) => ({ ...event, message: renamed(lengthened(event.message)) }));
    },
  };
}
