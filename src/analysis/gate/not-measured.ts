import type { Outcome } from '../../model/outcome.ts';
import type { RunAnalysis, Verdict } from '../result.ts';
import { counted, listText } from '../wording.ts';

const told: readonly { readonly metric: string; readonly is: (outcome: Outcome) => boolean }[] = [
  { metric: 'throttled.count', is: (outcome) => outcome === 'throttled' },
  { metric: 'error.count', is: (outcome) => outcome !== 'ok' && outcome !== 'throttled' },
];

const words: Readonly<Record<Exclude<Outcome, 'ok'>, string>> = {
  throttled: 'throttled',
  'function-error': 'ended in a function error',
  timeout: 'timed out',
  lost: 'lost',
  'api-error': 'refused by the API',
  unsent: 'not sent',
};

/**
 * Checks that nobody asked for, undecided each: what did not end well was not measured, so a gate can't call it as good as
 * it has to be. An assertion on the count of it takes the matter into the user's own hands.
 */
export function notMeasured({ summary, verdicts }: Pick<RunAnalysis, 'summary' | 'verdicts'>): Verdict[] {
  const came = Object.entries(summary.outcomes) as [Outcome, number][];
  return told.flatMap(({ metric, is }): Verdict[] => {
    if (verdicts.some((each) => each.metric === metric)) return [];
    const found = came.filter(([outcome, count]) => count > 0 && is(outcome));
    const count = found.reduce((sum, [, n]) => sum + n, 0);
    if (count === 0) return [];
    const how = listText(
      found.flatMap(([outcome, n]) => (outcome === 'ok' ? [] : [`${n} ${words[outcome]}`])),
    );
    return [
      {
        assertion: `${metric} == 0`,
        verdict: 'undecided',
        metric,
        operator: '==',
        expected: 0,
        actual: count,
        unit: 'count',
        message: `of ${counted(summary.rows, 'request')} ${how}: those were not measured. --assert '${metric} <= ${count}' would allow as many`,
      },
    ];
  });
}
