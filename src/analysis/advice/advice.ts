import { operators } from '../assertions.ts';
import type { Estimate, SizeEstimate } from './estimate.ts';
import type { Goal } from './goals.ts';

export type Met = 'yes' | 'no' | 'unsure';

/** Does all of what the figure may be meet the bound? */
export function isMet(goal: Goal, estimate: Estimate | null): Met {
  if (estimate === null) return 'unsure';
  const holds = operators[goal.operator];
  const ends = [holds(estimate.low, goal.expected), holds(estimate.high, goal.expected)];
  if (ends.every(Boolean)) return 'yes';
  return ends.some(Boolean) ? 'unsure' : 'no';
}

/** A size with what it makes of each goal. */
export interface JudgedSize extends SizeEstimate {
  /** In the order of the goals. */
  readonly met: readonly Met[];
  /** Null: there is no budget, or a price is not known. */
  readonly withinBudget: boolean | null;
}

/** Which size, and what for. Sizes are those that were simulated. */
export interface Advice {
  /** Ascending by size, 0 first. */
  readonly sizes: readonly JudgedSize[];
  readonly goals: readonly Goal[];
  readonly budgetUsd: number | null;
  /** The smallest that surely meets every goal and the budget; null: none does. */
  readonly smallest: JudgedSize | null;
  /** Null where the prices are not known. */
  readonly cheapest: JudgedSize | null;
  /** The smallest with provisioned concurrency that costs no more than none at all; null: none does. */
  readonly paysFrom: JudgedSize | null;
  /** What keeps the size that comes closest from meeting a goal; empty where one meets all. */
  readonly failing: readonly {
    readonly goal: Goal;
    readonly at: JudgedSize;
    readonly estimate: Estimate | null;
  }[];
}

const total = ({ totalUsd }: SizeEstimate): number | null => totalUsd?.mean ?? null;

const meetsAll = ({ met, withinBudget }: JudgedSize): boolean =>
  met.every((each) => each === 'yes') && withinBudget !== false;

const leastBy = <Item>(items: readonly Item[], of: (item: Item) => number | null): Item | null => {
  let best: { item: Item; value: number } | null = null;
  for (const item of items) {
    const value = of(item);
    if (value !== null && (best === null || value < best.value)) best = { item, value };
  }
  return best?.item ?? null;
};

/**
 * Judges simulated sizes by goals and budget.
 *
 * @param estimates - of different sizes, in any order, 0 among them
 */
export function adviceOf(
  estimates: readonly SizeEstimate[],
  goals: readonly Goal[],
  budgetUsd: number | null,
): Advice {
  const sizes = estimates
    .toSorted((a, b) => a.size - b.size)
    .map((estimate): JudgedSize => {
      const costs = total(estimate);
      return {
        ...estimate,
        met: goals.map((goal) => isMet(goal, estimate.figures[goal.metric])),
        withinBudget: budgetUsd === null || costs === null ? null : costs <= budgetUsd,
      };
    });
  const smallest = sizes.find(meetsAll) ?? null;
  const none = sizes.find(({ size }) => size === 0);
  const costOfNone = none === undefined ? null : total(none);
  const closest =
    sizes.toReversed().find(({ met }) => met.filter((each) => each === 'yes').length === mostMet(sizes)) ??
    null;
  return {
    sizes,
    goals,
    budgetUsd,
    smallest,
    cheapest: leastBy(sizes, total),
    paysFrom:
      costOfNone === null
        ? null
        : (sizes.find((each) => each.size > 0 && (total(each) ?? Number.POSITIVE_INFINITY) <= costOfNone) ??
          null),
    failing:
      smallest !== null || closest === null
        ? []
        : goals.flatMap((goal, index) =>
            closest.met[index] === 'yes'
              ? []
              : [{ goal, at: closest, estimate: closest.figures[goal.metric] }],
          ),
  };
}

const mostMet = (sizes: readonly JudgedSize[]): number =>
  sizes.reduce((most, { met }) => Math.max(most, met.filter((each) => each === 'yes').length), 0);
