import type { RunAnalysis } from './result.ts';
import { notAtOnce, type Round, roundsOf } from './round-facts.ts';

/** A measured round in which fewer requests surely held an environment at one moment than reached one. */
export interface LooseRound {
  readonly round: number;
  readonly reached: number;
  readonly achieved: number;
}

/** Measured rounds that were not truly concurrent. */
export function looseRounds(
  { rows, summary }: Pick<RunAnalysis, 'rows' | 'summary'>,
  rounds: readonly Round[] = roundsOf(rows),
): readonly LooseRound[] {
  const byNumber = new Map(summary.rounds.map((facts) => [facts.round, facts]));
  return rounds.flatMap((round) => {
    const facts = byNumber.get(round.round);
    if (round.warmUp || facts === undefined) return [];
    const short = notAtOnce(round, facts);
    const achieved = facts.achievedConcurrency;
    return short === 0 ? [] : [{ round: round.round, reached: achieved + short, achieved }];
  });
}
