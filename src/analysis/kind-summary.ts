import type { RowFacts } from '../model/invocation.ts';
import type { Subject } from '../model/metrics.ts';
import { type StartKind, startKinds } from '../model/start-kind.ts';
import { figuresOf } from './figures.ts';
import { hiddenStartOf } from './hidden-start.ts';
import { reachedEnvironment } from './reach.ts';
import type { Figures, HiddenStart, KindSummary } from './result.ts';
import { both, type Sample, SampleRoom, sampleOf } from './sample.ts';
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
  let run: string | null = null;
  let length = 0;
  const add = (): void => {
    if (run !== null) counts.set(run, (counts.get(run) ?? 0) + length);
  };
  // Most rows have the key of the row before: a million of them need few looks into the map.
  for (const row of rows) {
    const key = keyOf(row);
    if (key === run) {
      length += 1;
      continue;
    }
    add();
    run = key;
    length = 1;
  }
  add();
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

const figureNames = {
  init: 'initMs',
  duration: 'durationMs',
  billed: 'billedMs',
  round_trip: 'roundTripMs',
  overhead: 'overheadMs',
} as const satisfies Record<Subject, keyof KindSummary>;
const subjects = Object.keys(figureNames) as readonly Subject[];

type KindFigures = Record<(typeof figureNames)[Subject], Figures>;

const noFigures = (): KindFigures => {
  const none = figuresOf(sampleOf([]));
  return { initMs: none, durationMs: none, billedMs: none, roundTripMs: none, overheadMs: none };
};

/** Figures of rows by their start kind. */
export interface KindSummaries {
  /** All five. */
  readonly kinds: readonly KindSummary[];
  /** All rows together; null where there is none. */
  readonly all: KindSummary | null;
  readonly hiddenStart: HiddenStart | null;
}

/** Count, share and figures by start kind and of all rows. One quantity after the other, in the
 * same memory.
 * @param measured - without warm-up rows */
export function summarizeKinds(measured: Selection): KindSummaries {
  const rows = measured.byKind();
  const ofKind = new Map(startKinds.map((kind) => [kind, noFigures()]));
  const ofAll = noFigures();
  const room = new SampleRoom(measured.length);
  let hiddenStart: HiddenStart | null = null;
  for (const subject of subjects) {
    room.clear();
    const samples = new Map<StartKind, Sample>();
    for (const [kind, own] of rows) {
      const sample = room.sampleOf(own, (row) => subjectOf(row, subject, kind));
      samples.set(kind, sample);
      (ofKind.get(kind) ?? noFigures())[figureNames[subject]] = figuresOf(sample);
    }
    const together = (kinds: readonly StartKind[]): Sample =>
      kinds.reduce((sample, kind) => both(sample, samples.get(kind) ?? sampleOf([])), sampleOf([]));
    // Of all rows the inits that were waited for.
    ofAll[figureNames[subject]] = figuresOf(together(subject === 'init' ? ['cold', 'restored'] : startKinds));
    if (subject === 'overhead')
      hiddenStart = hiddenStartOf(together(['cold']), together(['warm', 'preinitialized']));
  }
  const summaryOf = (startKind: StartKind | 'all', count: number, figures: KindFigures): KindSummary => ({
    startKind,
    count,
    share: measured.length === 0 ? 0 : count / measured.length,
    ...figures,
  });
  return {
    kinds: startKinds.map((kind) =>
      summaryOf(kind, rows.get(kind)?.length ?? 0, ofKind.get(kind) ?? noFigures()),
    ),
    all: measured.length === 0 ? null : summaryOf('all', measured.length, ofAll),
    hiddenStart,
  };
}
