import { UsageError } from '../../model/errors.ts';
import { type Operator, operators } from '../assertions.ts';
import { nearest } from '../nearest.ts';
import { measureText } from '../wording.ts';

/** What a goal can be about: figures that a simulation has for each size. */
export const goalMetrics = {
  'cold.ratio': ['ratio', 'requests that wait for an init ÷ requests that are served'],
  'spillover.ratio': ['ratio', 'requests that no provisioned environment serves ÷ requests that are served'],
  'throttled.ratio': ['ratio', 'requests that are throttled ÷ all requests'],
  'round_trip.p50': ['ms', 'median round trip, as its sender sees it'],
  'round_trip.p90': ['ms', '90th percentile of the round trip'],
  'round_trip.p95': ['ms', '95th percentile of the round trip'],
  'round_trip.p99': ['ms', '99th percentile of the round trip'],
  'round_trip.mean': ['ms', 'mean round trip'],
} as const satisfies Record<string, readonly ['ratio' | 'ms', string]>;
export type GoalMetric = keyof typeof goalMetrics;

export interface Goal {
  readonly text: string;
  readonly metric: GoalMetric;
  readonly operator: Operator;
  /** A ratio is 0 to 1, a time is in ms. */
  readonly expected: number;
}

const isMetric = (name: string): name is GoalMetric => Object.hasOwn(goalMetrics, name);
const isOperator = (text: string): text is Operator => Object.hasOwn(operators, text);

const shape = /^\s*([\w.-]+)\s*([=!<>]+)\s*(\d+(?:\.\d+)?|\.\d+)\s*(ms|s|%)?\s*$/;

/**
 * Reads `cold.ratio < 0.1%` and `round_trip.p99 < 300ms`.
 *
 * @throws UsageError for a form, metric, operator or unit that does not fit
 */
export function parseGoal(text: string): Goal {
  const refuse = (what: string, hint: string) => new UsageError(`--goal '${text}': ${what}`, hint);
  const [, name = '', operator = '', number = '', unit = ''] = shape.exec(text) ?? [];
  const list = `A goal is about one of ${Object.keys(goalMetrics).join(', ')}.`;
  if (name === '')
    throw refuse('not a goal', "Write METRIC OPERATOR VALUE, for instance 'cold.ratio < 0.1%'.");
  if (!isMetric(name)) {
    const close = nearest(name, Object.keys(goalMetrics));
    throw refuse(
      `no figure "${name}" comes of a simulation`,
      close === null ? list : `Did you mean ${close}? ${list}`,
    );
  }
  if (!isOperator(operator) || operator === '==' || operator === '!=')
    throw refuse(`"${operator}" sets no bound`, 'Use <, <=, > or >=.');
  const [measuredIn] = goalMetrics[name];
  const isRatio = measuredIn === 'ratio';
  if (isRatio ? unit === 'ms' || unit === 's' : unit === '%')
    throw refuse(
      `${name} is not measured in ${unit}`,
      isRatio ? 'It is a ratio: write 0.1% (or 0.001).' : 'It is a time: write 300ms or 0.3s.',
    );
  const value = Number(number);
  const expected = unit === '%' ? value / 100 : unit === 's' ? value * 1_000 : value;
  if (isRatio && expected > 1) throw refuse('a ratio is at most 1, which is 100 %', 'Write 0.1% (or 0.001).');
  return { text, metric: name, operator, expected };
}

/** A bound in words: `< 0.1 %`. */
export const boundText = ({ metric, operator, expected }: Goal): string =>
  `${operator} ${measureText(expected, goalMetrics[metric][0])}`;
