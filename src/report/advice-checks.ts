import type { Advice } from '../analysis/advice/advice.ts';
import type { Estimate } from '../analysis/advice/estimate.ts';
import { boundText, goalMetrics } from '../analysis/advice/goals.ts';
import { measureText } from '../analysis/wording.ts';
import { formatNumber } from './units.ts';
import type { Check } from './view.ts';

const verdicts = { yes: 'passed', no: 'breached', unsure: 'undecided' } as const;

const figureText = (estimate: Estimate | null, words: (value: number) => string): string | null =>
  estimate && `${words(estimate.mean)} (95 %: ${words(estimate.low)} to ${words(estimate.high)})`;

/** Goals and budget as checks of the size that is advised, or of the one that comes closest. */
export function adviceChecks({ goals, smallest, sizes, failing, budgetUsd }: Advice): readonly Check[] {
  const at = smallest ?? failing[0]?.at ?? sizes.at(-1);
  if (at === undefined) return [];
  const ofGoals = goals.map((goal, index) => {
    const unit = goalMetrics[goal.metric][0];
    const figure = figureText(at.figures[goal.metric], (value) => measureText(value, unit));
    const is = figure === null ? 'has no value' : `is ${figure}`;
    return {
      verdict: verdicts[at.met[index] ?? 'unsure'],
      name: goal.text,
      message: `with ${at.size} provisioned, ${goal.metric} ${is}, expected ${boundText(goal)}`,
    };
  });
  if (budgetUsd === null) return ofGoals;
  const dollars = (value: number): string => formatNumber(value, 'usd');
  const cost = figureText(at.totalUsd, dollars) ?? 'an unknown amount';
  const isWithin = at.withinBudget === null ? 'unsure' : at.withinBudget ? 'yes' : 'no';
  return [
    ...ofGoals,
    {
      verdict: verdicts[isWithin],
      name: `budget of ${dollars(budgetUsd)} a month`,
      message: `with ${at.size} provisioned, a month costs ${cost}, expected at most ${dollars(budgetUsd)}`,
    },
  ];
}
