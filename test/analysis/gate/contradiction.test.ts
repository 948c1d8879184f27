import { expect, it } from 'vitest';
import { parseAssertion } from '../../../src/analysis/assertions.ts';
import { refuseContradictory } from '../../../src/analysis/gate/contradiction.ts';

const together = (...texts: readonly string[]) => refuseContradictory(texts.map(parseAssertion));

it.each([
  ['cold.count < 1', 'cold.count > 2'],
  ['cold.count > 2', 'cold.count < 1'],
  ['cold.count < 1', 'cold.count >= 1'],
  ['cold.count == 1', 'cold.count == 2'],
  ['cold.count == 1', 'cold.count != 1'],
  ['cold.count == 1', 'cold.count > 1'],
  ['cold.count == 3', 'cold.count < 3'],
  ['init.p50 < 200ms', 'init.p50 >= 1s'],
])('%s and %s contradict each other', (one, other) => {
  expect(() => together(one, other)).toThrow('no run can meet both');
});

it.each([
  ['cold.count >= 1', 'cold.count <= 1'],
  ['cold.count > 1', 'cold.count < 5'],
  ['cold.count > 1', 'cold.count > 5'],
  ['cold.count != 1', 'cold.count != 2'],
  ['cold.count == 1', 'cold.count != 2'],
  ['cold.count == 1', 'warm.count == 2'],
  ['cold.ratio < 5%', 'cold.ratio >= 1%'],
])('%s and %s can be met', (one, other) => {
  expect(() => together(one, other)).not.toThrow();
});

it('the same twice, however it is written', () => {
  expect(() => together('init.p50 < 1s', 'init.p50 < 1000ms')).toThrow('is given twice');
});
