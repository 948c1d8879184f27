/** One request as the sweep sees it; milliseconds on the run's monotonic clock. */
export interface Span {
  readonly writtenMs: number;
  readonly doneMs: number;
  /** Duration + init paid in path; null: not known, then it proves nothing. */
  readonly occupiedMs: number | null;
}

/** First to last of the moments; null for none. */
export function skewMs(writtenMs: Iterable<number>): number | null {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const at of writtenMs) {
    if (at < first) first = at;
    if (at > last) last = at;
  }
  return first > last ? null : last - first;
}

/** Most intervals that hold one common moment. Those that end before they start hold none.
 * @param last - whether an interval holds its last moment */
function deepest(
  intervals: readonly (readonly [startMs: number, endMs: number])[],
  last: 'included' | 'excluded',
): number {
  const some = intervals.filter(([start, end]) => start <= end);
  const opening = Float64Array.from(some, ([start]) => start).sort();
  const closing = Float64Array.from(some, ([, end]) => end).sort();
  const isOver = (end: number, now: number) => (last === 'included' ? end < now : end <= now);
  let most = 0;
  let closed = 0;
  for (let opened = 0; opened < opening.length; opened += 1) {
    const now = opening[opened] ?? 0;
    while (isOver(closing[closed] ?? Number.POSITIVE_INFINITY, now)) closed += 1;
    most = Math.max(most, opened + 1 - closed);
  }
  return most;
}

/** Most requests written and not done at one moment. Says nothing about environments. */
export const inFlight = (spans: readonly Span[]): number =>
  deepest(
    spans.map(({ writtenMs, doneMs }) => [writtenMs, doneMs] as const),
    'excluded',
  );

/**
 * Most requests that surely held an environment at one moment. Wherever between written and done the occupied time
 * lies, it covers [done − occupied, written + occupied]; where that is empty nothing is sure. Where Duration runs
 * on after the answer (extensions), the interval ends at written and done.
 */
export const achievedConcurrency = (spans: readonly Span[]): number =>
  deepest(
    spans.flatMap(({ writtenMs, doneMs, occupiedMs }) =>
      occupiedMs === null
        ? []
        : [[Math.max(writtenMs, doneMs - occupiedMs), Math.min(doneMs, writtenMs + occupiedMs)] as const],
    ),
    'included',
  );
