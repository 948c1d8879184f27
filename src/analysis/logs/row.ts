import type { Row } from '../../model/invocation.ts';
import type { LogMark } from '../../model/report.ts';
import { initInPathOf } from '../rows.ts';
import type { StartFacts } from '../start-clocks.ts';
import { kindOf, noRests, settleAlone, settleTogether } from '../start-kind.ts';
import type { LogRecord } from './record.ts';

const markOf = (record: LogRecord, type: LogMark['type'], atMs: number): LogMark => ({
  type,
  requestId: type === 'start' ? record.report.requestId : null,
  atMs,
  logStream: record.logStream,
  initializationType: record.initializationType,
  version: record.version,
  durationMs: null,
});

/** The same facts that a run has, as far as a log knows them: its own clock, and no round trip. */
const factsOf = (record: LogRecord): StartFacts => {
  const { report, initEndedAtMs, startedAtMs } = record;
  const marks: LogMark[] = [];
  if (initEndedAtMs !== null) marks.push(markOf(record, 'init-start', initEndedAtMs - (report.initMs ?? 0)));
  if (startedAtMs !== null) marks.push(markOf(record, 'start', startedAtMs));
  return {
    report,
    marks,
    worker: null,
    roundTripMs: null,
    // The log names a function, not whether the qualifier that was used is provisioned.
    provisioned: null,
    netFloorMs: null,
    previousFailed: record.precededByFailure,
    extensionsSeen: false,
  };
};

/** A REPORT of a log as a row: what only a client measures is null.
 * @param seq - position in the log, from 0 */
export function rowOfRecord(record: LogRecord, seq: number): Row {
  const { report } = record;
  const facts = factsOf(record);
  const evidence = settleAlone(facts) ?? settleTogether(facts, noRests);
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
    outcome: report.status === null || report.status === 'success' ? 'ok' : 'function-error',
    reason: report.status === 'timeout' ? 'the function timed out' : null,
    statusCode: null,
    errorType: report.errorType,
    throttleReason: null,
    executedVersion: record.version,
    worker: null,
    tail: null,
    startKind: kindOf[evidence],
    evidence,
    report,
    reportSource: 'logs',
    logStream: record.logStream,
    environmentId: record.logStream,
    initType: record.initializationType,
    roundTripMs: null,
    initInPathMs: initInPathOf(facts, evidence),
    overheadMs: null,
  };
}
