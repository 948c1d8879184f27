import type { Metric } from '../../model/metrics.ts';
import { metrics } from '../../model/metrics.ts';
import { holm } from '../statistics/holm.ts';
import { type CompareOptions, compareSamples, type SampleComparison } from './compare-samples.ts';
import { type LikenessField, refuseUnlike, type Unlike } from './likeness.ts';
import { type ComparedRun, comparedRounds, obstacleBetween, type Side, sampleOf } from './metric-sample.ts';
import { comparisonNotes } from './notes.ts';
import { type Scope, scopeOf } from './scope.ts';
import { type SideFacts, sideFacts } from './side-facts.ts';

/** One line of a comparison. */
export interface ComparedMetric extends SampleComparison {
  readonly scope: Scope;
  /** Rounds of either side that it is made of, numbers as in the run. */
  readonly rounds: { readonly old: readonly number[]; readonly new: readonly number[] };
  /** Of a cold figure: the very values that were compared, for a picture; null of others. */
  readonly values: { readonly old: readonly number[]; readonly new: readonly number[] } | null;
  /** Holm's adjustment over the lines that have a p-value; null without one. */
  readonly pHolm: number | null;
}

/** Two runs, metric by metric: what every renderer shows. */
export interface Comparison {
  readonly old: SideFacts;
  readonly new: SideFacts;
  /** In what they differ, as it was meant. */
  readonly varied: readonly Unlike[];
  readonly alpha: number;
  readonly seed: string;
  readonly lines: readonly ComparedMetric[];
  readonly notes: readonly { readonly code: string; readonly message: string }[];
}

/** Shown where none were asked for, in this order. */
const usual = ['cold.count', 'init.p50', 'duration.p50', 'round_trip.p50', 'round_trip.p95', 'overhead.p50'];
/** Shown too where one of the sides has any. */
const whereAny = ['restored.count', 'throttled.count', 'error.count'];

export interface CompareRunsOptions extends Pick<CompareOptions, 'alpha' | 'seed'> {
  /** Null: the usual ones. */
  readonly metrics: readonly Metric[] | null;
  /** What is meant to differ. */
  readonly vary: readonly LikenessField[];
}

/**
 * Compares two runs.
 *
 * @throws UsageError where they are not alike
 */
export function compareRuns(old: ComparedRun, now: ComparedRun, options: CompareRunsOptions): Comparison {
  const varied = refuseUnlike(old.header, now.header, options.vary);
  const { alpha = 0.05, seed = '1' } = options;
  const compared = metricsOf(old, now, options.metrics).map((metric) => ({
    ...compareMetric(metric, old, now, { alpha, seed }),
    scope: scopeOf(metric),
    rounds: { old: roundNumbers(metric, old), new: roundNumbers(metric, now) },
    values: valuesOf(metric, old, now),
  }));
  const tested = compared.flatMap(({ p }) => (p === null ? [] : [p]));
  const adjusted = holm(tested);
  let next = 0;
  const lines = compared.map((line): ComparedMetric => {
    if (line.p === null) return { ...line, pHolm: null };
    next += 1;
    return { ...line, pHolm: adjusted[next - 1] ?? null };
  });
  return {
    old: sideFacts(old),
    new: sideFacts(now),
    varied,
    alpha,
    seed,
    lines,
    notes: comparisonNotes(old, now, lines),
  };
}

/** Compares one metric of two runs that are alike. */
export function compareMetric(
  metric: Metric,
  old: ComparedRun,
  now: ComparedRun,
  options: CompareOptions,
): SampleComparison {
  const [before, after] = [sampleOf(metric, old, 'old'), sampleOf(metric, now, 'new')];
  const obstacle = before.obstacle ?? after.obstacle ?? obstacleBetween(metric, old, now);
  return compareSamples(metric, { ...before, obstacle }, after, options);
}

function valuesOf(metric: Metric, old: ComparedRun, now: ComparedRun): ComparedMetric['values'] {
  if (metric.kind !== 'figure' || scopeOf(metric) !== 'first-contact') return null;
  const all = (run: ComparedRun, side: Side): readonly number[] => {
    const sample = sampleOf(metric, run, side);
    return sample.kind === 'values' ? sample.rounds.flatMap(({ values }) => values) : [];
  };
  return { old: all(old, 'old'), new: all(now, 'new') };
}

const roundNumbers = (metric: Metric, run: ComparedRun): number[] =>
  comparedRounds(metric, run).map(({ round }) => round);

function metricsOf(old: ComparedRun, now: ComparedRun, asked: readonly Metric[] | null): readonly Metric[] {
  if (asked !== null) return asked;
  const named = (names: readonly string[]) => names.flatMap((name) => metrics.get(name) ?? []);
  const any = (metric: Metric): boolean =>
    (sampleOf(metric, old, 'old').figure ?? 0) > 0 || (sampleOf(metric, now, 'new').figure ?? 0) > 0;
  return [...named(usual), ...named(whereAny).filter(any)];
}
