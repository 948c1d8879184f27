import type { RowFacts } from '../model/invocation.ts';
import { defaultRetentionMs } from '../model/placement.ts';
import type { CountRange } from './prediction.ts';
import { reachedEnvironment } from './reach.ts';

/** On-demand environments that may be idle when a round is released, from what the rounds before it showed. */
export interface Retained {
  /** Rows of the next round, once they were predicted. */
  readonly learn: (rows: Iterable<RowFacts>) => void;
  /** @param atMs - release of the round
   * @param most - more than this are of no interest (the round's requests) */
  readonly at: (atMs: number, most: number) => CountRange;
}

/** An environment on demand surely served it: made for it, or retained. */
const onDemand = ({ startKind, initType }: RowFacts): boolean =>
  startKind === 'cold' || startKind === 'restored' || (startKind === 'warm' && initType === 'on-demand');

/** Keeps count of the environments that a run's rounds leave.
 * @param freshEnvironments - nothing but this run has used the target */
export function retainedEnvironments(freshEnvironments: boolean): Retained {
  const named = new Set<string>();
  let unnamed = 0;
  let unclear = 0;
  let lastDoneMs = Number.NEGATIVE_INFINITY;
  const learnRow = (row: RowFacts): void => {
    const lastKnownMs = row.doneMs ?? row.plannedMs;
    if (lastKnownMs !== null) lastDoneMs = Math.max(lastDoneMs, lastKnownMs);
    if (!reachedEnvironment(row)) return;
    // A failure may have ended its environment: it is no more than possibly retained.
    if (row.startKind === 'unknown' || (onDemand(row) && row.outcome !== 'ok')) unclear += 1;
    else if (onDemand(row) && row.environmentId !== null) named.add(row.environmentId);
    else if (onDemand(row) && row.startKind !== 'warm') unnamed += 1;
  };
  return {
    learn: (rows) => {
      for (const row of rows) learnRow(row);
    },
    at: (atMs, most) => {
      const made = named.size + unnamed;
      const kept = atMs - lastDoneMs <= defaultRetentionMs ? made : 0;
      return { min: Math.min(most, kept), max: freshEnvironments ? Math.min(most, made + unclear) : most };
    },
  };
}
