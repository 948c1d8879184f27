import { leastRounds } from './cold-interval.ts';
import { drawsOverRounds } from './interval.ts';
import { type QuantileName, quantile, quantilePoints } from './quantile.ts';
import type { Interval, QuantileIntervals } from './result.ts';
import type { Sample } from './sample.ts';
import { orderInterval, type RankInterval } from './statistics/order-interval.ts';

/** 95 % interval between two order statistics. Where the sample is worth fewer independent draws than it has values,
 * the ranks are those of so many draws, spread over the sample and widened to whole ranks.
 *
 * @param n - values in the sample
 * @param draws - independent draws that it is worth: n at most
 * @param valueAt - the value of a rank, from 1
 * @returns null where so few draws do not carry one
 * @see Woodruff, JASA 47 (1952) 635–646, for the way from an interval of a share to one of a quantile */
export function quantileInterval(
  n: number,
  draws: number,
  name: QuantileName,
  valueAt: (rank: number) => number | null,
): Interval | null {
  const whole = Math.floor(draws);
  const ranks = ranksOf(whole, name);
  if (ranks === null) return null;
  const low = valueAt(Math.floor(((ranks.low - 1) * n) / whole) + 1);
  const high = valueAt(Math.ceil((ranks.high * n) / whole));
  return low === null || high === null ? null : { low, high };
}

const lastRanks = new Map<QuantileName, { readonly draws: number; readonly ranks: RankInterval | null }>();

/** Several figures of as many values come one after the other: their ranks are worked out once. */
function ranksOf(draws: number, name: QuantileName): RankInterval | null {
  const last = lastRanks.get(name);
  if (last?.draws === draws) return last.ranks;
  const ranks = orderInterval(draws, quantilePoints[name].p);
  lastRanks.set(name, { draws, ranks });
  return ranks;
}

/** The intervals of all named quantiles. */
export function intervalsOf(sample: Sample): QuantileIntervals {
  const { sorted } = sample;
  const interval = (name: QuantileName): Interval | null => {
    const point = quantile(sorted, quantilePoints[name].p);
    const draws = point === null ? 0 : drawsOf(sample, point);
    return quantileInterval(sorted.length, draws, name, (rank) => sorted[rank - 1] ?? null);
  };
  return { p50: interval('p50'), p90: interval('p90'), p95: interval('p95'), p99: interval('p99') };
}

/**
 * Independent draws that a sample is worth for saying where its quantile lies. Requests of one round share a moment:
 * over several rounds they are worth as many as the variance between the rounds leaves of them. Of one round each value
 * counts, and the interval speaks of that moment; where no round has two values, each round is a draw.
 *
 * @param point - the quantile
 * @returns 0 over two to five rounds, which do not show how much rounds vary
 */
function drawsOf({ sorted, parts }: Sample, point: number): number {
  const rounds = new Map<number, { of: number; hits: number }>();
  for (const part of parts) {
    if (part.rounds === null) return sorted.length;
    countBelow(part.values, part.rounds, point, rounds);
  }
  if (rounds.size <= 1 || rounds.size === sorted.length) return sorted.length;
  return rounds.size < leastRounds ? 0 : drawsOverRounds([...rounds.values()]);
}

/** Adds to each round how many of its values there are, and how many lie below a point. */
function countBelow(
  values: Float64Array,
  rounds: Uint32Array,
  point: number,
  counts: Map<number, { of: number; hits: number }>,
): void {
  let [last, round] = [-1, { of: 0, hits: 0 }];
  for (let at = 0; at < values.length; at += 1) {
    const code = rounds[at] ?? 0;
    if (code !== last) {
      round = counts.get(code) ?? { of: 0, hits: 0 };
      counts.set(code, round);
      last = code;
    }
    const value = values[at] ?? 0;
    round.of += 1;
    // A value that is the point itself lies half below it: ties then say nothing of rounds.
    round.hits += value < point ? 1 : value === point ? 0.5 : 0;
  }
}
