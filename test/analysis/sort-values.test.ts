import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sortValues } from '../../src/analysis/sort-values.ts';

const time = fc.oneof(
  fc.double({ min: 0, noNaN: true }),
  fc.double({ min: 0, max: 1_000, noNaN: true }),
  fc.constantFrom(0, 1, 1, 252.37, 252.37 * (1 + Number.EPSILON), Number.MIN_VALUE, Number.MAX_VALUE),
);

it.each([
  { name: 'times', value: time },
  { name: 'any number', value: fc.oneof(time, fc.double({ noNaN: true }), fc.constant(-0)) },
  { name: 'few different', value: fc.constantFrom(3, 250, 250.5) },
])('sorts as comparing does: $name', ({ value }) =>
  fc.assert(
    fc.property(fc.array(value, { maxLength: 60 }), fc.nat(7), (list, before) => {
      // Somewhere in a larger piece of memory, with more room than is needed.
      const memory = new Float64Array(before + list.length);
      const values = memory.subarray(before);
      values.set(list);
      const sorted = sortValues(values, new Float64Array(list.length + 3), 0);
      expect(sorted).toBe(values);
      expect(sorted).toEqual(Float64Array.from(list).sort());
    }),
    { numRuns: 200 },
  ),
);

it('takes many', () => {
  const list = Float64Array.from({ length: 120_000 }, (_, at) => ((at * 7_919) % 100_003) / 64);
  expect(sortValues(list.slice(), new Float64Array(list.length))).toEqual(list.toSorted());
});
