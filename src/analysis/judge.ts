import { type Assertion, operators } from './assertions.ts';
import { measureOf } from './measure.ts';
import type { Measured } from './measured.ts';
import type { RunAnalysis, Verdict } from './result.ts';
import { measureText } from './wording.ts';

/**
 * Judges one claim by the run's figures. What is missing is never in the run's favour nor against it: passed where
 * every value that the missing rows allow satisfies the claim, breached where none does, else undecided.
 */
export const judge = (
  assertion: Assertion,
  analysis: Pick<RunAnalysis, 'header' | 'rows' | 'summary'>,
): Verdict => judged(assertion, measureOf(assertion.metric, analysis));

/** The same of a figure that was measured already. */
export function judged(assertion: Assertion, measured: Measured): Verdict {
  const { text, metric, operator, expected } = assertion;
  const verdict = verdictOf(measured, assertion);
  const want = `expected ${metric.name} ${operator} ${measureText(expected, metric.unit)}`;
  const was =
    measured.actual === null ? 'it has no value' : `it is ${measureText(measured.actual, metric.unit)}`;
  const why = measured.lacking === '' ? '' : ` (${measured.lacking})`;
  const words = {
    passed: `${metric.name} is ${measured.actual === null ? '–' : measureText(measured.actual, metric.unit)}, ${want}`,
    breached: `${want}, but ${was}`,
    undecided: `${want}, but ${was}${why}: not decidable`,
  } as const;
  return {
    assertion: text,
    verdict,
    metric: metric.name,
    operator,
    expected,
    actual: measured.actual,
    unit: metric.unit,
    message: words[verdict],
  };
}

function verdictOf({ actual, low, high }: Measured, { operator, expected }: Assertion): Verdict['verdict'] {
  if (actual === null) return 'undecided';
  const holds = (value: number) => operators[operator](value, expected);
  if (low === high) return holds(actual) ? 'passed' : 'breached';
  const inside = expected >= low && expected <= high;
  // The ends decide the order operators; equality needs to know whether the value can be met on the way.
  if (operator === '==') return inside ? 'undecided' : 'breached';
  if (operator === '!=') return inside ? 'undecided' : 'passed';
  const ends = [holds(low), holds(high)];
  if (ends.every(Boolean)) return 'passed';
  return ends.some(Boolean) ? 'undecided' : 'breached';
}
