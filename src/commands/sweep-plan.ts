import { estimateInWords } from '../analysis/cost.ts';
import { plannedConcurrencies, type SweepRange } from '../analysis/sweep/knee.ts';
import { counted } from '../analysis/wording.ts';
import { viewPrintable } from '../report/printable.ts';
import { print } from './print.ts';
import { type SweepSession, sweepTargetFacts } from './sweep-session.ts';

/** `--plan`: what would be sent and what it would cost; nothing is. */
export async function printSweepPlan(session: SweepSession, range: SweepRange): Promise<void> {
  const { options, facts, payload, context, files, io } = session;
  const planned = plannedConcurrencies(range);
  const invocations = planned.reduce((sum, each) => sum + each, 0);
  const words =
    range.metric === 'cold.count' && range.predicted !== null
      ? `${planned.join(', then ')} at once, if the prediction holds; more rounds where it does not`
      : `up to ${planned.join(', ')} at once, then halving${range.metric === 'cold.count' ? '' : ' if no round had a cold start'}`;
  const view = {
    title: `Plan of a sweep of ${facts.functionName}:${facts.qualifier}`,
    headline: `Plan: ${counted(invocations, 'invocation')} in ${counted(planned.length, 'round')}; nothing was sent.`,
    facts: [
      ...sweepTargetFacts(session),
      {
        name: 'Would send',
        value: [words, `; never over ${options.maxInvocations.toLocaleString('en')} invocations`],
      },
      { name: 'Cost', value: [estimateInWords(facts, invocations, payload.holdMs, !context.onAws)] },
    ],
    tables: [],
    notes: [],
    checks: [],
  };
  await print(viewPrintable('sweep-plan', view), options, files, io);
}
