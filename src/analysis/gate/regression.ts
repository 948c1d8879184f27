import { CaretError, UsageError } from '../../model/errors.ts';
import type { Metric } from '../../model/metrics.ts';
import { metricNamed } from '../metric-name.ts';

/** A change for the worse that a gate looks for. */
export interface Regression {
  /** As the user wrote it. */
  readonly text: string;
  readonly metric: Metric;
  /** How far: of a time a share of the old figure, of a count or ratio a difference of shares (0.05 is five points).
   * Above or at 0. */
  readonly effect: number;
}

const shape = /^\s*([\w.-]+)\s*(>=?)\s*\+?(\d{1,6}(?:\.\d{1,6})?)\s*(%?)\s*$/;

/** More of them is no loss. */
const noLoss: ReadonlySet<string> = new Set([
  'coverage',
  'achieved_concurrency',
  'in_flight',
  'environments',
  'preinitialized.count',
  'warm.count',
]);

/**
 * Reads `init.p50 > 10%`, `cold.ratio > 5%`, `cold.count > 0%`.
 *
 * @throws UsageError with a caret under what does not fit
 */
export function parseRegression(text: string): Regression {
  const refuse = (at: number, what: string, hint: string) =>
    new CaretError(`--regression: ${what}`, text, at, hint);
  const parts = shape.exec(text);
  if (parts === null) {
    // Up to the size, where there is a metric and an operator, else up to what is missing of them.
    const read = /^\s*[\w.-]*(?:(?<=[\w.-])\s*>=?\s*)?/.exec(text)?.[0].length ?? 0;
    const found = /[=!<>~]+/.exec(text);
    const operator = found?.[0] ?? '';
    const wrong = found !== null && operator !== '>' && operator !== '>=';
    throw refuse(
      wrong ? found.index : read,
      wrong ? `"${operator}" does not say worse by how much` : 'not a regression',
      "Write METRIC > SHARE, for instance 'init.p50 > 10%'.",
    );
  }
  const [, name = '', , number = '', unit = ''] = parts;
  if (unit !== '%')
    throw refuse(text.length, 'the size of the change has no unit', "Write it in percent: 'init.p50 > 10%'.");
  const metric = metricNamed(name, '--regression');
  if (noLoss.has(metric.name))
    throw refuse(0, `more of ${metric.name} is no regression`, 'Judge it with --assert.');
  return { text, metric, effect: Number(number) / 100 };
}

/** Refuses regressions that say the same thing twice.
 * @throws UsageError */
export function refuseRepeated(regressions: readonly Regression[]): void {
  const seen = new Map<string, Regression>();
  for (const regression of regressions) {
    const before = seen.get(regression.metric.name);
    if (before !== undefined) {
      throw new UsageError(
        `--regression names ${regression.metric.name} twice: '${before.text}' and '${regression.text}'`,
        'Give it once.',
      );
    }
    seen.set(regression.metric.name, regression);
  }
}
