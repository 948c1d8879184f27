import type { Row } from '../../model/invocation.ts';
import { initInPathOf } from '../derived-times.ts';
import { isDurationOnly, type StartFacts } from '../start-clocks.ts';
import { kindOf, noRests, settleAlone, settleTogether } from '../start-kind.ts';
import type { LogRecord } from './record.ts';

/** The same facts that a run has, as far as a log knows them: its own clock, and no round trip. */
function factsOf({
  report,
  initEndedAtMs,
  startedAtMs,
  initializationType,
  precededByFailure,
}: LogRecord): StartFacts {
  // Without an init no rule asks when the request began, and one that began before its init did not wait for it.
  const initStartedAtMs = initEndedAtMs === null ? null : initEndedAtMs - (report.initMs ?? 0);
  const loggedStartMs = report.initMs === null ? null : startedAtMs;
  const inOrder = initStartedAtMs !== null && loggedStartMs !== null && initStartedAtMs <= loggedStartMs;
  return {
    report,
    durationOnly: isDurationOnly(report),
    initializationType,
    initLogged: initEndedAtMs !== null,
    workerGapMs: null,
    loggedStartMs,
    loggedInitEndMs: inOrder ? initEndedAtMs : null,
    runtimeDoneMs: null,
    roundTripMs: null,
    // The log names a function, not whether the qualifier that was used is provisioned.
    provisioned: null,
    netFloorMs: null,
    previousFailed: precededByFailure,
    extensionsSeen: false,
    orchestratorStartedAtMs: null,
  };
}

/** How a REPORT's request began: as much of its row as the figures need. */
export type RecordStart = Pick<
  Row,
  'startKind' | 'evidence' | 'outcome' | 'report' | 'initInPathMs' | 'roundTripMs' | 'overheadMs'
>;

/** A log shows of a request only what its REPORT's status says. */
export const outcomeOf = (status: string | null): Row['outcome'] =>
  status === null || status === 'success' ? 'ok' : 'function-error';

export function startOfRecord(record: LogRecord): RecordStart {
  const { report } = record;
  const facts = factsOf(record);
  const evidence = settleAlone(facts) ?? settleTogether(facts, noRests);
  return {
    startKind: kindOf[evidence],
    evidence,
    outcome: outcomeOf(report.status),
    report,
    initInPathMs: initInPathOf(facts, evidence),
    roundTripMs: null,
    overheadMs: null,
  };
}

/** START of a request by the log's clock. Where no START was looked at, its REPORT was logged a duration later. */
const loggedStartOf = ({ startedAtMs, atMs, report }: LogRecord): number | null =>
  startedAtMs ?? (atMs === null ? null : atMs - report.durationMs);

/** A REPORT of a log as a row: what only a client measures is null.
 * @param seq - position in the log, from 0 */
export function rowOfRecord(record: LogRecord, seq: number, start = startOfRecord(record)): Row {
  const { report } = record;
  const { startKind, evidence, outcome, initInPathMs } = start;
  return {
    runId: '',
    round: 1,
    seq,
    shard: 0,
    warmUp: false,
    functionName: '',
    qualifier: '',
    requestId: report.requestId,
    plannedMs: null,
    writtenMs: null,
    firstByteMs: null,
    doneMs: null,
    connectMs: null,
    stampUncertaintyMs: null,
    outcome,
    reason: report.status === 'timeout' ? 'the function timed out' : null,
    statusCode: null,
    errorType: report.errorType,
    throttleReason: null,
    executedVersion: record.version,
    worker: null,
    tail: null,
    startKind,
    evidence,
    report,
    reportSource: 'logs',
    logStream: record.logStream,
    environmentId: record.logStream,
    initType: record.initializationType,
    runtimeVersion: null,
    roundTripMs: null,
    initInPathMs,
    overheadMs: null,
    loggedStartMs: loggedStartOf(record),
    modelled: null,
  };
}
