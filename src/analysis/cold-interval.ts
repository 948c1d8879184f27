import { clusteredShare } from './interval.ts';
import type { RoundSummary, RunAnalysis } from './result.ts';
import { percentText, rangesText } from './wording.ts';

/** Fewer rounds than this give no interval. */
export const leastRounds = 6;

/**
 * 95 % interval of the cold ratio over the measured rounds of a run of at least six. The run's first round is left
 * out: it alone makes the target's environments, so it is no draw from what later rounds are drawn from.
 *
 * @param everyRoundCold - each round made its environments, so none is left out
 */
export function coldRatioInterval(
  rounds: readonly RoundSummary[],
  everyRoundCold = false,
): RunAnalysis['summary']['coldRatioInterval'] {
  const measured = rounds.filter(({ warmUp }) => !warmUp);
  if (measured.length < leastRounds) return null;
  const later = measured.filter(({ round }) => everyRoundCold || round > 1);
  const interval = clusteredShare(
    later.map(({ waitedForInit, counts }) => ({
      hits: waitedForInit,
      of: waitedForInit + counts.preinitialized + counts.warm,
    })),
  );
  if (interval === null) return null;
  const over = `of rounds ${rangesText(later.map(({ round }) => round))}, whose ratio is ${percentText(interval.share)}`;
  const apart = later.length < measured.length ? '; the first contact, round 1, is left out' : '';
  return {
    low: interval.low,
    high: interval.high,
    method: `${over}: Wilson, effective sample size over rounds${apart}`,
  };
}
