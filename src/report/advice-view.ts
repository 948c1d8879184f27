import type { Advice, JudgedSize } from '../analysis/advice/advice.ts';
import type { Estimate } from '../analysis/advice/estimate.ts';
import type { MonthlyCost } from '../analysis/advice/monthly-cost.ts';
import { adviceSentence } from '../analysis/advice/sentence.ts';
import { adviceChecks } from './advice-checks.ts';
import { adviceCharts } from './charts/advice.ts';
import {
  type Cell,
  column,
  count,
  type Fact,
  leftColumn,
  type Note,
  range,
  ratio,
  text,
  usd,
  type View,
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

/** Sizes that a table shows: what decides, and some on both sides of it. */
const shownRows = 24;

/** On demand and provisioned; null: there is no price for a part of it. */
const wholeDurationUsd = ({ durationUsd, provisionedDurationUsd }: MonthlyCost): number | null =>
  provisionedDurationUsd === null ? null : durationUsd + provisionedDurationUsd;

const estimateCell = (estimate: Estimate | null, unit: 'ms' | 'ratio' | 'usd'): Cell =>
  estimate === null || estimate.high - estimate.low <= 0.01 * Math.abs(estimate.mean)
    ? { kind: 'number', value: estimate?.mean ?? null, unit }
    : range(estimate.low, estimate.high, unit);

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
  const asked = goals.length > 0 || advice.budgetUsd !== null;
  const said = (each: JudgedSize): string =>
    [
      // With nothing asked for every size meets it.
      ...(asked && each.size === smallest?.size ? ['meets all'] : []),
      ...(each.size === cheapest?.size ? ['cheapest'] : []),
      ...(each.withinBudget === false ? ['over budget'] : []),
    ].join(', ');
  return {
    id: 'sizes',
    title: '',
    name: 'What each amount of provisioned concurrency brings and costs',
    columns: [
      column('provisioned'),
      leftColumn('note'),
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
    ],
    rows: shown.map((each) => [
      count(each.size),
      text(said(each)),
      estimateCell(each.figures['cold.ratio'], 'ratio'),
      estimateCell(each.figures['spillover.ratio'], 'ratio'),
      ...(throttles ? [estimateCell(each.figures['throttled.ratio'], 'ratio')] : []),
      estimateCell(each.figures['round_trip.p50'], 'ms'),
      estimateCell(each.figures['round_trip.p95'], 'ms'),
      estimateCell(each.figures['round_trip.p99'], 'ms'),
      usd(each.cost.requestsUsd),
      usd(wholeDurationUsd(each.cost)),
      usd(each.cost.initUsd),
      usd(each.cost.provisionedUsd),
      ...(logs ? [usd(each.cost.logsUsd)] : []),
      estimateCell(each.totalUsd, 'usd'),
      ratio(each.utilisation),
      ...each.met.map((met) => text(marks[met], met === 'yes' ? 'good' : met === 'no' ? 'bad' : 'caution')),
    ]),
    note:
      shown.length < advice.sizes.length
        ? `${shown.length} of ${advice.sizes.length} simulated sizes; --format json has all. A range is a 95 % interval over replications.`
        : 'A range is a 95 % interval over replications.',
  };
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
  charts: adviceCharts(advice),
  notes: setting.notes,
  checks: adviceChecks(advice),
});
