import type { Row } from '../model/invocation.ts';
import { defaultRetentionMs } from '../model/placement.ts';
import type { CountRange } from './prediction.ts';
import { reachedEnvironment } from './reach.ts';
import type { Round } from './round-facts.ts';

/** An environment on demand served it: made for it, or retained. Null kinds and types are no proof. */
const onDemand = (row: Row): boolean =>
  row.startKind === 'cold' ||
  row.startKind === 'restored' ||
  (row.startKind === 'warm' && row.initType === 'on-demand');

/**
 * On-demand environments that may be idle when a round is released, from what the rounds before it showed.
 *
 * @param before - the rounds before it, ascending
 * @param atMs - its release
 * @param most - more than this are of no interest (the round's requests)
 * @param freshEnvironments - nothing but this run has used the target
 */
export function retainedAt(
  before: readonly Round[],
  atMs: number,
  most: number,
  freshEnvironments: boolean,
): CountRange {
  const known = new Set<string>();
  let unnamed = 0;
  let unclear = 0;
  let lastDoneMs = Number.NEGATIVE_INFINITY;
  for (const { rows } of before) {
    for (const row of rows) {
      if (row.doneMs !== null) lastDoneMs = Math.max(lastDoneMs, row.doneMs);
      if (!reachedEnvironment(row)) continue;
      // A failure may have ended its environment: it is no more than possibly retained.
      if (row.startKind === 'unknown' || (onDemand(row) && row.outcome !== 'ok')) unclear += 1;
      else if (onDemand(row)) {
        if (row.environmentId !== null) known.add(row.environmentId);
        else if (row.startKind !== 'warm') unnamed += 1;
      }
    }
  }
  const made = known.size + unnamed;
  const kept = atMs - lastDoneMs <= defaultRetentionMs ? made : 0;
  return {
    min: Math.min(most, kept),
    max: freshEnvironments ? Math.min(most, made + unclear) : most,
  };
}
