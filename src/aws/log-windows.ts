import type { WantedReport } from '../model/dispatch.ts';

/** A span of log timestamps, milliseconds since the epoch. */
export interface LogWindow {
  readonly startMs: number;
  readonly endMs: number;
}

/** The fewest spans that cover every wanted request with `slackMs` on either side; spans that touch become one. */
export function windowsOf(wanted: readonly WantedReport[], slackMs: number): readonly LogWindow[] {
  const spans = wanted
    .map(({ fromWallMs, toWallMs }) => ({
      startMs: Math.floor(fromWallMs - slackMs),
      endMs: Math.ceil(toWallMs + slackMs),
    }))
    .sort((a, b) => a.startMs - b.startMs);
  const merged: LogWindow[] = [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (last !== undefined && span.startMs <= last.endMs)
      merged[merged.length - 1] = { startMs: last.startMs, endMs: Math.max(last.endMs, span.endMs) };
    else merged.push(span);
  }
  return merged;
}
