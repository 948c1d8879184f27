import type { RoundSummary } from './result.ts';
import { notAtOnce } from './round-facts.ts';

/** A measured round in which fewer requests surely held an environment at one moment than reached one. */
export interface LooseRound {
  readonly round: number;
  readonly reached: number;
  readonly achieved: number;
}

/** Measured rounds that were not truly concurrent. */
export const looseRounds = (rounds: readonly RoundSummary[]): readonly LooseRound[] =>
  rounds
    .filter((facts) => !facts.warmUp && notAtOnce(facts) > 0)
    .map(({ round, reached, achievedConcurrency }) => ({ round, reached, achieved: achievedConcurrency }));
