import type { Prices } from '../../model/prices.ts';
import { breakEvenUtilisation } from '../cost.ts';
import { measureText, percentText } from '../wording.ts';
import type { Advice, JudgedSize } from './advice.ts';
import { boundText, goalMetrics } from './goals.ts';

const usd = (value: number): string =>
  value > 0 && value < 0.005
    ? 'under 0.01 USD'
    : `${value < 10 ? value.toFixed(2) : Math.round(value).toLocaleString('en')} USD`;

const costOf = ({ totalUsd }: JudgedSize): string =>
  totalUsd === null ? '' : ` for ${usd(totalUsd.mean)} a month`;

const coldOf = ({ figures }: JudgedSize): string => {
  const cold = figures['cold.ratio'];
  const throttled = figures['throttled.ratio']?.mean ?? 0;
  if (cold === null) return 'nothing is served';
  return throttled === 0
    ? `${percentText(cold.mean)} of requests wait for an init`
    : `${percentText(throttled)} of requests are throttled, and ${percentText(cold.mean)} of the others wait for an init`;
};

/** Goals are met, and the money is not enough: by how much. */
function overBudget({ sizes, budgetUsd }: Advice): string {
  const [cheapest] = sizes
    .filter(({ met, totalUsd }) => totalUsd !== null && met.every((each) => each === 'yes'))
    .sort((a, b) => (a.totalUsd?.mean ?? 0) - (b.totalUsd?.mean ?? 0));
  const least =
    cheapest?.totalUsd == null
      ? ''
      : `: with ${cheapest.size} provisioned, the cheapest, it is ${usd(cheapest.totalUsd.mean)}`;
  return `No size stays within ${usd(budgetUsd ?? 0)} a month and meets the goals${least}.`;
}

/** The advice in one sentence: what to configure, what it brings, what it costs. */
export function adviceSentence(advice: Advice): string {
  const { sizes, goals, smallest, cheapest, paysFrom } = advice;
  const none = sizes[0];
  if (none === undefined) return 'Nothing was simulated.';
  if (goals.length > 0 || advice.budgetUsd !== null) {
    if (smallest === null) {
      const [first] = advice.failing;
      if (first === undefined) return overBudget(advice);
      const { goal, at, estimate } = first;
      const unit = goalMetrics[goal.metric][0];
      const was = estimate === null ? 'not known' : measureText(estimate.mean, unit);
      return `No size meets all goals: with ${at.size} provisioned, ${goal.metric} is ${was}, and should be ${boundText(goal)}.`;
    }
    if (smallest.size === 0)
      return `Leave provisioned concurrency off: without it ${coldOf(smallest)}, which meets the goals${costOf(smallest)}.`;
    return `Provision ${smallest.size}: ${coldOf(smallest)}${costOf(smallest)}; without any, ${coldOf(none)}${costOf(none)}.`;
  }
  if (paysFrom !== null && cheapest !== null && cheapest.size > 0) {
    return `Provision ${cheapest.size}: it costs least${costOf(cheapest)}, and ${coldOf(cheapest)}; without any, ${coldOf(none)}${costOf(none)}.`;
  }
  const warm = sizes.find(({ figures }) => (figures['cold.ratio']?.mean ?? 1) < 0.001);
  const price =
    warm === undefined || warm.size === 0
      ? ''
      : `; ${warm.size} would keep cold starts ${percentText(warm.figures['cold.ratio']?.mean ?? 0)}${costOf(warm)}`;
  return `No provisioned concurrency is the cheapest${costOf(none)}: ${coldOf(none)}${price}.`;
}

/** Where provisioned concurrency begins to pay for itself by price alone. */
export function breakEvenText(prices: Prices, region: string): string {
  const share = breakEvenUtilisation(prices);
  if (share === null)
    return `not known: no price of provisioned concurrency for ${region} on this architecture`;
  if (share === Number.POSITIVE_INFINITY)
    return `never, by price alone: in ${region} duration on provisioned concurrency costs no less than on demand`;
  return share >= 1
    ? `never, by price alone: in ${region} an environment would have to be busy ${Math.round(share * 100)} % of its time`
    : `where its environments are busy over ${Math.round(share * 100)} % of their time (prices of ${region})`;
}
