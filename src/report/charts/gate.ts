import type { Chart } from '../chart.ts';
import type { Gate } from '../gate-result.ts';

/** The change of each time against the reference, with its interval; none: nothing of it could be compared. */
export const gateCharts = ({ lines }: Gate): readonly Chart[] => {
  const shown = lines.flatMap(({ regression, looks, verdict }) => {
    const change = looks[0]?.change;
    return change == null || regression.metric.unit !== 'ms' ? [] : [{ regression, change, verdict }];
  });
  if (shown.length === 0) return [];
  return [
    {
      kind: 'intervals',
      id: 'changes',
      title: 'Change against the reference',
      says: 'How much greater each figure is than that of the reference, with its 95 % interval; right of 0 is worse.',
      name: 'change',
      unit: 'ratio',
      lines: shown.map(({ regression, change, verdict }) => ({
        label: regression.metric.name,
        value: change.estimate,
        low: change.low,
        high: change.high,
        hue: verdict === 'failed' ? 'bad' : verdict === 'passed' ? 'good' : 'plain',
      })),
      rules: [{ at: 0, label: 'as before' }],
    },
  ];
};
