import { describe, expect, it } from 'vitest';
import { compareSamples } from '../../../src/analysis/comparison/compare-samples.ts';
import type { Sample } from '../../../src/analysis/comparison/sample.ts';
import { metrics } from '../../../src/model/metrics.ts';
import { seededFractions } from '../../../src/model/seeded-fractions.ts';

/** Times as published of Lambda: log-normal with a spread of 10 %, one of fifty three times as long; and rounds that
 * differ from each other as moments do. The same for the same seed, so that nothing here is a matter of luck. */
function simulated(seed: string) {
  const fraction = seededFractions(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - fraction())) * Math.cos(2 * Math.PI * fraction());
  const oneMs = () => 140 * Math.exp(0.1 * normal()) * (fraction() < 0.02 ? 3 : 1);
  return (rounds: number, requests: number, factor: number, betweenRounds: number): Sample => ({
    kind: 'values',
    figure: null,
    obstacle: null,
    rounds: Array.from({ length: rounds }, () => {
      const moment = Math.exp(betweenRounds * normal());
      return {
        values: Array.from({ length: requests }, () => oneMs() * moment * factor),
        missing: 0,
      };
    }),
  });
}

interface Case {
  readonly metric: string;
  readonly rounds: number;
  readonly requests: number;
  readonly betweenRounds: number;
  readonly times: number;
}

function outcome({ metric: name, rounds, requests, betweenRounds, times }: Case, factor: number) {
  const draw = simulated(`${name} ${rounds} ${requests} ${factor}`);
  const metric = metrics.get(name);
  if (metric === undefined) throw new Error(name);
  let [changed, covered] = [0, 0];
  for (let at = 0; at < times; at += 1) {
    const [old, now] = [
      draw(rounds, requests, 1, betweenRounds),
      draw(rounds, requests, factor, betweenRounds),
    ];
    const { verdict, relative } = compareSamples(metric, old, now, { seed: String(at) });
    if (verdict === 'changed') changed += 1;
    const interval = relative?.interval;
    if (interval && interval.low <= factor - 1 && factor - 1 <= interval.high) covered += 1;
  }
  return { changed: changed / times, covered: covered / times };
}

/** Three standard errors of a share of `times`. */
const luck = (share: number, times: number) => 3 * Math.sqrt((share * (1 - share)) / times);

describe('false alarms and intervals, on simulated days', () => {
  const exact: readonly Case[] = [
    { metric: 'init.p50', rounds: 1, requests: 20, betweenRounds: 0, times: 300 },
    { metric: 'init.p50', rounds: 3, requests: 10, betweenRounds: 0, times: 300 },
    { metric: 'init.p95', rounds: 1, requests: 60, betweenRounds: 0, times: 400 },
    { metric: 'round_trip.p50', rounds: 6, requests: 10, betweenRounds: 0.1, times: 400 },
  ];
  it.each(exact)('$metric of $rounds × $requests: at most 5 % alarms, 95 % of the intervals hold', (each) => {
    for (const factor of [1, 1.15]) {
      const { changed, covered } = outcome(each, factor);
      if (factor === 1) expect(changed).toBeLessThanOrEqual(0.05 + luck(0.05, each.times));
      expect(covered).toBeGreaterThanOrEqual(0.95 - luck(0.95, each.times));
    }
  });

  it('pooled tails: at most 5 % alarms, though the bootstrap holds somewhat less than it says', () => {
    const each = { metric: 'round_trip.p95', rounds: 6, requests: 10, betweenRounds: 0.1, times: 100 };
    const { changed, covered } = outcome(each, 1);
    expect(changed).toBeLessThanOrEqual(0.05 + luck(0.05, each.times));
    expect(covered).toBeGreaterThanOrEqual(0.85);
  });

  it('requests of a round are no draws of their own: as if they were, most unchanged rounds would be alarms', () => {
    // The same values, once as rounds and once as if each request were a first contact's.
    const each = { metric: 'round_trip.p50', rounds: 6, requests: 30, betweenRounds: 0.1, times: 200 };
    expect(outcome(each, 1).changed).toBeLessThanOrEqual(0.05 + luck(0.05, each.times));
    const flat = simulated('flat');
    let alarms = 0;
    const init = metrics.get('init.p50');
    if (init === undefined) throw new Error('init.p50');
    for (let at = 0; at < each.times; at += 1) {
      const side = (): Sample => {
        const sample = flat(6, 30, 1, 0.1);
        const values = sample.kind === 'values' ? sample.rounds.flatMap((round) => round.values) : [];
        return { kind: 'values', figure: null, obstacle: null, rounds: [{ values, missing: 0 }] };
      };
      if (compareSamples(init, side(), side()).verdict === 'changed') alarms += 1;
    }
    expect(alarms / each.times).toBeGreaterThan(0.3);
  });

  it('an init that is 20 % longer is seen in nearly every first contact of twenty', () =>
    expect(
      outcome({ metric: 'init.p50', rounds: 1, requests: 20, betweenRounds: 0, times: 200 }, 1.2).changed,
    ).toBeGreaterThan(0.95));
});
