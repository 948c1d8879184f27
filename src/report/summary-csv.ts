import { measureLogs } from '../analysis/logs/judge-logs.ts';
import { measureOf } from '../analysis/measure.ts';
import type { Figures, KindSummary, RunAnalysis } from '../analysis/result.ts';
import { type Metric, metrics, type Subject } from '../model/metrics.ts';
import { csvRecord } from './csv.ts';

const fieldOf = {
  init: 'initMs',
  duration: 'durationMs',
  billed: 'billedMs',
  round_trip: 'roundTripMs',
  overhead: 'overheadMs',
} satisfies Record<Subject, keyof KindSummary>;

const figuresOf = ({ summary }: RunAnalysis, metric: Metric & { kind: 'figure' }): Figures | null => {
  const kind =
    metric.startKind === null
      ? summary.all
      : summary.kinds.find(({ startKind }) => startKind === metric.startKind);
  return kind?.[fieldOf[metric.subject]] ?? null;
};

/** Value and sample size of a metric; null: this result has none. */
function valueOfMetric(analysis: RunAnalysis, metric: Metric): { value: number; n: number | null } | null {
  if (metric.kind === 'figure') {
    const figures = figuresOf(analysis, metric);
    const value = figures?.[metric.statistic] ?? null;
    return value === null || figures === null ? null : { value, n: figures.n };
  }
  const { actual } =
    analysis.header === null ? measureLogs(metric, analysis.summary) : measureOf(metric, analysis);
  return actual === null ? null : { value: actual, n: null };
}

/** One record a figure, by the names that assertions use: what was not measured has no record. */
export function* summaryCsv(analysis: RunAnalysis): Generator<string> {
  yield csvRecord(['run_id', 'function_name', 'qualifier', 'metric', 'unit', 'value', 'n', 'meaning']);
  const { header } = analysis;
  for (const metric of metrics.values()) {
    const found = valueOfMetric(analysis, metric);
    if (found === null) continue;
    yield csvRecord([
      header?.runId ?? null,
      header?.target.functionName ?? null,
      header?.target.qualifier ?? null,
      metric.name,
      metric.unit,
      found.value,
      found.n,
      metric.meaning,
    ]);
  }
}
