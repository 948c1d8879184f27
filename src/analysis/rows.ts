import type { Row } from '../model/invocation.ts';
import type { InvocationLine, Run } from '../model/run-file.ts';
import type { Evidence } from '../model/start-kind.ts';
import type { TargetFacts } from '../model/target.ts';
import { type Environments, environmentsOf } from './environments.ts';
import type { Joined } from './joined.ts';
import { measuredTarget } from './measured-target.ts';
import { orchestratorStarts } from './orchestrator-starts.ts';
import { wasAnswered } from './reach.ts';
import { busyMs, initializationType, loggedStartMs, type StartFacts } from './start-clocks.ts';
import { kindOf, noRests, type SettledRests, settleAlone, settleTogether, withRest } from './start-kind.ts';

/** A run's rows, and what they were decided from. */
export interface BuiltRows {
  /** In the order of the run file. */
  readonly rows: readonly Row[];
  /** By seq. */
  readonly startFacts: ReadonlyMap<number, StartFacts>;
  /** What rule 6 compared with. */
  readonly rests: SettledRests;
}

/** Rows with start kind, evidence and derived times; two passes, because rule 6 looks at the rows settled without it. */
export function buildRows(run: Run, joined: Joined): BuiltRows {
  const environments = environmentsOf(run.invocations, joined);
  const startFacts = startFactsOf(run, joined, environments);
  const settled = new Map<number, Evidence | null>();
  let rests = noRests;
  for (const [seq, facts] of startFacts) {
    const evidence = settleAlone(facts);
    settled.set(seq, evidence);
    const restMs = evidence === null ? null : restOf(facts, evidence);
    if (restMs !== null) rests = withRest(rests, restMs);
  }
  const rows = run.invocations.map((invocation): Row => {
    const facts = startFacts.get(invocation.seq) ?? nothingKnown;
    const evidence = settled.get(invocation.seq) ?? settleTogether(facts, rests);
    return rowOf(invocation, facts, evidence, environments, joined, run.header.target.modelled);
  });
  return { rows, startFacts, rests };
}

/** Does the target have provisioned concurrency? `$LATEST` never has. Null: it could not be read. */
export function hasProvisioned(target: TargetFacts): boolean | null {
  if (target.provisioned !== null) return target.provisioned.requested > 0;
  if (target.qualifier === '$LATEST') return false;
  return target.unread.some(({ fact }) => /provision/i.test(fact)) ? null : false;
}

/** The request waited for this: null where that is not known. A suppressed init hides inside Duration, so its length
 * is not known either. */
export function initInPathOf({ report }: Pick<StartFacts, 'report'>, evidence: Evidence): number | null {
  if (evidence === 'init-maybe-suppressed') return null;
  const kind = kindOf[evidence];
  if (kind === 'cold') return report?.initMs ?? null;
  if (kind === 'restored') return report?.restoreMs ?? null;
  return kind === 'unknown' ? null : 0;
}

const nothingKnown: StartFacts = {
  report: null,
  marks: [],
  worker: null,
  roundTripMs: null,
  provisioned: null,
  netFloorMs: null,
  previousFailed: false,
  extensionsSeen: false,
};

function startFactsOf(run: Run, joined: Joined, environments: Environments): Map<number, StartFacts> {
  const provisioned = hasProvisioned(measuredTarget(run.header));
  const orchestratorStartedAtMs = orchestratorStarts(run);
  let netFloorMs: number | null = null;
  let extensionsSeen = false;
  for (const { seq, connectMs } of run.invocations) {
    if (connectMs !== null && (netFloorMs === null || connectMs < netFloorMs)) netFloorMs = connectMs;
    extensionsSeen ||= joined.get(seq)?.marks.some(({ type }) => type === 'extension') === true;
  }
  const facts = new Map<number, StartFacts>();
  for (const invocation of run.invocations) {
    facts.set(invocation.seq, {
      report: joined.get(invocation.seq)?.report ?? null,
      marks: joined.get(invocation.seq)?.marks ?? [],
      worker: invocation.worker,
      roundTripMs: roundTripOf(invocation),
      provisioned,
      netFloorMs,
      previousFailed: environments.previousFailed(invocation),
      extensionsSeen,
      orchestratorStartedAtMs: orchestratorStartedAtMs(invocation),
    });
  }
  return facts;
}

const roundTripOf = (invocation: InvocationLine): number | null =>
  wasAnswered(invocation) && invocation.writtenMs !== null && invocation.doneMs !== null
    ? invocation.doneMs - invocation.writtenMs
    : null;

/** Round trip − busy − init waited for; null where one of them is not known. */
function restOf(facts: StartFacts, evidence: Evidence): number | null {
  const busy = busyMs(facts);
  const initInPathMs = initInPathOf(facts, evidence);
  if (facts.roundTripMs === null || busy === null || initInPathMs === null) return null;
  return facts.roundTripMs - busy - initInPathMs;
}

function rowOf(
  line: InvocationLine,
  facts: StartFacts,
  evidence: Evidence,
  environments: Environments,
  joined: Joined,
  modelled: string | null,
): Row {
  const { report, roundTripMs } = facts;
  const initInPathMs = initInPathOf(facts, evidence);
  // A suppressed init is part of Duration: what is left over is known although the init is not.
  const paidApartMs = evidence === 'init-maybe-suppressed' ? 0 : initInPathMs;
  // Field by field: an object spread of this many fields is stored as a slow dictionary.
  return {
    runId: line.runId,
    round: line.round,
    seq: line.seq,
    shard: line.shard,
    warmUp: line.warmUp,
    functionName: line.functionName,
    qualifier: line.qualifier,
    requestId: line.requestId,
    plannedMs: line.plannedMs,
    writtenMs: line.writtenMs,
    firstByteMs: line.firstByteMs,
    doneMs: line.doneMs,
    connectMs: line.connectMs,
    stampUncertaintyMs: line.stampUncertaintyMs,
    outcome: line.outcome,
    reason: line.reason,
    statusCode: line.statusCode,
    errorType: line.errorType,
    throttleReason: line.throttleReason,
    executedVersion: line.executedVersion,
    worker: line.worker,
    tail: line.tail,
    startKind: kindOf[evidence],
    evidence,
    report,
    reportSource: joined.get(line.seq)?.reportSource ?? null,
    logStream: environments.logStream(line),
    environmentId: environments.environmentId(line),
    initType: initializationType(facts),
    roundTripMs,
    initInPathMs,
    overheadMs:
      roundTripMs === null || report === null || paidApartMs === null
        ? null
        : roundTripMs - report.durationMs - paidApartMs,
    modelled,
    loggedStartMs: line.writtenMs === null ? loggedStartMs(facts) : null,
  };
}
