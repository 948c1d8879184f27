import { expect, it } from 'vitest';
import { runCost } from '../../src/analysis/run-cost.ts';
import { aHeader, aReport, aRow } from '../support/analysis-builder.ts';

const target = (changes: Partial<ReturnType<typeof aHeader>['target']> = {}) => ({
  ...aHeader().target,
  memorySizeMb: 1_024,
  ...changes,
});
const billed = (billedMs: number | null) => aReport({ billedMs });

// 0.20 USD a million requests; a GB-second 0.0000166667 on demand and 0.0000097222 on provisioned concurrency:
// https://aws.amazon.com/lambda/pricing/, US East (N. Virginia), x86.
it('adds fees and billed time, provisioned environments at their own price', () => {
  const cost = runCost(
    [
      [aRow({ report: billed(1_000) }), aRow({ report: billed(1_000), initType: 'provisioned-concurrency' })],
      [aRow({ report: billed(null) }), aRow({ report: null })],
    ],
    target(),
  );
  expect(cost?.usd).toBeCloseTo(2 * 0.0000002 + 0.0000166667 + 0.0000097222, 12);
  expect(cost).toMatchObject({ requests: 2, billedMs: 2_000 });
});

it.each([{ region: 'mars-north-1' }, { memorySizeMb: null }])('is not known with %j', (changes) =>
  expect(runCost([[aRow()]], target(changes))).toBeNull(),
);

it.each([{ rows: [] }, { rows: [aRow({ report: null })] }])(
  'is not known, and not 0, without a REPORT',
  ({ rows }) => expect(runCost([rows], target())).toBeNull(),
);
