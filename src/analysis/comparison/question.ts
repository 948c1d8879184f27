import type { Metric, Statistic } from '../../model/metrics.ts';
import type { Alternative } from '../statistics/tails.ts';
import type { Method } from './methods.ts';
import { type Scope, scopeOf } from './scope.ts';

/** What is asked of two samples. */
export interface Question {
  readonly statistic: Statistic;
  readonly scope: Scope;
  readonly alternative: Alternative;
  /** A p-value of at most this counts. */
  readonly alpha: number;
  /** Same seed, same draws, where ways have to be drawn. */
  readonly seed: string;
}

/** An estimate with its 95 % interval; null: a sample of this size has none. */
export interface Change {
  readonly estimate: number;
  readonly interval: { readonly low: number; readonly high: number } | null;
}

/** A test, made ready for one pair of samples. */
export interface Test {
  readonly method: Method;
  /** What the method counts, on either side. */
  readonly n: { readonly old: number; readonly new: number };
  /** False: with this many it can't reject, whatever they are. */
  readonly enough: boolean;
  /** The least n of both sides at which it could reject, where a side that has more keeps what it has; null: none would
   * do. */
  readonly needs: () => number | null;
  readonly p: (alternative: Alternative) => number;
  /** New − old. */
  readonly shift: () => Change | null;
  /** New ÷ old − 1; null where a value is not above 0. */
  readonly relative: () => Change | null;
}

export const levelOfIntervals = 0.95;

export const questionOf = (
  metric: Metric,
  options: { readonly alternative?: Alternative; readonly alpha?: number; readonly seed?: string },
): Question => ({
  // Of a figure that each round has one value of, that value.
  statistic: metric.kind === 'figure' ? metric.statistic : 'max',
  scope: scopeOf(metric),
  alternative: options.alternative ?? 'two-sided',
  alpha: options.alpha ?? 0.05,
  seed: `${options.seed ?? ''} ${metric.name}`,
});
