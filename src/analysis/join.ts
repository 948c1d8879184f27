import type { LogEvent, LogMark, Report } from '../model/report.ts';
import type { InvocationLine } from '../model/run-file.ts';
import { type JoinedReport, notJoined } from './joined.ts';
import { type ParsedLog, parseEvents, parseLines } from './parse/log.ts';
import { usualTailReport } from './parse/usual-tail.ts';

/**
 * Joins an invocation with its REPORT, by request id only: a REPORT under another id is nobody's. The tail comes first,
 * then CloudWatch Logs; of several in the tail the last, of several in the logs the last by time (an asynchronous
 * event keeps its id when it is retried).
 *
 * @param events - what the logs brought under its request id, in the order of the run file
 */
export function joinReport(
  { requestId, tail }: Pick<InvocationLine, 'requestId' | 'tail'>,
  events: readonly LogEvent[],
): JoinedReport {
  if (requestId === null) return notJoined;
  const lines = tail ?? [];
  const usual = events.length === 0 ? usualTailReport(lines, requestId) : null;
  // Its START and REPORT have no time and no stream: they place nothing.
  if (usual !== null) return { ...notJoined, report: usual, reportSource: 'tail' };
  const inOrder = events.toSorted((a, b) => (a.atMs ?? -1) - (b.atMs ?? -1));
  const fromReply = parseLines(lines, null);
  const logs = inOrder.length === 0 ? nothing : parseEvents(inOrder, null);
  const tailReport = lastOf(fromReply, requestId, () => parseLines(lines, requestId));
  const logReport = lastOf(logs, requestId, () => parseEvents(inOrder, requestId));
  const logStream = streamOf(logs, requestId) ?? streamOf(fromReply, requestId);
  return {
    report: tailReport ?? logReport,
    reportSource: tailReport ? 'tail' : logReport ? 'logs' : null,
    reportInLogs: logReport,
    marks: [...marksOf(fromReply, requestId, null), ...marksOf(logs, requestId, logStream)],
    logStream,
  };
}

const nothing: ParsedLog = { reports: [], initReports: [], marks: [] };

/** The last REPORT of an id. Equal ones count once, so of several only reading again tells which one came last. */
function lastOf(parsed: ParsedLog, requestId: string, again: () => ParsedLog): Report | null {
  const own = parsed.reports.filter((report) => report.requestId === requestId);
  return own.length > 1 ? (again().reports[0] ?? null) : (own[0] ?? null);
}

/** Of several runs of one request: the stream of the last REPORT. */
const streamOf = (parsed: ParsedLog, requestId: string): string | null => {
  const named = parsed.marks.filter((mark) => mark.requestId === requestId && mark.logStream !== null);
  return (named.findLast((mark) => mark.type === 'report') ?? named.at(-1))?.logStream ?? null;
};

const marksOf = (parsed: ParsedLog, requestId: string, logStream: string | null): readonly LogMark[] =>
  parsed.marks.filter(
    (mark) =>
      mark.requestId === requestId ||
      (mark.requestId === null &&
        (mark.logStream === null || logStream === null || mark.logStream === logStream)),
  );
