import { seededFractions } from '../../src/model/seeded-fractions.ts';

/** Days as public data of Lambda show them: each value log-normal with a spread of 5 to 10 % within a day, one of fifty
 * three to four times as long; the middle of a day differs from that of other days by 6 to 13 %. */
export interface World {
  /** Median of a usual day, ms, and the spread within a day: the standard deviation of the logarithm. */
  readonly middleMs: number;
  readonly within: number;
  /** A factor that all values of one day share. */
  readonly day: () => number;
  /** Init times of one first contact, ms. */
  readonly inits: (count: number, factor: number) => number[];
  /** How many of `count` environments are cold, each with that chance. */
  readonly colds: (count: number, chance: number) => number;
}

const middleMs = 140;
export const outlierShare = 1 / 50;

/** One function's days; the same for the same seed. */
export function world(seed: string): World {
  const fraction = seededFractions(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - fraction())) * Math.cos(2 * Math.PI * fraction());
  const within = 0.05 + 0.05 * fraction();
  const between = 0.06 + 0.07 * fraction();
  const outlier = () => (fraction() < outlierShare ? 3 + fraction() : 1);
  const many = <T>(count: number, of: () => T): T[] => Array.from({ length: count }, of);
  return {
    middleMs,
    within,
    day: () => Math.exp(between * normal()),
    inits: (count, factor) => many(count, () => middleMs * factor * Math.exp(within * normal()) * outlier()),
    colds: (count, chance) => many(count, fraction).filter((each) => each < chance).length,
  };
}
