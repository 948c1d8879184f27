import type { Advice, JudgedSize } from '../analysis/advice/advice.ts';
import type { Estimate } from '../analysis/advice/estimate.ts';
import { boundText, goalMetrics } from '../analysis/advice/goals.ts';
import { adviceSentence } from '../analysis/advice/sentence.ts';
import { measureText } from '../analysis/wording.ts';
import type { Chart, CurveChart } from './chart.ts';
import {
  type Cell,
  count,
  type Fact,
  type Note,
  range,
  ratio,
  text,
  type Unit,
  usd,
  type View,
  type ViewColumn,
} from './view.ts';

/** What the simulation was of. */
export interface AdviceSetting {
  readonly title: string;
  readonly facts: readonly Fact[];
  readonly notes: readonly Note[];
  /** Price of a region, in words. */
  readonly breakEven: string;
  /** What else would do, a sentence each. */
  readonly alternatives: readonly string[];
}

const column = (name: string, priority = 0, group = ''): ViewColumn => ({
  group,
  name,
  align: 'right',
  priority,
});

/** Sizes that a table shows: what decides, and some on both sides of it. */
const shownRows = 24;

/** An interval of what can't be below 0, nor, where it is a share, above 1. */
const endsOf = ({ low, high }: Estimate, unit: Unit) => ({
  low: Math.max(0, low),
  high: unit === 'ratio' ? Math.min(1, high) : high,
});

const estimateCell = (estimate: Estimate | null, unit: 'ms' | 'ratio' | 'usd'): Cell => {
  if (estimate === null || estimate.high - estimate.low <= 0.01 * Math.abs(estimate.mean))
    return { kind: 'number', value: estimate?.mean ?? null, unit };
  const { low, high } = endsOf(estimate, unit);
  return range(low, high, unit);
};

function shownSizes({ sizes, smallest, cheapest }: Advice): readonly JudgedSize[] {
  if (sizes.length <= shownRows) return sizes;
  const must = new Set([0, smallest?.size, cheapest?.size, sizes.at(-1)?.size]);
  const near = (size: number): boolean => smallest !== null && Math.abs(size - smallest.size) <= 2;
  const kept = sizes.filter(({ size }) => must.has(size) || near(size));
  const others = sizes.filter((each) => !kept.includes(each));
  const every = Math.ceil(others.length / Math.max(1, shownRows - kept.length));
  return [...kept, ...others.filter((_, index) => index % every === 0)].sort((a, b) => a.size - b.size);
}

const marks = { yes: '✓', no: '✗', unsure: '?' } as const;

function sizesTable(advice: Advice) {
  const { smallest, cheapest, goals } = advice;
  const shown = shownSizes(advice);
  const throttles = shown.some(({ figures }) => (figures['throttled.ratio']?.mean ?? 0) > 0);
  const logs = shown.some(({ cost }) => cost.logsUsd !== null);
  const said = (each: JudgedSize): string =>
    [
      ...(each.size === smallest?.size ? ['meets all'] : []),
      ...(each.size === cheapest?.size ? ['cheapest'] : []),
      ...(each.withinBudget === false ? ['over budget'] : []),
    ].join(', ');
  return {
    id: 'sizes',
    title: '',
    name: 'What each amount of provisioned concurrency brings and costs',
    columns: [
      column('provisioned'),
      column('cold'),
      column('spilled over', 5),
      ...(throttles ? [column('throttled', 2)] : []),
      column('p50', 6, 'round trip'),
      column('p95', 4, 'round trip'),
      column('p99', 1, 'round trip'),
      column('requests', 9, 'USD a month'),
      column('duration', 8, 'USD a month'),
      column('inits', 7, 'USD a month'),
      column('provisioned', 6, 'USD a month'),
      ...(logs ? [column('logs', 10, 'USD a month')] : []),
      column('all', 0, 'USD a month'),
      column('busy', 5),
      ...goals.map((_, index) => column(`goal ${index + 1}`, 3)),
      { group: '', name: 'note', align: 'left' as const, priority: 0 },
    ],
    rows: shown.map((each) => [
      count(each.size),
      estimateCell(each.figures['cold.ratio'], 'ratio'),
      estimateCell(each.figures['spillover.ratio'], 'ratio'),
      ...(throttles ? [estimateCell(each.figures['throttled.ratio'], 'ratio')] : []),
      estimateCell(each.figures['round_trip.p50'], 'ms'),
      estimateCell(each.figures['round_trip.p95'], 'ms'),
      estimateCell(each.figures['round_trip.p99'], 'ms'),
      usd(each.cost.requestsUsd),
      usd((each.cost.durationUsd ?? 0) + (each.cost.provisionedDurationUsd ?? 0)),
      usd(each.cost.initUsd),
      usd(each.cost.provisionedUsd),
      ...(logs ? [usd(each.cost.logsUsd)] : []),
      estimateCell(each.totalUsd, 'usd'),
      ratio(each.utilisation),
      ...each.met.map((met) => text(marks[met], met === 'yes' ? 'good' : met === 'no' ? 'bad' : 'caution')),
      text(said(each)),
    ]),
    note:
      shown.length < advice.sizes.length
        ? `${shown.length} of ${advice.sizes.length} simulated sizes; --format json has all. A range is a 95 % interval over replications.`
        : 'A range is a 95 % interval over replications.',
  };
}

function curves({ sizes, smallest, goals, budgetUsd }: Advice): readonly Chart[] {
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
          return estimate === null ? [] : [{ x: each.size, y: estimate.mean, ...endsOf(estimate, unit) }];
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

/** Goals as checks of the size that is advised, or of the one that comes closest. */
function checks({ goals, smallest, sizes, failing }: Advice): View['checks'] {
  const at = smallest ?? failing[0]?.at ?? sizes.at(-1);
  if (at === undefined) return [];
  return goals.map((goal, index) => {
    const met = at.met[index] ?? 'unsure';
    const estimate = at.figures[goal.metric];
    const unit = goalMetrics[goal.metric][0];
    const ends = estimate === null ? null : endsOf(estimate, unit);
    const is =
      estimate === null || ends === null
        ? 'has no value'
        : `is ${measureText(estimate.mean, unit)} (95 %: ${measureText(ends.low, unit)} to ${measureText(ends.high, unit)})`;
    return {
      verdict: met === 'yes' ? 'passed' : met === 'no' ? 'breached' : 'undecided',
      name: goal.text,
      message: `with ${at.size} provisioned, ${goal.metric} ${is}, expected ${boundText(goal)}`,
    };
  });
}

/** The result of `advise`: one sentence first, then the table, then the curves. */
export const adviceView = (advice: Advice, setting: AdviceSetting): View => ({
  title: setting.title,
  headline: adviceSentence(advice),
  facts: [
    ...setting.facts,
    { name: 'Pays for itself', value: [setting.breakEven] },
    ...setting.alternatives.map((sentence, index) => ({
      name: index === 0 ? 'What else' : '',
      value: [sentence],
    })),
  ],
  tables: [sizesTable(advice)],
  charts: curves(advice),
  notes: setting.notes,
  checks: checks(advice),
});
