import { compareSamples } from '../../src/analysis/comparison/compare-samples.ts';
import type { Sample } from '../../src/analysis/comparison/sample.ts';
import { beyondLimit, type GateComparison, gateComparisonOf } from '../../src/analysis/gate/baseline.ts';
import { alphaOf, defaultConfirmations } from '../../src/analysis/gate/defaults.ts';
import { isSuspicious, type Look, linesOf, lookBy } from '../../src/analysis/gate/gate.ts';
import { parseRegression, type Regression } from '../../src/analysis/gate/regression.ts';
import { ascending, quantile } from '../../src/analysis/quantile.ts';
import { studentTail } from '../../src/analysis/statistics/student.ts';
import type { World } from './days.ts';

/** Does a rule raise the alarm on a day that is `factor` times as slow as it was? */
export type Rule = (world: World, factor: number) => boolean;

/** Cold samples of either side: what a first contact has by default. */
const cold = 20;
const init = parseRegression('init.p50 > 10%');
const ratio = parseRegression('cold.ratio > 5%');

/** The gate's own course: one look, and confirmations while there is suspicion. */
function fails(regression: Regression, alpha: number, confirmations: number, compare: () => GateComparison) {
  const looks: (readonly Look[])[] = [];
  do looks.push(lookBy([regression], compare, alpha));
  while (looks.length <= confirmations && isSuspicious(looks.at(-1) ?? []));
  return linesOf([regression], looks, confirmations)[0]?.verdict === 'failed';
}

const values = (each: readonly number[]): Sample => ({
  kind: 'values',
  figure: medianOf(each),
  obstacle: null,
  rounds: [{ values: each, missing: 0 }],
});
const medianOf = (each: readonly number[]): number => quantile(ascending(each), 0.5) ?? Number.NaN;
const share = (hits: number, of: number): Sample => ({
  kind: 'share',
  figure: hits / of,
  obstacle: null,
  rounds: [{ hits, of, unclear: 0 }],
});

function bySamples({ metric }: Regression, old: Sample, now: Sample, alpha: number): GateComparison {
  return gateComparisonOf(compareSamples(metric, old, now, { alternative: 'greater', alpha, seed: '1' }));
}

/** Ten earlier days; all confirmations share the weather of the day that is judged. */
export const againstBaseline: Rule = (world, factor) => {
  const before = Array.from({ length: 10 }, () => medianOf(world.inits(cold, world.day())));
  const day = world.day();
  return fails(init, alphaOf('baseline'), defaultConfirmations, () =>
    beyondLimit(before, medianOf(world.inits(cold, day * factor))),
  );
};

/** One saved run of another day, which can't be confirmed. */
export const againstSavedRun: Rule = (world, factor) => {
  const [old, now] = twoDays(world, factor);
  const alpha = alphaOf('run');
  return fails(init, alpha, 0, () => bySamples(init, values(old), values(now), alpha));
};

const twoDays = (world: World, factor: number) =>
  [world.inits(cold, world.day()), world.inits(cold, world.day() * factor)] as const;

const meanOf = (each: readonly number[]): number => each.reduce((sum, one) => sum + one, 0) / each.length;
const squareError = (each: readonly number[]): number =>
  each.reduce((sum, one) => sum + (one - meanOf(each)) ** 2, 0) / (each.length - 1) / each.length;

export const maximum: Rule = (world, factor) => {
  const [old, now] = twoDays(world, factor);
  return Math.max(...now) > 1.1 * Math.max(...old);
};

export const mean: Rule = (world, factor) => {
  const [old, now] = twoDays(world, factor);
  return meanOf(now) > 1.05 * meanOf(old);
};

/** Welch's, two-sided at 95 %, where the new one is slower. Degrees of freedom are rounded down. */
export const tTest: Rule = (world, factor) => {
  const [old, now] = twoDays(world, factor);
  const [a, b] = [squareError(old), squareError(now)];
  const df = Math.floor((a + b) ** 2 / (a ** 2 / (old.length - 1) + b ** 2 / (now.length - 1)));
  return studentTail((meanOf(now) - meanOf(old)) / Math.sqrt(a + b), df) < 0.025;
};

/** None was cold; now each is, with that chance. */
export const coldsBeside =
  (requests: number) =>
  (world: World, chance: number): boolean => {
    const alpha = alphaOf('version');
    return fails(ratio, alpha, defaultConfirmations, () =>
      bySamples(ratio, share(0, requests), share(world.colds(requests, chance), requests), alpha),
    );
  };

/** `--assert 'cold.count <= 0'` on a first contact. */
export const coldsAsserted = (world: World, chance: number): boolean => world.colds(cold, chance) > 0;
