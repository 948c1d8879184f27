import type { RowFacts, Rows } from '../model/invocation.ts';
import type { HeaderLine } from '../model/run-file.ts';
import type { TargetFacts } from '../model/target.ts';
import { hasProvisioned } from './has-provisioned.ts';
import { countWhere } from './kind-summary.ts';
import { type Round, roundsOf } from './round-facts.ts';

/** The measured rounds of a run: those in which the target's environments are made, and the others. */
export interface RoundsByContact {
  readonly first: readonly Round[];
  readonly later: readonly Round[];
}

/** Environments are retained once they were made, so the first contact is round 1, unless the run saw to it that each of
 * its rounds was one. A warm-up round 1 is in no figure. */
export function roundsByContact({
  header,
  rows,
}: {
  readonly header: Pick<HeaderLine, 'plan'>;
  readonly rows: Rows;
}): RoundsByContact {
  const measured = roundsOf(rows).filter(({ warmUp }) => !warmUp);
  const isFirst = ({ round }: Round): boolean => round === 1 || header.plan.cold !== undefined;
  return { first: measured.filter(isFirst), later: measured.filter((round) => !isFirst(round)) };
}

/** An environment that was made for this run's requests, or stood ready and had served nobody. */
const isNew = ({ startKind }: RowFacts): boolean =>
  startKind === 'cold' || startKind === 'restored' || startKind === 'preinitialized';

/** Environments that met their first request in these rounds. */
export const newEnvironments = (rounds: readonly Round[]): number =>
  rounds.reduce((sum, { rows }) => sum + countWhere(rows, isNew), 0);

/** Requests of these rounds that an environment on demand served which was there before: these rounds were no first
 * contact for them. */
export function retainedBefore(rounds: readonly Round[], target: TargetFacts): number {
  const provisioned = hasProvisioned(target) !== false;
  const onDemand = ({ initType }: RowFacts): boolean =>
    initType === null ? !provisioned : initType !== 'provisioned-concurrency';
  return rounds.reduce(
    (sum, { rows }) => sum + countWhere(rows, (row) => row.startKind === 'warm' && onDemand(row)),
    0,
  );
}
