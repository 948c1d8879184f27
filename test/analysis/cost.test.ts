import { describe, expect, it } from 'vitest';
import { provisionedDurationUsd, provisionedUsd, requestsUsd } from '../../src/analysis/cost.ts';
import { pricesOf } from '../../src/model/prices.ts';

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
    expect(provisionedUsd(10, 301, 1_024, usEast1)).toBeCloseTo(
      10 * 600 * usEast1.provisionedPerGbSecondUsd,
      12,
    ));
});

it('knows no price for an unknown region', () => expect(pricesOf('mars-north-1', 'x86_64')).toBeNull());
