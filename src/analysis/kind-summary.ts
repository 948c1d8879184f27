import type { Row } from '../model/invocation.ts';
import type { Subject } from '../model/metrics.ts';
import { type StartKind, startKinds } from '../model/start-kind.ts';
import { figuresOf } from './figures.ts';
import { reachedEnvironment } from './reach.ts';
import type { KindSummary } from './result.ts';

/** How many rows have each kind; every kind is there. */
export function countKinds(rows: Iterable<Row>): Record<StartKind, number> {
  const counts = { cold: 0, restored: 0, preinitialized: 0, warm: 0, unknown: 0 };
  for (const { startKind } of rows) counts[startKind] += 1;
  return counts;
}

/** How many rows have each value; null is not counted. */
export function countBy(rows: Iterable<Row>, keyOf: (row: Row) => string | null): Record<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
}

/** The value of one row that a figure is made of; null: not measured, or it reached no
 * environment: a throttle's few milliseconds are no round trip to one.
 * @param startKind - null: rows of all kinds, whose init is the one waited for */
export function subjectOf(
  row: Pick<Row, 'startKind' | 'outcome' | 'report' | 'initInPathMs' | 'roundTripMs' | 'overheadMs'>,
  subject: Subject,
  startKind: StartKind | null,
): number | null {
  if (!reachedEnvironment(row)) return null;
  switch (subject) {
    case 'init':
      if (startKind === 'preinitialized' || startKind === 'unknown') return row.report?.initMs ?? null;
      return row.startKind === 'cold' || row.startKind === 'restored' ? row.initInPathMs : null;
    case 'duration':
      return row.report?.durationMs ?? null;
    case 'billed':
      return row.report?.billedMs ?? null;
    case 'round_trip':
      return row.roundTripMs;
    case 'overhead':
      return row.overheadMs;
  }
}

const summaryOf = (rows: readonly Row[], of: number, startKind: StartKind | null): KindSummary => {
  const figures = (subject: Subject) => figuresOf(rows.map((row) => subjectOf(row, subject, startKind)));
  return {
    startKind: startKind ?? 'all',
    count: rows.length,
    share: of === 0 ? 0 : rows.length / of,
    initMs: figures('init'),
    durationMs: figures('duration'),
    billedMs: figures('billed'),
    roundTripMs: figures('round_trip'),
    overheadMs: figures('overhead'),
  };
};

/** Count, share and figures by start kind, all five. */
export const summariesByKind = (rows: readonly Row[]): readonly KindSummary[] =>
  startKinds.map((kind) =>
    summaryOf(
      rows.filter(({ startKind }) => startKind === kind),
      rows.length,
      kind,
    ),
  );

/** All rows together; null where there is none. */
export const summaryOfAll = (rows: readonly Row[]): KindSummary | null =>
  rows.length === 0 ? null : summaryOf(rows, rows.length, null);
