import type { Row } from '../model/invocation.ts';
import { requestsOf } from '../model/plan-size.ts';
import type { HeaderLine } from '../model/run-file.ts';
import { predict, type RatesLeft } from './expectation.ts';
import { compareWithObserved } from './observed.ts';
import { besideOrchestrators } from './prediction.ts';
import { reachedEnvironment } from './reach.ts';
import type { RoundSummary } from './result.ts';
import { retainedEnvironments } from './retained.ts';
import { type Round, roundFacts } from './round-facts.ts';

/** From the release to the last reply of a throttle: in that time the rates were used up, and refilled. */
const placedWithinMs = (asking: readonly Row[], atMs: number): number =>
  asking.reduce(
    (most, { outcome, doneMs }) => (outcome === 'throttled' ? Math.max(most, (doneMs ?? atMs) - atMs) : most),
    0,
  );

/** Each round with what it was expected to show; a round's prediction knows what the rounds before it left. */
export function summarizeRounds(
  rounds: readonly Round[],
  { target: own, plan, orchestrator }: Pick<HeaderLine, 'target' | 'plan' | 'orchestrator'>,
  { freshEnvironments }: { readonly freshEnvironments: boolean },
): readonly RoundSummary[] {
  const target = besideOrchestrators(own, orchestrator);
  const environments = retainedEnvironments(freshEnvironments);
  let rates: RatesLeft | null = null;
  return rounds.map((round) => {
    const asking = round.rows.filter((row) => reachedEnvironment(row) || row.outcome === 'throttled');
    const atMs = round.rows[0]?.writtenMs ?? round.rows[0]?.plannedMs ?? 0;
    const retained = environments.at(atMs, asking.length);
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
