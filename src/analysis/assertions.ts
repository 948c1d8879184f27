import { CaretError, type UsageError } from '../model/errors.ts';
import type { Metric, MetricUnit } from '../model/metrics.ts';
import { metricNamed } from './metric-name.ts';

export const operators = {
  '==': (actual, expected) => actual === expected,
  '!=': (actual, expected) => actual !== expected,
  '<=': (actual, expected) => actual <= expected,
  '>=': (actual, expected) => actual >= expected,
  '<': (actual, expected) => actual < expected,
  '>': (actual, expected) => actual > expected,
} as const satisfies Record<string, (actual: number, expected: number) => boolean>;
export type Operator = keyof typeof operators;

/** One claim about a run's figures. */
export interface Assertion {
  /** As the user wrote it. */
  readonly text: string;
  readonly metric: Metric;
  readonly operator: Operator;
  /** In the metric's own unit: a ratio is 0 to 1, a time is in ms. */
  readonly expected: number;
}

// The operator takes all its signs: else the last one would be read as the value.
const shape = /^\s*([\w.-]+)\s*([=!<>~]+)(?![=!<>~])\s*(\S+?)\s*([a-zA-Zµ%]*)\s*$/;
const plainNumber = /^(?:\d+(?:\.\d+)?|\.\d+)$/;

/** What each unit is of, and times how many of the metric's own unit. */
const units: Readonly<Record<string, { readonly of: MetricUnit; readonly times: number }>> = {
  '%': { of: 'ratio', times: 0.01 },
  ms: { of: 'ms', times: 1 },
  s: { of: 'ms', times: 1_000 },
};

const unitHints = {
  count: 'It is a count: write a whole number without a unit.',
  ratio: 'It is a ratio: write 5% (or 0.05).',
  ms: 'It is a time: write 300ms or 0.3s.',
} as const satisfies Record<MetricUnit, string>;

/**
 * Reads `cold.count == 1`, `cold.ratio < 5%`, `round_trip.p99 < 1s`.
 *
 * @throws UsageError for a form, metric, operator, number or unit that does not fit, naming the nearest metric
 */
export function parseAssertion(text: string): Assertion {
  const refuseAt = (at: number) => (what: string, hint: string) =>
    new CaretError(`--assert '${text}': ${what}`, text, at, hint);
  const parts = shape.exec(text);
  if (parts === null)
    throw refuseAt(/^\s*[\w.-]*\s*(?:(?<=[\w.-]\s*)[=!<>~]+\s*)?/.exec(text)?.[0].length ?? 0)(
      'not an assertion',
      "Write METRIC OPERATOR VALUE, for instance 'cold.count == 1'.",
    );
  const [, name = '', operator = '', number = '', unit = ''] = parts;
  const metric = metricNamed(name, `--assert '${text}'`);
  const operatorAt = text.indexOf(operator, text.indexOf(name) + name.length);
  if (!isOperator(operator))
    throw refuseAt(operatorAt)(
      `no operator "${operator}"`,
      `Use one of ${Object.keys(operators).join(' ')}.`,
    );
  const refuse = refuseAt(text.indexOf(number, operatorAt + operator.length));
  if (!plainNumber.test(number) || !Number.isFinite(Number(number)))
    throw refuse(`"${number}${unit}" is not a number`, unitHints[metric.unit]);
  return { text, metric, operator, expected: inOwnUnit(metric, Number(number), unit, refuse) };
}

const isOperator = (text: string): text is Operator => Object.hasOwn(operators, text);

function inOwnUnit(
  metric: Metric,
  value: number,
  unit: string,
  refuse: (what: string, hint: string) => UsageError,
): number {
  const known =
    unit === '' ? { of: metric.unit, times: 1 } : Object.hasOwn(units, unit) ? units[unit] : undefined;
  if (known === undefined) throw refuse(`no unit "${unit}"`, unitHints[metric.unit]);
  if (known.of !== metric.unit)
    throw refuse(`${metric.name} is not measured in ${unit}`, unitHints[metric.unit]);
  // Division, because 5 × 0.01 is not 0.05 in binary.
  const expected = unit === '%' ? value / 100 : value * known.times;
  if (metric.unit === 'ratio' && expected > 1)
    throw refuse('a ratio is at most 1, which is 100 %', unitHints.ratio);
  if (metric.unit === 'count' && !Number.isInteger(expected))
    throw refuse('a count is a whole number', unitHints.count);
  return expected;
}
