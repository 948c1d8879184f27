import type { KindState } from '../../model/logs-state.ts';
import { type Subject, subjects } from '../../model/metrics.ts';
import { type StartKind, startKinds } from '../../model/start-kind.ts';
import { subjectOf } from '../kind-summary.ts';
import { type QuantileName, quantilePoints } from '../quantile.ts';
import { quantileInterval } from '../quantile-interval.ts';
import type { Figures, KindSummary } from '../result.ts';
import { LogHistogram } from './histogram.ts';
import type { RecordStart } from './row.ts';

const subjectNames = Object.keys(subjects) as Subject[];

const figuresOf = (histogram: LogHistogram): Figures => {
  const n = histogram.count();
  const point = (name: QuantileName): number | null =>
    n >= quantilePoints[name].least ? histogram.quantile(quantilePoints[name].p) : null;
  // Requests of a log are traffic: each is a draw.
  const interval = (name: QuantileName) => quantileInterval(n, n, name, (rank) => histogram.valueAt(rank));
  return {
    n,
    min: histogram.min(),
    p50: point('p50'),
    p90: point('p90'),
    p95: point('p95'),
    p99: point('p99'),
    max: histogram.max(),
    mean: histogram.mean(),
    intervals: { p50: interval('p50'), p90: interval('p90'), p95: interval('p95'), p99: interval('p99') },
  };
};

/** Figures of rows that are not kept: one histogram for each quantity. */
export class KindTally {
  count = 0;
  readonly #startKind: StartKind | null;
  readonly #histograms: Readonly<Record<Subject, LogHistogram>>;

  /** @param startKind - null: rows of every kind
   * @param state - to go on from */
  constructor(startKind: StartKind | null, state: KindState | null = null) {
    this.#startKind = startKind;
    this.count = state?.count ?? 0;
    this.#histograms = Object.fromEntries(
      subjectNames.map((subject) => {
        const known = state?.histograms[subject];
        return [subject, known === undefined ? new LogHistogram() : LogHistogram.from(known)];
      }),
    ) as Record<Subject, LogHistogram>;
  }

  add(start: RecordStart): void {
    this.count += 1;
    for (const subject of subjectNames) {
      const value = subjectOf(start, subject, this.#startKind);
      if (value !== null) this.#histograms[subject].add(value);
    }
  }

  /** As {@link add}, for a row that has only these figures: Duration at `at`, then Billed Duration. */
  addPlain(numbers: Float64Array, at: number): void {
    this.count += 1;
    this.#histograms.duration.add(numbers[at] ?? 0);
    this.#histograms.billed.add(numbers[at + 1] ?? 0);
  }

  /** Takes all rows of another tally; of another kind its inits only where they were waited for. */
  merge(other: KindTally): void {
    this.count += other.count;
    const waited =
      other.#startKind === this.#startKind || other.#startKind === 'cold' || other.#startKind === 'restored';
    for (const subject of subjectNames) {
      if (subject !== 'init' || waited) this.#histograms[subject].merge(other.#histograms[subject]);
    }
  }

  /** All it knows, to go on from later; null while it has no row. */
  state(): KindState | null {
    if (this.count === 0 || this.#startKind === null) return null;
    const histograms: KindState['histograms'] = {};
    for (const subject of subjectNames) {
      const known = this.#histograms[subject].state();
      if (known !== null) histograms[subject] = known;
    }
    return { startKind: this.#startKind, count: this.count, histograms };
  }

  summary(of: number): KindSummary {
    const figures = (subject: Subject): Figures => figuresOf(this.#histograms[subject]);
    return {
      startKind: this.#startKind ?? 'all',
      count: this.count,
      share: of === 0 ? 0 : this.count / of,
      initMs: figures('init'),
      durationMs: figures('duration'),
      billedMs: figures('billed'),
      roundTripMs: figures('round_trip'),
      overheadMs: figures('overhead'),
    };
  }
}

export type KindTallies = ReadonlyMap<StartKind, KindTally>;

/** One tally for each start kind.
 * @param states - to go on from */
export const kindTallies = (states: readonly KindState[] = []): KindTallies =>
  new Map(
    startKinds.map((kind) => [
      kind,
      new KindTally(kind, states.find(({ startKind }) => startKind === kind) ?? null),
    ]),
  );

/** The tallies of several, kind by kind. */
export function mergedTallies(several: Iterable<KindTallies>): KindTallies {
  const all = kindTallies();
  for (const tallies of several) for (const [kind, tally] of tallies) all.get(kind)?.merge(tally);
  return all;
}

/** All kinds together. */
export function tallyOfAll(kinds: Iterable<KindTally>): KindTally {
  const all = new KindTally(null);
  for (const kind of kinds) all.merge(kind);
  return all;
}
