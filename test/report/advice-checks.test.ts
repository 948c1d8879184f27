import { expect, it } from 'vitest';
import { adviceOf } from '../../src/analysis/advice/advice.ts';
import { parseGoal } from '../../src/analysis/advice/goals.ts';
import { adviceChecks } from '../../src/report/advice-checks.ts';
import { aSize } from '../support/every-kind.ts';

// Of the sizes 0 to 5 the cold ratio is 1 / (size + 1), and a month costs 12,345.60 USD.
it.each([
  {
    name: 'a goal that is met',
    goals: ['cold.ratio < 30%'],
    budgetUsd: null,
    want: [{ verdict: 'passed', name: 'cold.ratio < 30%', message: /^with 3 provisioned, cold.ratio is 25/ }],
  },
  {
    name: 'a goal that is met, and too little money',
    goals: ['cold.ratio < 30%'],
    budgetUsd: 100,
    want: [
      { verdict: 'passed', name: 'cold.ratio < 30%', message: /^with 5 provisioned/ },
      {
        verdict: 'breached',
        name: 'budget of 100.00 USD a month',
        message: /^with 5 provisioned, a month costs 12,345.60 USD .*, expected at most 100.00 USD$/,
      },
    ],
  },
  {
    name: 'money alone',
    goals: [],
    budgetUsd: 20_000,
    want: [{ verdict: 'passed', name: 'budget of 20,000.00 USD a month', message: /^with 0 provisioned/ }],
  },
  { name: 'nothing asked for', goals: [], budgetUsd: null, want: [] },
])('$name', ({ goals, budgetUsd, want }) => {
  const sizes = Array.from({ length: 6 }, (_, size) => aSize(size));
  const checks = adviceChecks(adviceOf(sizes, goals.map(parseGoal), budgetUsd));
  expect(checks).toEqual(
    want.map(({ message, ...check }) => ({ ...check, message: expect.stringMatching(message) })),
  );
});
