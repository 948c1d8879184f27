import type { Metric } from '../../model/metrics.ts';
import { compareMetric } from '../comparison/compare-runs.ts';
import type { SampleComparison } from '../comparison/compare-samples.ts';
import { type ComparedRun, sampleOf } from '../comparison/metric-sample.ts';
import { ascending, quantile } from '../quantile.ts';
import { studentTail } from '../statistics/student.ts';

/** Runs that a limit for the next one can be drawn from. */
export const leastBaseline = 5;

/** What a gate needs of a comparison, whichever way it was made. */
export interface GateComparison
  extends Pick<SampleComparison, 'old' | 'new' | 'p' | 'because' | 'needs' | 'verdict'> {
  /** How much worse: a share of the old figure for times, a difference of shares for counts and ratios. */
  readonly change: {
    readonly estimate: number;
    readonly low: number | null;
    readonly high: number | null;
  } | null;
  readonly n: {
    readonly old: number;
    readonly new: number;
    readonly of: 'requests' | 'rounds' | 'runs';
  } | null;
  readonly method: string;
}

const nothing = { p: null, change: null, n: null, needs: null, method: 'none' } as const;

/** A comparison of two runs, as a gate reads it: whether the new one is greater. */
export function againstRun(
  metric: Metric,
  old: ComparedRun,
  now: ComparedRun,
  alpha: number,
  seed: string,
): GateComparison {
  return gateComparisonOf(compareMetric(metric, old, now, { alternative: 'greater', alpha, seed }));
}

/** One-sided comparison, as a gate reads it. */
export function gateComparisonOf(
  found: Omit<SampleComparison, 'direction' | 'metric' | 'unit'>,
): GateComparison {
  const change = found.relative ?? found.shift;
  return {
    old: found.old,
    new: found.new,
    p: found.p,
    because: found.because,
    needs: found.needs,
    verdict: found.verdict,
    n: found.n,
    method: found.method ?? 'none',
    change:
      change === null
        ? null
        : {
            estimate: change.estimate,
            low: change.interval?.low ?? null,
            high: change.interval?.high ?? null,
          },
  };
}

/** 97.5 % points of Student's t for few degrees of freedom.
 * @see https://www.itl.nist.gov/div898/handbook/eda/section3/eda3672.htm */
const t975 = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];

/**
 * A run against a pool of earlier ones. Days differ by more than requests of one day do, so the run is the draw: the new
 * run's figure is set against the limit for one more run of the same kind. Times are taken as log-normal between
 * runs.
 *
 * @see Hahn & Meeker, Statistical Intervals (1991), 4.8: prediction interval for one future observation
 */
export function againstBaseline(
  metric: Metric,
  baseline: readonly ComparedRun[],
  now: ComparedRun,
): GateComparison {
  const is = sampleOf(metric, now, 'new');
  const before = baseline.map((run) => sampleOf(metric, run, 'old'));
  const figures = before.flatMap(({ figure, obstacle }) =>
    figure === null || obstacle !== null ? [] : [figure],
  );
  const old = quantile(ascending(figures), 0.5);
  const shown = { old, new: is.figure };
  if (is.obstacle !== null || is.figure === null)
    return {
      ...shown,
      ...nothing,
      verdict: 'undecided',
      because: is.obstacle ?? `the run has no ${metric.name}`,
    };
  const missing =
    is.kind === 'values'
      ? is.rounds.reduce((sum, round) => sum + round.missing, 0)
      : is.rounds.reduce((sum, round) => sum + round.unclear, 0);
  if (missing > 0)
    return {
      ...shown,
      ...nothing,
      verdict: 'undecided',
      because: `${missing} requests may belong to it, without a figure`,
    };
  const n = { old: figures.length, new: 1, of: 'runs' as const };
  if (figures.length < leastBaseline)
    return {
      ...shown,
      ...nothing,
      n,
      needs: leastBaseline,
      verdict: 'too-few',
      because: `needs n ≥ ${leastBaseline} runs in the baseline that have it, and there are ${figures.length}`,
    };
  return metric.unit === 'ms' ? beyondLimit(figures, is.figure) : onShares(shown, before, is, n);
}

/** A time of a run against those of earlier runs: the limit for one more.
 * @param figures - ms, two or more */
export function beyondLimit(figures: readonly number[], now: number): GateComparison {
  const shown = { old: quantile(ascending(figures), 0.5), new: now };
  const n = { old: figures.length, new: 1, of: 'runs' as const };
  if (now <= 0 || figures.some((figure) => figure <= 0))
    return { ...shown, ...nothing, n, verdict: 'undecided', because: 'a figure is not above 0' };
  const logs = figures.map(Math.log);
  const k = logs.length;
  const mean = logs.reduce((sum, each) => sum + each, 0) / k;
  const deviation = Math.sqrt(logs.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (k - 1));
  const spread = deviation * Math.sqrt(1 + 1 / k);
  const away = Math.log(now) - mean;
  const half = (t975[k - 2] ?? 2.2) * spread;
  return {
    ...shown,
    n,
    needs: null,
    verdict: 'changed',
    because: '',
    method: 'prediction',
    // Runs that are all the same leave no doubt, and are no log-normal sample either.
    p: spread === 0 ? (away > 0 ? 0 : 1) : studentTail(away / spread, k - 1),
    change: { estimate: Math.expm1(away), low: Math.expm1(away - half), high: Math.expm1(away + half) },
  };
}

/** Counts are not weather: how many wait follows from what is provisioned. The greatest share of an earlier run is the
 * limit. */
function onShares(
  shown: Pick<GateComparison, 'old' | 'new'>,
  before: readonly ReturnType<typeof sampleOf>[],
  is: ReturnType<typeof sampleOf>,
  n: GateComparison['n'],
): GateComparison {
  const shareOf = (sample: ReturnType<typeof sampleOf>): number | null => {
    if (sample.kind !== 'share') return sample.figure;
    const of = sample.rounds.reduce((sum, round) => sum + round.of, 0);
    return of === 0 ? null : sample.rounds.reduce((sum, round) => sum + round.hits, 0) / of;
  };
  const shares = before.map(shareOf).filter((share) => share !== null);
  const now = shareOf(is);
  if (now === null)
    return { ...shown, ...nothing, n, verdict: 'undecided', because: 'nothing was measured of it' };
  const greatest = shares.reduce((most, share) => Math.max(most, share), 0);
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return {
    ...shown,
    n,
    needs: null,
    verdict: 'changed',
    because: '',
    method: 'beyond-all',
    p: now > greatest ? 0 : 1,
    change: { estimate: now - mean, low: now - greatest, high: null },
  };
}
