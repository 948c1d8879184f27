import type { RowFacts, Rows } from '../model/invocation.ts';
import { achievedConcurrency, inFlight, type Span, skewMs } from './concurrency.ts';
import { grouped } from './grouped.ts';
import { reachedEnvironment } from './reach.ts';
import type { RoundSummary } from './result.ts';
import { Selection } from './table/selection.ts';

/** The rows of one round, in the order of the run. */
export interface Round {
  readonly round: number;
  readonly warmUp: boolean;
  readonly rows: Rows;
}

/** Rows by round, ascending. */
export function roundsOf(rows: Rows): readonly Round[] {
  const byNumber: Iterable<readonly [number, Rows]> =
    rows instanceof Selection ? rows.byRound() : grouped(rows, ({ round }) => round);
  return [...byNumber]
    .sort(([a], [b]) => a - b)
    .map(([round, own]) => ({ round, warmUp: firstOf(own)?.warmUp === true, rows: own }));
}

/** The row that was sent first. */
export const firstOf = (rows: Rows): RowFacts | undefined => {
  for (const row of rows) return row;
  return undefined;
};

/** Duration + init paid in path. Where the init is not placed, and where only the worker tells how long it ran, the rest
 * alone: less than the truth, so what it proves is still sure. */
function occupiedMs(row: RowFacts): number | null {
  const worker = row.worker;
  const durationMs =
    row.report?.durationMs ?? (worker === null ? null : worker.handlerEndedAt - worker.handlerStartedAt);
  return durationMs === null ? null : durationMs + (row.initInPathMs ?? 0);
}

function spanOf(row: RowFacts): Span | null {
  if (row.writtenMs === null) return null;
  // Nobody saw when it was done, but it was not before its sender gave up on it.
  if (row.outcome === 'timeout')
    return { writtenMs: row.writtenMs, doneMs: row.doneMs ?? Number.POSITIVE_INFINITY, occupiedMs: null };
  if (row.doneMs === null) return null;
  return {
    writtenMs: row.writtenMs,
    doneMs: row.doneMs,
    occupiedMs: row.roundTripMs === null ? null : occupiedMs(row),
  };
}

/** Of a request that only the log tells of: from START for as long as its Duration. */
function loggedSpanOf({ loggedStartMs, report }: RowFacts): Span | null {
  if (loggedStartMs === null || report === null) return null;
  const { durationMs } = report;
  return { writtenMs: loggedStartMs, doneMs: loggedStartMs + durationMs, occupiedMs: durationMs };
}

/** Spans by one clock: of whoever stamped the requests, or where nobody did that of the log. */
function spansOf(rows: Iterable<RowFacts>): { readonly spans: readonly Span[]; readonly byLog: boolean } {
  let [stamped, logged] = [false, false];
  for (const { writtenMs, loggedStartMs } of rows) {
    stamped ||= writtenMs !== null;
    logged ||= loggedStartMs !== null;
    if (stamped) break;
  }
  const byLog = !stamped && logged;
  const spans: Span[] = [];
  for (const row of rows) {
    const span = byLog ? loggedSpanOf(row) : spanOf(row);
    if (span !== null) spans.push(span);
  }
  return { spans, byLog };
}

/** Distinct environments among rows that name theirs. */
export function environmentsSeen(rows: Iterable<RowFacts>): { distinct: number; knownOf: number } {
  const ids = new Set<string>();
  let knownOf = 0;
  for (const { environmentId } of rows) {
    if (environmentId === null) continue;
    ids.add(environmentId);
    knownOf += 1;
  }
  return { distinct: ids.size, knownOf };
}

/** What a round shows of itself, without the expectation. */
export function roundFacts({ round, warmUp, rows }: Round, asked: number): Omit<RoundSummary, 'expected'> {
  const { spans, byLog } = spansOf(rows);
  const counts = { cold: 0, restored: 0, preinitialized: 0, warm: 0, unknown: 0 };
  const writtenMs: number[] = [];
  let reached = 0;
  for (const row of rows) {
    counts[row.startKind] += 1;
    if (row.writtenMs !== null) writtenMs.push(row.writtenMs);
    if (reachedEnvironment(row)) reached += 1;
  }
  const environments = environmentsSeen(rows);
  return {
    round,
    warmUp,
    asked,
    written: writtenMs.length,
    reached,
    dispatchSkewMs: skewMs(writtenMs),
    inFlight: byLog ? null : inFlight(spans),
    achievedConcurrency: achievedConcurrency(spans),
    environments: environments.knownOf === 0 ? null : environments.distinct,
    environmentsKnownOf: environments.knownOf,
    waitedForInit: counts.cold + counts.restored,
    counts,
  };
}

/** How many requests of a round reached an environment but surely held none at the moment when most did: 0 where the
 * round was truly concurrent. */
export const notAtOnce = ({
  reached,
  achievedConcurrency,
}: Pick<RoundSummary, 'reached' | 'achievedConcurrency'>): number =>
  Math.max(0, reached - achievedConcurrency);

const holdStepMs = 100;

/** How long the longest request would have to last for all requests of a round to hold their environments at one
 * moment, in whole tenths of a second: its Duration now, and the time from the first that surely let go to the last that
 * surely took hold. Null: they all did, or it is not known of every one. */
export function holdToOverlapMs({ rows }: Round): number | null {
  let lastTakenMs = Number.NEGATIVE_INFINITY;
  let firstLeftMs = Number.POSITIVE_INFINITY;
  let longestMs = 0;
  const { byLog } = spansOf(rows);
  for (const row of rows) {
    if (!reachedEnvironment(row)) continue;
    const span = byLog ? loggedSpanOf(row) : spanOf(row);
    if (span === null || span.occupiedMs === null) return null;
    lastTakenMs = Math.max(lastTakenMs, span.doneMs - span.occupiedMs);
    firstLeftMs = Math.min(firstLeftMs, span.writtenMs + span.occupiedMs);
    longestMs = Math.max(longestMs, row.report?.durationMs ?? 0);
  }
  const shortMs = lastTakenMs - firstLeftMs;
  return shortMs > 0 ? Math.ceil((longestMs + shortMs) / holdStepMs) * holdStepMs : null;
}
