import { expect, it } from 'vitest';
import { adviceOf } from '../../src/analysis/advice/advice.ts';
import { adviceView } from '../../src/report/advice-view.ts';
import { aSize } from '../support/every-kind.ts';

const setting = { title: '', facts: [], notes: [], breakEven: '', alternatives: [] };

it.each([
  { name: 'on demand and provisioned', provisionedDurationUsd: 7, want: 1_241.56 },
  { name: 'a part that has no price', provisionedDurationUsd: null, want: null },
])('duration of a month: $name', ({ provisionedDurationUsd, want }) => {
  const size = aSize(3);
  const advice = adviceOf([{ ...size, cost: { ...size.cost, provisionedDurationUsd } }], [], null);
  const [table] = adviceView(advice, setting).tables;
  const at = table?.columns.findIndex(({ name }) => name === 'duration') ?? -1;
  expect(table?.rows[0]?.[at]).toEqual({ kind: 'number', value: want, unit: 'usd' });
});
