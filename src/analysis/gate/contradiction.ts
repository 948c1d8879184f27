import { UsageError } from '../../model/errors.ts';
import { type Assertion, operators } from '../assertions.ts';

const holds = ({ operator, expected }: Assertion, value: number): boolean =>
  operators[operator](value, expected);

/** Is there a value that both hold of? What they say changes at their numbers only: a value at either, between, and
 * beyond them stands for all. */
function meet(one: Assertion, other: Assertion): boolean {
  const [low, high] = [Math.min(one.expected, other.expected), Math.max(one.expected, other.expected)];
  const values = [low - 1, low, (low + high) / 2, high, high + 1];
  // No figure is below 0.
  return values.some((value) => value >= 0 && holds(one, value) && holds(other, value));
}

/** Refuses assertions that no run can meet together, or that stand there twice.
 * @throws UsageError */
export function refuseContradictory(assertions: readonly Assertion[]): void {
  for (const [index, one] of assertions.entries()) {
    for (const other of assertions.slice(index + 1)) {
      if (one.metric.name !== other.metric.name) continue;
      if (one.operator === other.operator && one.expected === other.expected)
        throw new UsageError(`--assert '${one.text}' is given twice`, 'Give it once.');
      if (!meet(one, other))
        throw new UsageError(
          `--assert '${one.text}' and '${other.text}' contradict each other: no run can meet both`,
          'Leave one of them out.',
        );
    }
  }
}
