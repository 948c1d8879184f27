import { describe, expect, it } from 'vitest';
import {
  breakEvenUtilisation,
  durationUsd,
  provisionedDurationUsd,
  provisionedUsd,
  requestsUsd,
} from '../../src/analysis/cost.ts';
import { pricedRegions, pricesOf } from '../../src/model/prices.ts';

const usEast1 = pricesOf('us-east-1', 'x86_64');
if (usEast1 === null) throw new Error('the table has no us-east-1');

// Worked examples of https://aws.amazon.com/lambda/pricing/ ("Provisioned Concurrency Pricing").
describe("AWS's worked examples, to the cent", () => {
  it.each([
    {
      name: '100 × 1,536 MB × 8 h configured',
      usd: provisionedUsd(100, 8 * 3_600, 1_536, usEast1),
      want: 18.0,
    },
    { name: '75,000 GB-s of duration', usd: provisionedDurationUsd(75_000, usEast1), want: 0.73 },
    {
      name: '7 × 4,096 MB × 24 h configured',
      usd: provisionedUsd(7, 24 * 3_600, 4_096, usEast1),
      want: 10.08,
    },
    { name: '2.24 M GB-s of duration', usd: provisionedDurationUsd(2_240_000, usEast1), want: 21.78 },
    { name: '2 M requests', usd: requestsUsd(2_000_000, 0, 4_096, usEast1), want: 0.4 },
  ])('$name', ({ usd, want }) => expect(usd).toBeCloseTo(want, 2));

  it('rounds configured time up to five minutes', () =>
    expect(provisionedUsd(10, 301, 1_024, usEast1)).toBeCloseTo(10 * 600 * 0.0000041667, 12));
});

it('knows no price for an unknown region', () => expect(pricesOf('mars-north-1', 'x86_64')).toBeNull());

describe('the table of prices', () => {
  const all = pricedRegions.flatMap((region) =>
    ['x86_64', 'arm64'].map((architecture) => ({
      region,
      architecture,
      prices: pricesOf(region, architecture),
    })),
  );

  it.each(all)('$region $architecture is whole and of the right size', ({ prices }) => {
    expect(prices?.perMillionRequestsUsd).toBeGreaterThan(0.1);
    expect(prices?.perMillionRequestsUsd).toBeLessThan(0.4);
    expect(prices?.perGbSecondUsd).toBeGreaterThan(1e-5);
    expect(prices?.perGbSecondUsd).toBeLessThan(3e-5);
  });

  it('has no price for an architecture that Lambda has not', () =>
    expect(pricesOf('us-east-1', 'riscv64')).toBeNull());

  it.each(['constructor', '__proto__', 'toString'])('takes no region from %s', (name) =>
    expect(pricesOf(name, 'x86_64')).toBeNull(),
  );
});

// Arithmetic on the published prices: configured ÷ (on demand − duration on provisioned).
it.each([
  { region: 'us-east-1', percent: 60 },
  { region: 'us-west-2', percent: 60 },
  { region: 'eu-west-1', percent: 80 },
  { region: 'us-west-1', percent: 94 },
  { region: 'eu-central-1', percent: 101 },
  { region: 'ap-southeast-1', percent: 115 },
  { region: 'ap-northeast-1', percent: 131 },
  { region: 'ap-south-1', percent: 73 },
  { region: 'eu-south-1', percent: 60 },
  { region: 'af-south-1', percent: 60 },
])('in $region provisioned concurrency pays from $percent % on', ({ region, percent }) => {
  const prices = pricesOf(region, 'x86_64');
  expect(Math.round(((prices && breakEvenUtilisation(prices)) ?? 0) * 100)).toBe(percent);
});

it('prices duration tier by tier', () => {
  expect(durationUsd(0, usEast1)).toBe(0);
  expect(durationUsd(6e9, usEast1)).toBeCloseTo(100_000.2, 1);
  expect(durationUsd(16e9, usEast1)).toBeCloseTo(6e9 * 0.0000166667 + 9e9 * 0.000015 + 1e9 * 0.0000133334, 3);
});
