import type { ComparedMetric, Comparison } from '../../analysis/comparison/compare-runs.ts';
import { figureOf } from '../../analysis/measure-figure.ts';
import type { Chart, IntervalsChart, PointsChart } from '../chart.ts';
import { toneOfChange } from '../comparison-tone.ts';

const changes = (lines: readonly ComparedMetric[]): IntervalsChart | null => {
  const shown = lines.filter(({ relative }) => relative !== null);
  if (shown.length === 0) return null;
  return {
    kind: 'intervals',
    id: 'changes',
    title: 'Changes',
    says: 'By how much the new side lies above or below the old one, each with its 95 % interval. What reaches over 0 may be no change at all.',
    name: 'change',
    unit: 'ratio',
    lines: shown.map((line) => ({
      label: line.metric,
      value: line.relative?.estimate ?? 0,
      low: line.relative?.interval?.low ?? null,
      high: line.relative?.interval?.high ?? null,
      hue: line.verdict !== 'changed' ? 'plain' : toneOfChange(line) === 'bad' ? 'bad' : 'good',
    })),
    rules: [{ at: 0, label: 'no change' }],
  };
};

/** `init` of `init.p50`: its values are those of `init.p95` too. */
const subjectOf = (metric: string): string => metric.replace(/\.[^.]+$/, '');

const points = (lines: readonly ComparedMetric[]): readonly PointsChart[] => {
  const bySubject = new Map(lines.map((line) => [subjectOf(line.metric), line.values]));
  return [...bySubject].flatMap(([subject, values]): PointsChart[] => {
    if (values === null || values.old.length + values.new.length === 0) return [];
    const group = (label: 'old' | 'new') => ({
      label,
      hue: label,
      values: values[label],
      median: figureOf(values[label], 'p50'),
    });
    return [
      {
        kind: 'points',
        id: `values-${subject.replaceAll('.', '-')}`,
        title: `Every ${subject}`,
        says: `Each ${subject} of the first contacts, old and new; the line is the median.`,
        name: subject,
        unit: 'ms',
        groups: [group('old'), group('new')],
      },
    ];
  });
};

/** Changes with their intervals, and every cold value behind them. */
export const comparisonCharts = ({ lines }: Comparison): readonly Chart[] => {
  const intervals = changes(lines);
  return [...(intervals === null ? [] : [intervals]), ...points(lines)];
};
