import type { Target } from './target.ts';

/** How a run sees to it that more than its first round is first contact. `marker`: a variable on `$LATEST` is changed
 * before each round. `twins`: each round invokes a temporary function of its own. `cool`: the gap is long enough for
 * Lambda to retire environments by itself. */
export const coldWays = ['marker', 'twins', 'cool'] as const;
export type ColdWay = (typeof coldWays)[number];

/** Whom one round invokes. */
export interface ColdRound {
  readonly target: Target;
}

/** Code of the note that something could not be undone and is left. */
export const notUndone = 'not-undone';

/** Something of it that the user should know. */
export interface ColdNote {
  readonly code: string;
  readonly message: string;
}

/** Sees to it, before each round, that it meets no environment that has served before. */
export interface ColdMaker {
  /**
   * Call it once before each round, in order.
   * @param round - from 1
   * @throws UsageError, UnreachableError; what was changed so far is undone by `end`
   */
  readonly before: (round: number, signal: AbortSignal) => Promise<ColdRound>;
  /** Where a function that a round invoked logs. */
  readonly logGroupOf: (functionName: string) => string | null;
  /** Undoes all that `before` has changed; call it in every case. What could not be undone is told and stays in the
   * journal. Never rejects. */
  readonly end: (signal: AbortSignal) => Promise<readonly ColdNote[]>;
}
