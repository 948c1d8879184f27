import { expect, it } from 'vitest';
import { formatCell, formatNumber } from '../../src/report/units.ts';
import { range, type Unit } from '../../src/report/view.ts';

const cases: readonly { value: number | null; unit: Unit; want: string }[] = [
  { value: null, unit: 'ms', want: '–' },
  { value: Number.NaN, unit: 'ms', want: '–' },
  { value: Number.POSITIVE_INFINITY, unit: 'count', want: '–' },
  { value: 0, unit: 'ms', want: '0 ms' },
  { value: 0.004, unit: 'ms', want: '0.00 ms' },
  { value: 0.42, unit: 'ms', want: '0.42 ms' },
  { value: 9.99, unit: 'ms', want: '9.99 ms' },
  { value: 9.996, unit: 'ms', want: '10.0 ms' },
  { value: 99.96, unit: 'ms', want: '100 ms' },
  { value: 142.11, unit: 'ms', want: '142 ms' },
  { value: 999.4, unit: 'ms', want: '999 ms' },
  { value: 999.6, unit: 'ms', want: '1.00 s' },
  { value: 1_234, unit: 'ms', want: '1.23 s' },
  { value: 61_000, unit: 'ms', want: '61.0 s' },
  { value: 900_000, unit: 'ms', want: '900 s' },
  { value: -1.5, unit: 'ms', want: '-1.50 ms' },
  { value: 0, unit: 'ratio', want: '0 %' },
  { value: 1, unit: 'ratio', want: '100 %' },
  { value: 1 / 11, unit: 'ratio', want: '9.1 %' },
  { value: 0.00001, unit: 'ratio', want: '<0.1 %' },
  { value: 0.99999, unit: 'ratio', want: '>99.9 %' },
  { value: 0.9994, unit: 'ratio', want: '99.9 %' },
  { value: 0, unit: 'count', want: '0' },
  { value: 999, unit: 'count', want: '999' },
  { value: 10_000, unit: 'count', want: '10,000' },
  { value: 1_234_567, unit: 'count', want: '1,234,567' },
  { value: 128, unit: 'mb', want: '128 MB' },
  { value: 10_240, unit: 'mb', want: '10,240 MB' },
  { value: 0, unit: 'usd', want: '0 USD' },
  { value: 0.0000123456, unit: 'usd', want: '0.0000123 USD' },
  { value: 0.25, unit: 'usd', want: '0.250 USD' },
  { value: 0.999, unit: 'usd', want: '1.00 USD' },
  { value: 1234.5, unit: 'usd', want: '1,234.50 USD' },
  { value: -2.5, unit: 'usd', want: '-2.50 USD' },
];

it.each(cases)('$value $unit is $want', ({ value, unit, want }) =>
  expect(formatNumber(value, unit)).toBe(want),
);

it.each([
  { cell: range(1, 1, 'count'), want: '1' },
  { cell: range(0, 3, 'count'), want: '0 to 3' },
  { cell: range(0.4, 0.6, 'ms'), want: '0.40 to 0.60 ms' },
  { cell: range(400, 1_600, 'ms'), want: '400 ms to 1.60 s' },
  { cell: range(0.5, 1, 'ratio'), want: '50.0 to 100 %' },
  { cell: range(1, 2_000, 'count'), want: '1 to 2,000' },
])('a range reads $want', ({ cell, want }) => expect(formatCell(cell)).toBe(want));
