import { logLines } from '../../model/log-line.ts';
import type { InitReport, LogEvent, LogMark, Report } from '../../model/report.ts';
import { createLogReader, type LogReader } from './reader.ts';

/** `tail`: the base64 of `X-Amz-Log-Result`, as delivered; its bytes may be cut inside a character. */
export interface LogInput {
  readonly kind: 'text' | 'json' | 'tail';
  readonly log: string;
  /** The invocation the log belongs to; null where it may hold several, or where that is not known. */
  readonly requestId: string | null;
}

/** What a log says. `marks` are of every request in it, whatever `requestId` was asked for. */
export interface ParsedLog {
  readonly reports: readonly Report[];
  readonly initReports: readonly InitReport[];
  readonly marks: readonly LogMark[];
}

/**
 * Reads the REPORTs of a log. Both formats are read whatever the kind, since a log may mix them. Records with all
 * fields equal count once. With a request id: only records of that id, and of those only the last, because the
 * platform writes REPORT after everything the handler can write.
 *
 * Never throws: what is not a platform line is application text.
 */
export function parseLog(input: LogInput): ParsedLog {
  const text = input.kind === 'tail' ? Buffer.from(input.log, 'base64').toString('utf8') : input.log;
  return parseLines(logLines(text), input.requestId);
}

/** As {@link parseLog}, for lines without their line ends (the platform lines kept of a tail). */
export const parseLines = (lines: Iterable<string>, requestId: string | null): ParsedLog =>
  collect(requestId, (reader) => {
    for (const line of lines) reader.line(line);
    reader.end();
  });

/** As {@link parseLog}, for events of CloudWatch Logs: each may hold several lines, none goes on in the next. A mark
 * has the time and the stream of its event where its own line names none. */
export const parseEvents = (events: Iterable<LogEvent>, requestId: string | null): ParsedLog =>
  collect(requestId, (reader) => {
    for (const event of events) {
      for (const line of logLines(event.message)) reader.line(line, event);
      reader.end();
    }
  });

function collect(requestId: string | null, read: (reader: LogReader) => void): ParsedLog {
  const reports: Report[] = [];
  // Most logs hold one REPORT: what it is told apart by is only made for a second one.
  const keys = new Set<string>();
  const initReports: InitReport[] = [];
  const marks: LogMark[] = [];
  const report = (found: Report): void => {
    if (requestId !== null) {
      if (found.requestId === requestId) reports[0] = found;
      return;
    }
    const [first] = reports;
    if (first !== undefined) {
      keys.add(reportKey(first));
      const key = reportKey(found);
      if (keys.has(key)) return;
      keys.add(key);
    }
    reports.push(found);
  };
  read(
    createLogReader({
      report,
      initReport: (found) => initReports.push(found),
      mark: (mark) => marks.push(mark),
    }),
  );
  return { reports, initReports, marks };
}

/** Equal for REPORTs with all fields equal, and only for those. */
const reportKey = (report: Report): string => JSON.stringify(Object.values(report));
