import type { RowFacts } from '../model/invocation.ts';
import type { Subject } from '../model/metrics.ts';
import { type StartKind, startKinds } from '../model/start-kind.ts';
import { figuresOf } from './figures.ts';
import { reachedEnvironment } from './reach.ts';
import type { KindSummary } from './result.ts';
import { sampleOfRows } from './sample.ts';
import type { Selection } from './table/selection.ts';

/** How many rows have each kind; every kind is there. */
export function countKinds(rows: Iterable<RowFacts>): Record<StartKind, number> {
  const counts = { cold: 0, restored: 0, preinitialized: 0, warm: 0, unknown: 0 };
  for (const { startKind } of rows) counts[startKind] += 1;
  return counts;
}

/** Of how many rows it is true. */
export function countWhere(rows: Iterable<RowFacts>, is: (row: RowFacts) => boolean): number {
  let count = 0;
  for (const row of rows) if (is(row)) count += 1;
  return count;
}

/** How many rows have each value; null is not counted. */
export function countBy(
  rows: Iterable<RowFacts>,
  keyOf: (row: RowFacts) => string | null,
): Record<string, number> {
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
  row: Pick<RowFacts, 'startKind' | 'outcome' | 'report' | 'initInPathMs' | 'roundTripMs' | 'overheadMs'>,
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

const summaryOf = (rows: Selection, of: number, startKind: StartKind | null): KindSummary => {
  const figures = (subject: Subject) =>
    figuresOf(sampleOfRows(rows, (row) => subjectOf(row, subject, startKind)));
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
export const summariesByKind = (rows: Selection): readonly KindSummary[] =>
  startKinds.map((kind) => summaryOf(rows.ofKinds([kind]), rows.length, kind));

/** All rows together; null where there is none. */
export const summaryOfAll = (rows: Selection): KindSummary | null =>
  rows.length === 0 ? null : summaryOf(rows, rows.length, null);
