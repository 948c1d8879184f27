import { expect, it } from 'vitest';
import { hourlyCost, standingCost } from '../../src/analysis/provisioned-wording.ts';
import { aHeader } from '../support/analysis-builder.ts';

// 0.0000041667 USD for a GB-second of provisioned concurrency on x86 in us-east-1, 3,600 s, 730 hours a month.
it.each([
  { environments: 0, memorySizeMb: 1_024, says: /^nothing/ },
  {
    environments: 1,
    memorySizeMb: 1_024,
    says: /^0\.0150 USD an hour \(about 11\.0 USD .* for 1 environment of 1,024 MB/,
  },
  {
    environments: 991,
    memorySizeMb: 1_024,
    says: /^14\.9 USD an hour \(about 10,852 USD a month\) for 991 environments/,
  },
  {
    environments: 100_000,
    memorySizeMb: 1_024,
    says: /^1,500 USD an hour \(about 1,095,009 USD .* for 100,000 env/,
  },
])('$environments of $memorySizeMb MB', ({ environments, memorySizeMb, says }) => {
  const target = { ...aHeader().target, region: 'us-east-1', architecture: 'x86_64' as const, memorySizeMb };
  expect(hourlyCost(target, environments, false)).toMatch(says);
});

it.each([
  { name: 'no provisioned concurrency', requested: null, region: 'us-east-1', says: null },
  {
    name: 'one environment',
    requested: 1,
    region: 'us-east-1',
    says: 'without the 0.0150 USD an hour that 1 provisioned environment costs',
  },
  {
    name: '991 of them',
    requested: 991,
    region: 'us-east-1',
    says: 'without the 14.9 USD an hour that 991 provisioned environments cost',
  },
  {
    name: 'a region without a price',
    requested: 10,
    region: 'xx-nowhere-1',
    says: 'without what 10 provisioned environments cost',
  },
])('beside the requests: $name', ({ requested, region, says }) => {
  const facts = aHeader().target;
  const provisioned =
    requested === null
      ? null
      : { requested, allocated: 0, available: 0, status: 'IN_PROGRESS' as const, statusReason: null };
  expect(standingCost({ ...facts, region, architecture: 'x86_64', memorySizeMb: 1_024, provisioned })).toBe(
    says,
  );
});
