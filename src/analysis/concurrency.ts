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
 * @param startMs, endMs - of each interval
 * @param last - whether an interval holds its last moment */
function deepest(
  spans: readonly Span[],
  startMs: (span: Span) => number,
  endMs: (span: Span) => number,
  last: 'included' | 'excluded',
): number {
  const starts = new Float64Array(spans.length);
  const ends = new Float64Array(spans.length);
  let some = 0;
  for (const span of spans) {
    const start = startMs(span);
    const end = endMs(span);
    if (!(start <= end)) continue;
    starts[some] = start;
    ends[some] = end;
    some += 1;
  }
  const opening = starts.subarray(0, some).sort();
  const closing = ends.subarray(0, some).sort();
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
    spans,
    ({ writtenMs }) => writtenMs,
    ({ doneMs }) => doneMs,
    'excluded',
  );

/**
 * Most requests that surely held an environment at one moment. Wherever between written and done the occupied time
 * lies, it covers [done − occupied, written + occupied]; where that is empty nothing is sure. Where Duration runs
 * on after the answer (extensions), the interval ends at written and done.
 */
export const achievedConcurrency = (spans: readonly Span[]): number =>
  deepest(
    spans,
    // Where it is not known how long, from infinity to before all time: no interval.
    ({ writtenMs, doneMs, occupiedMs }) =>
      occupiedMs === null ? Number.POSITIVE_INFINITY : Math.max(writtenMs, doneMs - occupiedMs),
    ({ writtenMs, doneMs, occupiedMs }) =>
      occupiedMs === null ? Number.NEGATIVE_INFINITY : Math.min(doneMs, writtenMs + occupiedMs),
    'included',
  );
