import { hasProvisioned } from '../analysis/has-provisioned.ts';
import { servingProvisioned } from '../analysis/prediction.ts';
import type { SweepRange } from '../analysis/sweep/knee.ts';
import type { Io } from '../io/io.ts';
import type { Progress } from '../io/progress.ts';
import type { Interruptions } from '../io/signals.ts';
import type { TargetFacts } from '../model/target.ts';
import { functionFact, modelledFact, provisionedFact, targetFact } from '../report/target-facts.ts';
import type { Fact } from '../report/view.ts';
import type { Context } from './context.ts';
import type { OutputFile } from './options/output.ts';
import { type SweepOptions, sweepRangeOf } from './options/sweep.ts';

/** Everything that a sweep has in hand before its first round. */
export interface SweepSession {
  readonly options: SweepOptions;
  readonly io: Io;
  readonly context: Context;
  readonly facts: TargetFacts;
  readonly namedBy: string;
  readonly files: readonly OutputFile[];
  readonly payload: { readonly bytes: Uint8Array; readonly holdMs: number | null };
  readonly signals: Interruptions;
  readonly progress: Progress;
}

/** Where the knee is looked for.
 * @param exact - it is known which environments serve: on the embedded service */
export function rangeOf(options: SweepOptions, facts: TargetFacts, exact: boolean): SweepRange {
  const serving = servingProvisioned(facts, exact);
  return {
    metric: options.metric,
    ...sweepRangeOf(options),
    predicted: serving.min === serving.max ? serving.min : null,
    hasProvisioned: hasProvisioned(facts) === true,
    rise: options.rise,
  };
}

const there = (facts: readonly (Fact | null)[]): Fact[] => facts.filter((fact) => fact !== null);

export const sweepTargetFacts = ({ facts, context, namedBy }: SweepSession): Fact[] =>
  there([
    targetFact(facts, context.local, namedBy),
    functionFact(facts),
    modelledFact(facts),
    provisionedFact(facts),
  ]);
