import type { TargetFacts } from '../model/target.ts';
import { initInPathOf, roundTripOf } from './derived-times.ts';
import { followersOfFailures, nameEnvironments } from './environments.ts';
import { hasProvisioned } from './has-provisioned.ts';
import { noOrchestrators, type OrchestratorStarts } from './orchestrator-starts.ts';
import { busyMs, type StartClues, type StartFacts } from './start-clocks.ts';
import { noRests, type SettledRests, settleAlone, settleTogether, withRest } from './start-kind.ts';
import type { RowTable } from './table/row-table.ts';

/** What the start kinds of a run were decided from. */
export interface Placing {
  /** By a row's position in the table. */
  readonly factsAt: (at: number) => StartFacts;
  /** What rule 6 compared with. */
  readonly rests: SettledRests;
}

/** Decides every row's start kind, once all rows are in the table; in two passes, because rule 6 looks at the rows
 * settled without it. Names the environments first: the rules ask what came before in each.
 * @param starts - of the orchestrators that sent the rows */
export function settle(
  table: RowTable,
  target: TargetFacts,
  starts: OrchestratorStarts = noOrchestrators,
): Placing {
  nameEnvironments(table);
  const followers = followersOfFailures(table);
  const provisioned = hasProvisioned(target);
  // Field by field: an object spread of this many fields is stored as a slow dictionary.
  const factsOf = (clues: StartClues, at: number): StartFacts => ({
    report: clues.report,
    durationOnly: clues.durationOnly,
    initializationType: clues.initializationType,
    initLogged: clues.initLogged,
    workerGapMs: clues.workerGapMs,
    loggedStartMs: clues.loggedStartMs,
    loggedInitEndMs: clues.loggedInitEndMs,
    runtimeDoneMs: clues.runtimeDoneMs,
    roundTripMs: roundTripAt(table, at),
    provisioned,
    netFloorMs: table.netFloorMs,
    previousFailed: followers.has(at),
    extensionsSeen: table.extensionsSeen,
    orchestratorStartedAtMs: starts(table.round.get(at) ?? 0, table.shard.get(at) ?? 0),
  });
  const factsAt = (at: number): StartFacts => factsOf(table.clues(at), at);
  let rests = noRests;
  const open: number[] = [];
  for (let at = 0; at < table.length; at += 1) {
    const facts = factsAt(at);
    const evidence = settleAlone(facts);
    table.evidence.set(at, evidence);
    if (evidence === null) open.push(at);
    const busy = busyMs(facts);
    const initInPathMs = evidence === null ? null : initInPathOf(facts, evidence);
    if (facts.roundTripMs !== null && busy !== null && initInPathMs !== null)
      rests = withRest(rests, facts.roundTripMs - busy - initInPathMs);
  }
  for (const at of open) table.evidence.set(at, settleTogether(factsAt(at), rests));
  return { factsAt, rests };
}

const roundTripAt = (table: RowTable, at: number): number | null =>
  roundTripOf({
    outcome: table.outcome.get(at) ?? 'unsent',
    writtenMs: table.writtenMs.get(at),
    doneMs: table.doneMs.get(at),
  });
