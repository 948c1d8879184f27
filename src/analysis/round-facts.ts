import type { Row } from '../model/invocation.ts';
import { achievedConcurrency, inFlight, type Span, skewMs } from './concurrency.ts';
import { countKinds } from './kind-summary.ts';
import { reachedEnvironment } from './reach.ts';
import type { RoundSummary } from './result.ts';

/** The rows of one round, in the order of the run. */
export interface Round {
  readonly round: number;
  readonly warmUp: boolean;
  readonly rows: readonly Row[];
}

/** Rows by round, ascending. */
export function roundsOf(rows: readonly Row[]): readonly Round[] {
  const byRound = new Map<number, Row[]>();
  for (const row of rows) {
    const known = byRound.get(row.round);
    if (known === undefined) byRound.set(row.round, [row]);
    else known.push(row);
  }
  return [...byRound]
    .sort(([a], [b]) => a - b)
    .map(([round, own]) => ({ round, warmUp: own[0]?.warmUp === true, rows: own }));
}

/** Duration + init paid in path. Where the init is not placed, and where only the worker tells how long it ran, the rest
 * alone: less than the truth, so what it proves is still sure. */
function occupiedMs(row: Row): number | null {
  const worker = row.worker;
  const durationMs =
    row.report?.durationMs ?? (worker === null ? null : worker.handlerEndedAt - worker.handlerStartedAt);
  return durationMs === null ? null : durationMs + (row.initInPathMs ?? 0);
}

function spanOf(row: Row): readonly Span[] {
  if (row.writtenMs === null || row.doneMs === null) return [];
  return [
    {
      writtenMs: row.writtenMs,
      doneMs: row.doneMs,
      occupiedMs: row.roundTripMs === null ? null : occupiedMs(row),
    },
  ];
}

/** Of a request that only the log tells of: from START for as long as its Duration. */
function loggedSpanOf({ loggedStartMs, report }: Row): readonly Span[] {
  if (loggedStartMs == null || report === null) return [];
  const { durationMs } = report;
  return [{ writtenMs: loggedStartMs, doneMs: loggedStartMs + durationMs, occupiedMs: durationMs }];
}

/** Spans by one clock: of whoever stamped the requests, or where nobody did that of the log. */
function spansOf(rows: readonly Row[]): { readonly spans: readonly Span[]; readonly byLog: boolean } {
  const byLog =
    rows.every(({ writtenMs }) => writtenMs === null) && rows.some((row) => row.loggedStartMs != null);
  return { spans: rows.flatMap(byLog ? loggedSpanOf : spanOf), byLog };
}

/** Distinct environments among rows that name theirs. */
export function environmentsSeen(rows: readonly Row[]): { distinct: number; knownOf: number } {
  const ids = rows.flatMap(({ environmentId }) => (environmentId === null ? [] : [environmentId]));
  return { distinct: new Set(ids).size, knownOf: ids.length };
}

/** What a round shows of itself, without the expectation. */
export function roundFacts({ round, warmUp, rows }: Round, asked: number): Omit<RoundSummary, 'expected'> {
  const { spans, byLog } = spansOf(rows);
  const writtenMs = rows.flatMap((row) => (row.writtenMs === null ? [] : [row.writtenMs]));
  const counts = countKinds(rows);
  const environments = environmentsSeen(rows);
  return {
    round,
    warmUp,
    asked,
    written: writtenMs.length,
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
export const notAtOnce = (
  { rows }: Round,
  { achievedConcurrency: achieved }: Pick<RoundSummary, 'achievedConcurrency'>,
): number => Math.max(0, rows.filter(reachedEnvironment).length - achieved);

const holdStepMs = 100;

/** How long the longest request would have to last for all requests of a round to hold their environments at one
 * moment, in whole tenths of a second: its Duration now, and the time from the first that surely let go to the last that
 * surely took hold. Null: they all did, or it is not known of every one. */
export function holdToOverlapMs({ rows }: Round): number | null {
  let lastTakenMs = Number.NEGATIVE_INFINITY;
  let firstLeftMs = Number.POSITIVE_INFINITY;
  let longestMs = 0;
  const { byLog } = spansOf(rows);
  for (const row of rows.filter(reachedEnvironment)) {
    const [span] = byLog ? loggedSpanOf(row) : spanOf(row);
    if (span === undefined || span.occupiedMs === null) return null;
    lastTakenMs = Math.max(lastTakenMs, span.doneMs - span.occupiedMs);
    firstLeftMs = Math.min(firstLeftMs, span.writtenMs + span.occupiedMs);
    longestMs = Math.max(longestMs, row.report?.durationMs ?? 0);
  }
  const shortMs = lastTakenMs - firstLeftMs;
  return shortMs > 0 ? Math.ceil((longestMs + shortMs) / holdStepMs) * holdStepMs : null;
}
