import { describe, expect, it } from 'vitest';
import { adviceOf, isMet } from '../../../src/analysis/advice/advice.ts';
import { alternativesOf } from '../../../src/analysis/advice/alternatives.ts';
import { estimateOf, type SizeEstimate, sizeEstimate } from '../../../src/analysis/advice/estimate.ts';
import { goalMetrics, parseGoal } from '../../../src/analysis/advice/goals.ts';
import { monthlyCost } from '../../../src/analysis/advice/monthly-cost.ts';
import { drawFrom } from '../../../src/analysis/advice/samples.ts';
import { adviceSentence, breakEvenText } from '../../../src/analysis/advice/sentence.ts';
import { firstSizes, sizesBetween } from '../../../src/analysis/advice/sizes.ts';
import { pricesOf } from '../../../src/model/prices.ts';
import { aReport, aRow } from '../../support/analysis-builder.ts';

const usEast1 = pricesOf('us-east-1', 'x86_64');
if (usEast1 === null) throw new Error('the table has no us-east-1');

// Worked examples of https://aws.amazon.com/lambda/pricing/ ("Provisioned Concurrency Pricing"), to the cent.
describe("AWS's worked examples", () => {
  it('seven environments of 4,096 MB for a day, 2 M requests of 280 ms: 32.26 USD', () => {
    const billed = {
      requests: 2_000_000,
      onDemandBilledMs: 0,
      billedInitMs: 0,
      provisionedBilledMs: 2_000_000 * 280,
    };
    const cost = monthlyCost(billed, 7 * 24 * 3_600, 4_096, { ...usEast1, logsPerGbUsd: null });
    expect(cost.provisionedUsd).toBeCloseTo(10.08, 2);
    expect(cost.provisionedDurationUsd).toBeCloseTo(21.78, 2);
    expect(cost.requestsUsd).toBeCloseTo(0.4, 2);
    expect(cost.totalUsd).toBeCloseTo(32.26, 1);
    expect((cost.provisionedUsd ?? 0) + (cost.provisionedDurationUsd ?? 0) + cost.requestsUsd).toBeCloseTo(
      32.26,
      2,
    );
  });

  it('a hundred environments of 1,536 MB for eight hours: 18.00 USD, and 0.73 USD of 75,000 GB-s', () => {
    const billed = {
      requests: 0,
      onDemandBilledMs: 0,
      billedInitMs: 0,
      provisionedBilledMs: 75_000_000 / 1.5,
    };
    const cost = monthlyCost(billed, 100 * 8 * 3_600, 1_536, usEast1);
    expect(cost.provisionedUsd).toBeCloseTo(18.0, 2);
    expect(cost.provisionedDurationUsd).toBeCloseTo(0.73, 2);
  });

  it('3 M requests of 120 ms at 1,536 MB on demand: 540,000 GB-s are 9.00 USD, requests 0.60', () => {
    const billed = {
      requests: 3_000_000,
      onDemandBilledMs: 3_000_000 * 120,
      billedInitMs: 0,
      provisionedBilledMs: 0,
    };
    const cost = monthlyCost(billed, 0, 1_536, usEast1);
    expect(cost.durationUsd).toBeCloseTo(9.0, 2);
    expect(cost.requestsUsd).toBeCloseTo(0.6, 2);
  });

  it('a price that is not known makes the sum unknown, not smaller', () => {
    const unknown = { ...usEast1, provisionedPerGbSecondUsd: null, provisionedDurationPerGbSecondUsd: null };
    const billed = { requests: 1, onDemandBilledMs: 1, billedInitMs: 0, provisionedBilledMs: 1 };
    expect(monthlyCost(billed, 1, 128, unknown).totalUsd).toBeNull();
    expect(monthlyCost({ ...billed, provisionedBilledMs: 0 }, 0, 128, unknown).totalUsd).not.toBeNull();
  });
});

it.each([
  { region: 'us-east-1', want: /busy over 60 %/ },
  { region: 'eu-west-1', want: /busy over 80 %/ },
  { region: 'eu-central-1', want: /never, by price alone: in eu-central-1 .* 101 %/ },
  { region: 'ap-northeast-1', want: /never, by price alone: .* 131 %/ },
])('break-even in $region', ({ region, want }) => {
  const prices = pricesOf(region, 'x86_64');
  expect(prices && breakEvenText(prices, region)).toMatch(want);
});

it('break-even, where a busy environment saves nothing', () =>
  expect(breakEvenText({ ...usEast1, perGbSecondUsd: 0 }, 'us-east-1')).toBe(
    'never, by price alone: in us-east-1 duration on provisioned concurrency costs no less than on demand',
  ));

describe('estimates', () => {
  // t for three degrees of freedom, 97.5 %: 3.182 (NIST). Mean 5, standard deviation √(20/3).
  it('mean and interval of 2, 4, 6, 8', () => {
    const estimate = estimateOf([2, 4, 6, 8]);
    const half = (3.182 * Math.sqrt(20 / 3)) / 2;
    expect(estimate?.mean).toBe(5);
    expect(estimate?.low).toBeCloseTo(5 - half, 10);
    expect(estimate?.high).toBeCloseTo(5 + half, 10);
  });
  it('a share is never below 0 nor above 1, whatever its interval', () => {
    const counts = {
      provisioned: 0,
      retained: 99,
      overConcurrency: 0,
      overRate: 0,
      onDemandBilledMs: 0,
      billedInitMs: 0,
      provisionedBilledMs: 0,
      mostBusy: 1,
    };
    const roundTripMs = { p50: 1, p90: 1, p95: 1, p99: 1, mean: 1 };
    const priced = { memorySizeMb: 128, prices: usEast1, provisionedHours: 0 };
    const figuresOf = (colds: readonly number[]) =>
      sizeEstimate(
        colds.map((cold) => ({ size: 0, counts: { ...counts, new: cold }, roundTripMs })),
        1_000,
        priced,
      ).figures;
    const { 'cold.ratio': low, 'spillover.ratio': all } = figuresOf([0, 0, 0, 60]);
    expect(low?.low).toBe(0);
    expect(all).toEqual({ mean: 1, low: 1, high: 1 });
    const { 'cold.ratio': high } = figuresOf([400, 400, 400, 0]);
    expect(high?.high).toBe(1);
  });
  it('of one value, of equal ones, of none', () => {
    expect(estimateOf([3])).toEqual({ mean: 3, low: 3, high: 3 });
    expect(estimateOf([3, 3, 3])).toEqual({ mean: 3, low: 3, high: 3 });
    expect(estimateOf([null])).toBeNull();
  });
});

describe('goals', () => {
  it.each([
    { text: 'cold.ratio < 0.1%', want: { metric: 'cold.ratio', operator: '<', expected: 0.001 } },
    { text: 'cold.ratio<=0.001', want: { metric: 'cold.ratio', operator: '<=', expected: 0.001 } },
    { text: 'round_trip.p99 < 300ms', want: { metric: 'round_trip.p99', expected: 300 } },
    { text: 'round_trip.p99 < 0.3s', want: { expected: 300 } },
  ])('$text', ({ text, want }) => expect(parseGoal(text)).toMatchObject(want));

  it.each([
    { text: '', want: /not a goal/ },
    { text: 'cold.ration < 1%', want: /Did you mean cold\.ratio|no figure/ },
    { text: 'cold.ratio == 0', want: /"==" sets no bound/ },
    { text: 'cold.ratio < 300ms', want: /not measured in ms/ },
    { text: 'round_trip.p99 < 1%', want: /not measured in %/ },
    { text: 'cold.ratio < 2', want: /at most 1/ },
    { text: 'init.p50 < 10ms', want: /no figure/ },
  ])('$text is refused', ({ text, want }) => expect(() => parseGoal(text)).toThrow(want));

  it.each([
    { low: 1, high: 2, want: 'yes' },
    { low: 4, high: 5, want: 'no' },
    { low: 2, high: 4, want: 'unsure' },
  ])('$low to $high under 3: $want', ({ low, high, want }) =>
    expect(
      isMet({ text: '', metric: 'round_trip.p99', operator: '<', expected: 3 }, { mean: 3, low, high }),
    ).toBe(want),
  );
});

describe('sizes', () => {
  it.each([0, 1, 5, 19, 20, 100, 5_000])('from 0 to %i', (enough) => {
    const sizes = firstSizes(enough);
    expect(sizes[0]).toBe(0);
    expect(sizes.at(-1)).toBe(enough);
    expect(sizes.length).toBeLessThanOrEqual(20);
    expect(sizes).toEqual([...new Set(sizes)].sort((a, b) => a - b));
  });
  it('between two neighbours', () => {
    expect(sizesBetween(3, 4)).toEqual([]);
    expect(sizesBetween(3, 6)).toEqual([4, 5]);
    const many = sizesBetween(0, 1_000);
    expect(many.length).toBe(20);
    expect(many.every((size) => size > 0 && size < 1_000)).toBe(true);
  });
});

const at = (size: number, cold: number, usd: number, throttled = 0): SizeEstimate => {
  const exactly = (mean: number) => ({ mean, low: mean, high: mean });
  return {
    size,
    figures: {
      ...(Object.fromEntries(
        Object.keys(goalMetrics).map((metric) => [metric, null]),
      ) as SizeEstimate['figures']),
      'cold.ratio': exactly(cold),
      'throttled.ratio': exactly(throttled),
    },
    cost: {
      requestsUsd: 0,
      durationUsd: 0,
      initUsd: 0,
      provisionedUsd: usd,
      provisionedDurationUsd: 0,
      logsUsd: null,
      totalUsd: usd,
    },
    totalUsd: exactly(usd),
    servedAMonth: 1,
    utilisation: null,
  };
};
const goal = parseGoal('cold.ratio < 5%');

describe('advice', () => {
  it('the smallest that meets all, the cheapest, where it pays', () => {
    const advice = adviceOf([at(2, 0.01, 30), at(0, 0.5, 10), at(1, 0.04, 20)], [goal], null);
    expect(advice.smallest?.size).toBe(1);
    expect(advice.cheapest?.size).toBe(0);
    expect(advice.paysFrom).toBeNull();
    expect(adviceSentence(advice)).toMatch(
      /^Provision 1: 4 % of requests wait for an init for 20 USD a month; without any, 50 %/,
    );
  });
  it('within the budget, or none', () => {
    const advice = adviceOf([at(0, 0.5, 10), at(1, 0.04, 20)], [goal], 15);
    expect(advice.smallest).toBeNull();
    expect(adviceSentence(advice)).toBe(
      'No size stays within 15 USD a month and meets the goals: with 1 provisioned, the cheapest, it is 20 USD.',
    );
  });
  it('says what share is throttled: nobody of those waits for an init', () => {
    const throttled = [at(0, 0.001, 10, 0.782), at(1, 0, 8, 0.782)];
    expect(adviceSentence(adviceOf(throttled, [], null))).toBe(
      'Provision 1: it costs least for 8.00 USD a month, and 78.2 % of requests are throttled, and 0 % of the others wait for an init; without any, 78.2 % of requests are throttled, and 0.1 % of the others wait for an init for 10 USD a month.',
    );
    const facts = { runtime: null, snapStart: null, memorySizeMb: 2_048 };
    const [served, refused] = [[at(0, 0, 10)], throttled].map((sizes) =>
      alternativesOf(adviceOf(sizes, [], null), at(0, 0, 10), facts),
    );
    expect(served?.[0]).toMatch(/^Nothing at all/);
    expect(refused).toEqual([]);
  });
  it('a price under a cent is not none', () =>
    expect(adviceSentence(adviceOf([at(0, 1, 0.0002)], [], null))).toContain('for under 0.01 USD a month'));
  it('goals that no size meets: which, and by how much', () => {
    const advice = adviceOf([at(0, 0.5, 10), at(1, 0.2, 20)], [goal], null);
    expect(advice.failing).toMatchObject([{ goal: { text: 'cold.ratio < 5%' }, at: { size: 1 } }]);
    expect(adviceSentence(advice)).toMatch(/with 1 provisioned, cold\.ratio is 20 %, and should be < 5 %/);
  });
  it('nothing, where nothing is needed', () =>
    expect(adviceSentence(adviceOf([at(0, 0, 10), at(1, 0, 20)], [goal], null))).toMatch(
      /^Leave provisioned concurrency off/,
    ));
  it('provisioned concurrency that costs less than none', () =>
    expect(adviceOf([at(0, 0.1, 20), at(1, 0, 15)], [], null).paysFrom?.size).toBe(1));
});

it('draws cold requests apart from the others, and leaves out what is not whole', () => {
  const drawn = drawFrom([
    aRow({ startKind: 'warm' }),
    aRow({ startKind: 'preinitialized', report: aReport({ initMs: 150 }) }),
    aRow({
      startKind: 'cold',
      initInPathMs: 160,
      roundTripMs: 450,
      overheadMs: 38.5,
      report: aReport({ initMs: 160, billedMs: 412 }),
    }),
    aRow({ startKind: 'unknown', initInPathMs: null }),
    aRow({ outcome: 'throttled', report: null }),
  ]);
  expect({ cold: drawn.cold, notCold: drawn.notCold }).toEqual({ cold: 1, notCold: 2 });
  // 251.5 of duration, 160 of init, and 35 of overhead beyond that of warm requests (3.5).
  expect([...drawn.samples.new.occupiedMs]).toEqual([251.5 + 160 + 35]);
  expect([...drawn.samples.new.billedInitMs]).toEqual([160]);
  expect([...drawn.samples.retained.billedInitMs]).toEqual([0, 0]);
});
