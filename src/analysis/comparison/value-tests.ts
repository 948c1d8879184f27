import type { Statistic } from '../../model/metrics.ts';
import { figureOf, leastFor } from '../measure-figure.ts';
import { quantilePoints } from '../quantile.ts';
import { hodgesLehmann } from '../statistics/hodges-lehmann.ts';
import { couldReject, leastN, leastQuantileP, leastRankP } from '../statistics/least-sample.ts';
import { mannWhitney } from '../statistics/mann-whitney.ts';
import { pooledMean, pooledQuantile } from '../statistics/pooled.ts';
import { quantileShift, quantileTest } from '../statistics/quantile-test.ts';
import type { Stratum } from '../statistics/rank-null.ts';
import { lateTails } from '../statistics/tails.ts';
import { exchangeOfClusters } from './exchange.ts';
import { type Change, levelOfIntervals, type Question, type Test } from './question.ts';

type Rounds = readonly (readonly number[])[];
type TailQuantile = Exclude<keyof typeof quantilePoints, 'p50'>;

const isTail = (statistic: Statistic): statistic is TailQuantile =>
  statistic === 'p90' || statistic === 'p95' || statistic === 'p99';

const sizeOf = (rounds: Rounds): number => rounds.reduce((sum, { length }) => sum + length, 0);

/** By quotients: the same on logarithms, which is exact for samples that differ by a factor. */
function relativeOf(
  rounds: Rounds,
  shiftOfLogs: (log: (values: readonly number[]) => number[]) => Change,
): Change | null {
  if (rounds.some((values) => values.some((value) => value <= 0))) return null;
  const { estimate, interval } = shiftOfLogs((values) => values.map(Math.log));
  return {
    estimate: Math.expm1(estimate),
    interval: interval && { low: Math.expm1(interval.low), high: Math.expm1(interval.high) },
  };
}

function ranks(strata: readonly Stratum[], method: 'ranks' | 'ranks-of-rounds', question: Question): Test {
  const { alpha, alternative } = question;
  const sizes = strata.map(({ old, new: now }) => ({ old: old.length, new: now.length }));
  const n = {
    old: sizes.reduce((sum, { old }) => sum + old, 0),
    new: sizes.reduce((sum, { new: now }) => sum + now, 0),
  };
  return {
    method,
    n,
    needs: () =>
      leastN(n, alpha, (each) => {
        // What is measured in addition comes to the last moment.
        const more = sizes.map((size, at) =>
          at < sizes.length - 1
            ? size
            : { old: size.old + each.old - n.old, new: size.new + each.new - n.new },
        );
        return leastRankP(more, alternative);
      }),
    enough: couldReject(leastRankP(sizes, alternative), alpha),
    p: lateTails(() => mannWhitney(strata).tails),
    shift: () => hodgesLehmann(strata, levelOfIntervals),
    relative: () =>
      relativeOf(
        strata.flatMap(({ old, new: now }) => [old, now]),
        (log) =>
          hodgesLehmann(
            strata.map(({ old, new: now }) => ({ old: log(old), new: log(now) })),
            levelOfIntervals,
          ),
      ),
  };
}

/** First rounds of both sides beside each other, second rounds, and so on; where one side has more, the last of the
 * other is compared with all of them. */
function strataOf(old: Rounds, now: Rounds): Stratum[] {
  const pairs = Math.min(old.length, now.length);
  return Array.from({ length: pairs }, (_, at) => ({
    old: at === pairs - 1 ? old.slice(at).flat() : (old[at] ?? []),
    new: at === pairs - 1 ? now.slice(at).flat() : (now[at] ?? []),
  }));
}

function quantiles(
  old: readonly number[],
  now: readonly number[],
  name: TailQuantile,
  question: Question,
): Test {
  const { p: point, least } = quantilePoints[name];
  const n = { old: old.length, new: now.length };
  const leastP = (sizes: typeof n): number =>
    Math.min(sizes.old, sizes.new) < least ? 1 : leastQuantileP(sizes, point, question.alternative);
  return {
    method: 'quantile',
    n,
    needs: () => leastN(n, question.alpha, leastP),
    enough: couldReject(leastP(n), question.alpha),
    p: lateTails(() => quantileTest(old, now, point)),
    shift: () => quantileShift(old, now, point, levelOfIntervals),
    relative: () =>
      relativeOf([old, now], (log) => quantileShift(log(old), log(now), point, levelOfIntervals)),
  };
}

/** The rounds' own figures, where each carries one. */
function figuresOfRounds(rounds: Rounds, statistic: Statistic): number[] | null {
  const figures = rounds.map((values) => figureOf(values, statistic));
  return figures.every((figure) => figure !== null) ? figures : null;
}

function overRounds(old: Rounds, now: Rounds, question: Question): Test {
  const { statistic } = question;
  const [olds, news] = [figuresOfRounds(old, statistic), figuresOfRounds(now, statistic)];
  if (olds !== null && news !== null) return ranks([{ old: olds, new: news }], 'ranks-of-rounds', question);
  const all = [...old, ...now];
  const test = exchangeOfClusters(
    isTail(statistic) || statistic === 'p50'
      ? pooledQuantile(all, quantilePoints[statistic].p)
      : pooledMean(all),
    { old: old.length, new: now.length },
    'exchange-of-rounds',
    question,
  );
  // The figure itself needs so many values, and so as many more rounds.
  const fewest = Math.min(sizeOf(old) / old.length, sizeOf(now) / now.length);
  const forFigure = Math.ceil(leastFor(statistic) / fewest);
  return {
    ...test,
    needs: () => {
      const forTest = test.enough ? 0 : test.needs();
      return forTest === null ? null : Math.max(forTest, forFigure);
    },
    enough: test.enough && Math.min(sizeOf(old), sizeOf(now)) >= leastFor(statistic),
  };
}

/**
 * The test that fits a figure of values. Cold samples: each environment is its own draw, and environments of one
 * moment are compared with those of the moment beside it. Else the round is the draw, because its requests share
 * client, network and moment.
 *
 * @param old - values by round; every round has one or more, and there is one or more round
 */
export function valueTest(old: Rounds, now: Rounds, question: Question): Test {
  const { statistic, scope } = question;
  const ofExtremes = statistic === 'min' || statistic === 'max';
  if (scope === 'later' || ofExtremes) return overRounds(old, now, question);
  if (statistic === 'p50') return ranks(strataOf(old, now), 'ranks', question);
  const [first, other] = [old[0] ?? [], now[0] ?? []];
  if (old.length > 1 || now.length > 1) return overRounds(old, now, question);
  if (isTail(statistic)) return quantiles(first, other, statistic, question);
  const alone = [...first, ...other].map((value) => [value]);
  const n = { old: first.length, new: other.length };
  return exchangeOfClusters(pooledMean(alone), n, 'exchange-of-requests', question);
}
