import { logLines } from '../../model/log-line.ts';
import type { SettlerState } from '../../model/logs-state.ts';
import type { LogEvent } from '../../model/report.ts';
import { createLogReader } from '../parse/reader.ts';
import type { LogTally } from './analyse-logs.ts';
import { findsSink } from './find-lines.ts';
import { FindsWriter } from './finds.ts';
import type { LogRecord } from './record.ts';
import { type LogScanLimits, type LogScanStats, logScanLimits } from './scanner.ts';
import { createSettler, type TakeReport } from './settle.ts';
import { takeFigures, takeRecords } from './take-report.ts';

const carriesInit = /^REPORT .*\tInit Duration:|"initDurationMs":/s;

/** The line that says when an init began, of either format. */
export const beginsInit = (message: string): boolean =>
  /^INIT_START\b|"type":\s*"platform\.initStart"/.test(message);

/** Reads events of CloudWatch Logs, in any number. */
export interface EventScanner {
  /** In the order of time; an event belongs whole to its own stream, and none goes on in the next. */
  readonly push: (events: readonly LogEvent[]) => void;
  /** Streams in which these events report an init whose start was logged before all that was pushed: to place it, the
   * start must be pushed first. */
  readonly lackInit: (events: readonly LogEvent[]) => readonly string[];
  readonly stats: () => LogScanStats;
  readonly state: () => SettlerState;
}

/** Finds the REPORTs of events in constant memory: the same records as a scanner of files finds.
 * @param from - to go on from */
export const createEventScanner = (
  onRecord: (record: LogRecord, owner: string | null) => void,
  from: SettlerState | null = null,
  limits: LogScanLimits = logScanLimits,
): EventScanner => scanner(new FindsWriter(true), takeRecords(onRecord), from, limits);

/** As {@link createEventScanner}, for who needs figures only. */
export const createEventFigures = (
  tally: LogTally,
  from: SettlerState | null = null,
  limits: LogScanLimits = logScanLimits,
): EventScanner => scanner(new FindsWriter(false), takeFigures(tally), from, limits);

function scanner(
  finds: FindsWriter,
  take: TakeReport,
  from: SettlerState | null,
  limits: LogScanLimits,
): EventScanner {
  const settler = createSettler(limits, take, from, true);
  const reader = createLogReader(findsSink(finds), limits.objectLength);
  return {
    push: (events) => {
      for (const event of events) {
        for (const line of logLines(event.message)) reader.line(line, event);
        reader.end();
      }
      settler.settle(finds);
      finds.clear();
    },
    lackInit: (events) => {
      const begun = new Set<string>();
      const lacking = new Set<string>();
      for (const { logStream, message } of events) {
        if (logStream === null) continue;
        if (beginsInit(message)) begun.add(logStream);
        else if (carriesInit.test(message) && !begun.has(logStream) && !settler.awaitsReport(logStream))
          lacking.add(logStream);
      }
      return [...lacking];
    },
    stats: () => ({
      records: settler.records(),
      duplicates: settler.duplicates(),
      evictedStreams: settler.evictedStreams(),
      overlongLines: 0,
    }),
    state: settler.state,
  };
}
