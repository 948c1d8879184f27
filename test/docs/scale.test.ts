import { describe, expect, it } from 'vitest';
import { placedAtOnce, rampMs, scaleRows } from './scale.ts';

/** By hand from AWS's own words: 1,000 new environments in ten seconds, refilled continuously, and none saved up.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html */
describe('the numbers of docs/scale.md', () => {
  it.each([
    { requests: 10, atOnce: 10, rampS: 0 },
    { requests: 1_000, atOnce: 1_000, rampS: 0 },
    { requests: 2_000, atOnce: 1_000, rampS: 10 },
    { requests: 5_000, atOnce: 1_000, rampS: 40 },
    { requests: 100_000, atOnce: 1_000, rampS: 990 },
  ])('$requests on demand', ({ requests, atOnce, rampS }) => {
    expect(placedAtOnce(requests, 0)).toBe(atOnce);
    expect(Math.abs(rampMs(requests) / 1_000 - rampS)).toBeLessThanOrEqual(0.1);
  });

  it.each([
    { requests: 100_000, provisioned: 100_000, atOnce: 100_000 },
    { requests: 100_000, provisioned: 98_000, atOnce: 99_000 },
    { requests: 11, provisioned: 10, atOnce: 11 },
  ])('$requests with $provisioned provisioned', ({ requests, provisioned, atOnce }) => {
    expect(placedAtOnce(requests, provisioned)).toBe(atOnce);
  });

  it('prices as the price list does', () => {
    // 100,000 requests at 0.20 a million, 376 ms of 0.25 GB each at 0.0000166667; an hour of 25,000 GB at 0.0000041667.
    const [row] = scaleRows().filter(([requests]) => requests === '100,000');
    expect(row?.slice(-2)).toEqual([(0.02 + 9_400 * 0.0000166667).toPrecision(2), '375.00']);
  });
});
