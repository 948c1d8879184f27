import type { Advice, JudgedSize } from '../../analysis/advice/advice.ts';
import type { Estimate } from '../../analysis/advice/estimate.ts';
import type { Chart, CurveChart } from '../chart.ts';

/** Cost, cold ratio and p99 of the round trip, each over the sizes that were simulated. */
export function adviceCharts({ sizes, smallest, goals, budgetUsd }: Advice): readonly Chart[] {
  const curve = (
    id: string,
    title: string,
    name: string,
    unit: 'ratio' | 'usd' | 'ms',
    of: (size: JudgedSize) => Estimate | null,
    limits: CurveChart['limits'],
  ): CurveChart => ({
    kind: 'curve',
    id,
    title,
    says: `${title}, from none to ${sizes.at(-1)?.size ?? 0}; the band is the 95 % interval over replications.`,
    x: { name: 'provisioned concurrency', unit: 'count' },
    y: { name, unit },
    series: [
      {
        name,
        hue: 'plain',
        points: sizes.flatMap((each) => {
          const estimate = of(each);
          if (estimate === null) return [];
          const { mean, low, high } = estimate;
          return [{ x: each.size, y: mean, low, high }];
        }),
      },
    ],
    marks: smallest === null ? [] : [{ at: smallest.size, label: `${smallest.size} meets all` }],
    limits,
  });
  const limitsOf = (metric: string): CurveChart['limits'] =>
    goals.filter((goal) => goal.metric === metric).map((goal) => ({ at: goal.expected, label: goal.text }));
  return [
    curve(
      'cost-curve',
      'Cost of a month by provisioned concurrency',
      'cost of a month',
      'usd',
      ({ totalUsd }) => totalUsd,
      budgetUsd === null ? [] : [{ at: budgetUsd, label: 'budget' }],
    ),
    curve(
      'cold-curve',
      'Requests that wait for an init by provisioned concurrency',
      'cold ratio',
      'ratio',
      ({ figures }) => figures['cold.ratio'],
      limitsOf('cold.ratio'),
    ),
    curve(
      'p99-curve',
      '99th percentile of the round trip by provisioned concurrency',
      'round trip p99',
      'ms',
      ({ figures }) => figures['round_trip.p99'],
      limitsOf('round_trip.p99'),
    ),
  ].filter(({ series }) => series.some(({ points }) => points.length > 1));
}
