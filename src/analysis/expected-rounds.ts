import type { RowFacts } from '../model/invocation.ts';
import { requestsOf } from '../model/plan-size.ts';
import type { Run } from '../model/run-file.ts';
import { predict, type RatesLeft } from './expectation.ts';
import { madeCold, measuredTarget } from './measured-target.ts';
import { compareWithObserved } from './observed.ts';
import { besideOrchestrators } from './prediction.ts';
import { reachedEnvironment } from './reach.ts';
import type { RoundSummary } from './result.ts';
import { retainedEnvironments } from './retained.ts';
import { firstOf, type Round, roundFacts } from './round-facts.ts';

/** From the release to the last reply of a throttle: in that time the rates were used up, and refilled. */
function placedWithinMs(asking: Iterable<RowFacts>, atMs: number): number {
  let most = 0;
  for (const { outcome, doneMs } of asking)
    if (outcome === 'throttled') most = Math.max(most, (doneMs ?? atMs) - atMs);
  return most;
}

const noneRetained = { min: 0, max: 0 };

/** Each round with what it was expected to show; a round's prediction knows what the rounds before it left. */
export function summarizeRounds(
  rounds: readonly Round[],
  { header, deployment }: Pick<Run, 'header' | 'deployment'>,
  { freshEnvironments }: { readonly freshEnvironments: boolean },
): readonly RoundSummary[] {
  const { plan } = header;
  const usual = besideOrchestrators(measuredTarget(header), header.orchestrator);
  const looks = new Map((deployment ?? []).map(({ round, provisioned }) => [round, provisioned]));
  const environments = retainedEnvironments(freshEnvironments);
  let rates: RatesLeft | null = null;
  return rounds.map((round) => {
    const asking = [...round.rows].filter((row) => reachedEnvironment(row) || row.outcome === 'throttled');
    const first = firstOf(round.rows);
    const atMs = first?.writtenMs ?? first?.plannedMs ?? 0;
    const look = looks.get(round.round);
    const target = look === undefined ? usual : { ...usual, provisioned: look };
    const retained = madeCold(plan.cold) ? noneRetained : environments.at(atMs, asking.length);
    // A twin is a function of its own, with rates of its own.
    if (plan.cold === 'twins') rates = null;
    const spanMs = placedWithinMs(asking, atMs);
    const ahead = predict(
      target,
      { requests: asking.length, atMs, retained, spanMs },
      { freshEnvironments, rates },
    );
    rates = ahead.rates;
    environments.learn(round.rows);
    return {
      ...roundFacts(round, requestsOf(plan, round.round)),
      expected: compareWithObserved(ahead.predicted, asking, target),
    };
  });
}
