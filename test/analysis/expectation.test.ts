import { describe, expect, it } from 'vitest';
import { predict } from '../../src/analysis/expectation.ts';
import { nearest } from '../../src/analysis/nearest.ts';
import { percentText, rangesText } from '../../src/analysis/wording.ts';
import type { TargetFacts } from '../../src/model/target.ts';
import { aHeader } from '../support/analysis-builder.ts';
import { provisioned } from './run-builder.ts';

const target = (changes: Partial<TargetFacts> = {}): TargetFacts => ({ ...aHeader().target, ...changes });

const ask = (
  changes: Partial<TargetFacts>,
  requests = 11,
  { fresh = true, retained = { min: 0, max: 0 }, spanMs = 0 } = {},
) =>
  predict(
    target(changes),
    { requests, atMs: 0, retained, spanMs },
    { freshEnvironments: fresh, rates: null },
  );

describe('prediction', () => {
  it.each<{
    name: string;
    facts: Partial<TargetFacts>;
    fresh?: boolean;
    n?: number;
    waited: [number, number];
    throttled?: [number, number];
    because: string;
  }>([
    {
      name: 'READY',
      facts: {},
      waited: [1, 1],
      because: '10 provisioned environments serve, so 1 of 11 requests goes on demand',
    },
    {
      name: 'a small account: what is provisioned is no part of what is left unreserved',
      facts: { accountConcurrency: 15, unreservedConcurrency: 5 },
      n: 17,
      waited: [5, 5],
      throttled: [2, 2],
      because: 'is throttled',
    },
    {
      name: '… and where only the account is known',
      facts: { accountConcurrency: 15, unreservedConcurrency: null },
      n: 17,
      waited: [5, 5],
      throttled: [2, 2],
      because: 'is throttled',
    },
    {
      name: '… and while ten are being allocated, of which five are',
      facts: {
        accountConcurrency: 15,
        unreservedConcurrency: 5,
        provisioned: provisioned({ status: 'IN_PROGRESS', allocated: 5, available: 5 }),
      },
      n: 17,
      waited: [10, 10],
      throttled: [2, 2],
      because: 'is throttled',
    },
    {
      name: '… the same of a reservation',
      facts: {
        reservedConcurrency: 15,
        provisioned: provisioned({ status: 'IN_PROGRESS', allocated: 0, available: 0 }),
      },
      n: 17,
      waited: [15, 15],
      throttled: [2, 2],
      because: 'reserved concurrency does not allow is throttled',
    },
    { name: 'nobody', facts: {}, n: 0, waited: [0, 0], throttled: [0, 0], because: 'no request got so far' },
    { name: 'enough', facts: {}, n: 10, waited: [0, 0], because: 'so all 10 requests go there' },
    {
      name: '$LATEST',
      facts: { qualifier: '$LATEST' },
      n: 10,
      waited: [10, 10],
      because: 'provisioned concurrency never serves $LATEST',
    },
    {
      name: 'none',
      facts: { provisioned: null },
      waited: [11, 11],
      because: 'the qualifier worker_lambda_alias has no provisioned concurrency',
    },
    {
      name: 'pending',
      facts: { provisioned: provisioned({ status: 'IN_PROGRESS', allocated: 0, available: 0 }) },
      waited: [11, 11],
      because: 'serves nobody before it is READY',
    },
    {
      name: 'an older allocation, local',
      facts: { provisioned: provisioned({ status: 'IN_PROGRESS', allocated: 5, available: 5 }) },
      n: 10,
      waited: [5, 5],
      because: '5 environments of an older allocation serve',
    },
    {
      name: 'an older allocation, AWS',
      facts: { provisioned: provisioned({ status: 'IN_PROGRESS', allocated: 5, available: 5 }) },
      fresh: false,
      n: 10,
      waited: [5, 10],
      because: 'so 5 to 10 of 10 requests go on demand',
    },
    {
      name: 'FAILED',
      facts: {
        provisioned: provisioned({
          status: 'FAILED',
          allocated: 0,
          available: 0,
          statusReason: 'FUNCTION_ERROR_INIT_FAILURE',
        }),
      },
      waited: [11, 11],
      because: 'FAILED (FUNCTION_ERROR_INIT_FAILURE)',
    },
    { name: 'weighted', facts: { weights: { '2': 0.1 } }, waited: [1, 11], because: 'the alias is weighted' },
    {
      name: 'reserved',
      facts: { reservedConcurrency: 12 },
      n: 14,
      waited: [2, 2],
      throttled: [2, 2],
      because: 'reserved concurrency does not allow',
    },
    {
      name: 'reserved, all provisioned',
      facts: { reservedConcurrency: 10 },
      waited: [0, 0],
      throttled: [1, 1],
      because: 'reserved concurrency does not allow',
    },
    {
      name: 'small account',
      facts: { unreservedConcurrency: 10, provisioned: null },
      waited: [10, 10],
      throttled: [1, 1],
      because: "the account's concurrency",
    },
    {
      name: 'account not read',
      facts: { unreservedConcurrency: null, accountConcurrency: null, provisioned: null },
      waited: [11, 11],
      because: 'on demand',
    },
  ])('$name', ({ facts, fresh = true, n = 11, waited, throttled = [0, 0], because }) => {
    const { predicted } = ask(facts, n, { fresh });
    expect(predicted.waitedForInit).toEqual({ min: waited[0], max: waited[1] });
    expect(predicted.throttled).toEqual({ min: throttled[0], max: throttled[1] });
    expect(predicted.because).toContain(because);
  });

  it('allows for the environments that the scaling rate adds while requests are being placed', () => {
    const account = { accountConcurrency: 10_000, unreservedConcurrency: 10_000, provisioned: null };
    // 1,000 at once, and 100 a second: the last of 5,000 is placed after 199.96 ms, so 19.996 more.
    expect(ask(account, 5_000, { spanMs: 200 }).predicted).toMatchObject({
      waitedForInit: { min: 1_000, max: 1_019 },
      throttled: { min: 3_981, max: 4_000 },
    });
  });

  it('is a range where environments may be retained', () => {
    const { predicted } = ask({}, 13, { fresh: false, retained: { min: 1, max: 13 } });
    expect(predicted.waitedForInit).toEqual({ min: 0, max: 2 });
  });

  it.each([
    { managedInstances: true },
    { provisioned: null, unread: [{ fact: 'provisionedConcurrency', reason: 'AccessDenied' }] },
  ])('is none for %j', (facts) => expect(ask(facts).predicted.waitedForInit).toBeNull());

  it('knows the rates that the round before used up', () => {
    const facts = target({ provisioned: provisioned({ requested: 1, allocated: 1, available: 1 }) });
    const retained = { min: 9, max: 9 };
    let rates = null as ReturnType<typeof predict>['rates'];
    const because: number[] = [];
    for (let round = 0; round < 12; round += 1) {
      const ahead = predict(
        facts,
        { requests: 1, atMs: 0, retained, spanMs: 0 },
        { freshEnvironments: true, rates },
      );
      rates = ahead.rates;
      because.push(rates?.best.provisionedRequests.tokens ?? -1);
    }
    // Ten requests a second for the one environment; from then on the bucket is empty.
    expect(because).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0]);
  });
});

describe('wording', () => {
  it.each([
    [[1], '1'],
    [[1, 2, 3, 5], '1–3, 5'],
    [[], ''],
  ])('%j → %s', (numbers, want) => expect(rangesText(numbers)).toBe(want));

  it.each([
    [0, '0 %'],
    [1, '100 %'],
    [1 / 11, '9.1 %'],
    [0.000_01, 'under 0.1 %'],
    [0.999_99, 'over 99.9 %'],
  ])('%d → %s', (ratio, want) => expect(percentText(ratio)).toBe(want));

  it('finds the nearest name, and none where nothing is near', () => {
    expect(nearest('cold.cuont', ['cold.count', 'coverage'])).toBe('cold.count');
    expect(nearest('xyzzy', ['cold.count', 'coverage'])).toBeNull();
    expect(nearest('x'.repeat(10_000), ['cold.count'])).toBeNull();
  });
});
