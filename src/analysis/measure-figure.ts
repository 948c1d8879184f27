import type { RowFacts } from '../model/invocation.ts';
import type { Metric, Statistic } from '../model/metrics.ts';
import { mean } from './figures.ts';
import { subjectOf } from './kind-summary.ts';
import { exactly, type Measured, none } from './measured.ts';
import { ascending, quantile, quantilePoints } from './quantile.ts';
import { reachedEnvironment } from './reach.ts';
import { counted } from './wording.ts';

export type FigureMetric = Metric & { readonly kind: 'figure' };

/** Values that are missing could lie anywhere from 0 up: with all of them at one end the figure is at its own end. */
export function measureFigure(rows: Iterable<RowFacts>, metric: FigureMetric, unrecorded: number): Measured {
  const { statistic } = metric;
  const { known, missing: without } = valuesOf(rows, metric);
  const missing = without + unrecorded;
  const least = leastFor(statistic);
  if (known.length < least)
    return none(`${counted(known.length, 'value')} of ${least} that ${statistic} needs`);
  const at = (fill: number): number => {
    const values = new Float64Array(known.length + missing).fill(fill);
    values.set(known);
    return statisticOf(values, statistic) ?? 0;
  };
  const actual = statisticOf(known, statistic);
  if (missing === 0 || actual === null) return actual === null ? none('no value') : exactly(actual);
  const low = metric.subject === 'overhead' ? Number.NEGATIVE_INFINITY : 0;
  return {
    actual,
    low: Math.min(actual, at(low)),
    high: Math.max(actual, at(Number.POSITIVE_INFINITY)),
    lacking: `${counted(missing, 'request')} may belong to it, without a figure`,
  };
}

/** The values that a figure is made of, and how many requests may belong to it without one. */
export function valuesOf(
  rows: Iterable<RowFacts>,
  metric: FigureMetric,
): { readonly known: readonly number[]; readonly missing: number } {
  const { subject, startKind } = metric;
  const known: number[] = [];
  let missing = 0;
  for (const row of rows) {
    const belongs = startKind === null || row.startKind === startKind;
    const value = belongs ? subjectOf(row, subject, startKind) : null;
    if (value !== null) known.push(value);
    else if (mayBeMissing(row, metric)) missing += 1;
  }
  return { known, missing };
}

/** How many values carry a statistic. */
export const leastFor = (statistic: Statistic): number =>
  statistic in quantilePoints ? quantilePoints[statistic as keyof typeof quantilePoints].least : 1;

/** The statistic of a sample; null where too few values carry it. */
export const figureOf = (values: ArrayLike<number>, statistic: Statistic): number | null =>
  values.length < leastFor(statistic) ? null : statisticOf(values, statistic);

function mayBeMissing(row: RowFacts, { subject, startKind }: FigureMetric): boolean {
  if (!reachedEnvironment(row)) return false;
  if (startKind === 'unknown') return false;
  if (row.startKind === 'unknown')
    return startKind !== null || subject === 'init' || subjectOf(row, subject, null) === null;
  if (startKind !== null && row.startKind !== startKind) return false;
  if (subject === 'init') return row.evidence === 'init-maybe-suppressed';
  return true;
}

function statisticOf(values: ArrayLike<number>, statistic: Statistic): number | null {
  const sorted = ascending(values);
  if (statistic === 'mean')
    return Number.isFinite(sorted.at(-1) ?? 0) && Number.isFinite(sorted[0] ?? 0)
      ? mean(sorted)
      : (sorted.find((value) => !Number.isFinite(value)) ?? null);
  if (statistic === 'min') return sorted[0] ?? null;
  if (statistic === 'max') return sorted.at(-1) ?? null;
  return quantile(sorted, quantilePoints[statistic].p);
}
