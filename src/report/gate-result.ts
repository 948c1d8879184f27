import type { GateResult } from '../analysis/gate/gate.ts';
import type { RunCost } from '../analysis/run-cost.ts';
import type { TargetFacts } from '../model/target.ts';
import type { Note } from './view.ts';

/** A gate, ready to be shown. */
export interface Gate extends GateResult {
  readonly verdict: 'passed' | 'failed' | 'undecided';
  readonly target: TargetFacts;
  readonly local: boolean;
  /** What it was judged against, in words. */
  readonly reference: string;
  readonly alpha: number;
  /** Invocations; 0: saved runs were judged. */
  readonly sent: number;
  readonly measurements: number;
  readonly cost: RunCost | null;
  readonly notes: readonly Note[];
}
