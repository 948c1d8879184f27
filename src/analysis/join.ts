import type { LogEvent, LogMark, Report } from '../model/report.ts';
import type { InvocationLine, ReportLine } from '../model/run-file.ts';
import type { JoinedReport } from './joined.ts';
import { type ParsedLog, parseEvents, parseLines } from './parse/log.ts';

/** An invocation with what the logs say of it. `marks` are those of this request, and those of its environment that
 * belong to no request (init), tail before logs; `logStream` holds the report, null where no line names one. */
export interface JoinedInvocation extends JoinedReport {
  readonly invocation: InvocationLine;
  /** Distinct REPORTs under this request id in the source of `report`; over 1 where Lambda ran it again. */
  readonly reportsOfId: number;
}

/**
 * Joins invocations and REPORTs, by request id only: a REPORT under another id is nobody's. The tail comes first,
 * then CloudWatch Logs; of several in the tail the last, of several in the logs the last by time (an asynchronous
 * event keeps its id when it is retried).
 */
export function joinReports(
  invocations: readonly InvocationLine[],
  reportLines: readonly ReportLine[],
): JoinedInvocation[] {
  const events = new Map<string, LogEvent[]>();
  for (const line of reportLines) {
    const known = events.get(line.requestId);
    if (known) known.push(...line.events);
    else events.set(line.requestId, [...line.events]);
  }
  return invocations.map((invocation) =>
    joined(invocation, invocation.requestId === null ? [] : (events.get(invocation.requestId) ?? [])),
  );
}

function joined(invocation: InvocationLine, events: readonly LogEvent[]): JoinedInvocation {
  const { requestId } = invocation;
  const none = { invocation, report: null, reportSource: null, marks: [], logStream: null, reportsOfId: 0 };
  if (requestId === null) return none;
  const lines = invocation.tail ?? [];
  const inOrder = events.toSorted((a, b) => (a.atMs ?? -1) - (b.atMs ?? -1));
  const tail = parseLines(lines, null);
  const logs = inOrder.length === 0 ? nothing : parseEvents(inOrder, null);
  const fromTail = lastOf(tail, requestId, () => parseLines(lines, requestId));
  const fromLogs = fromTail ? null : lastOf(logs, requestId, () => parseEvents(inOrder, requestId));
  const reportSource = fromTail ? 'tail' : fromLogs ? 'logs' : null;
  const logStream = streamOf(logs, requestId) ?? streamOf(tail, requestId);
  return {
    invocation,
    report: fromTail ?? fromLogs,
    reportSource,
    marks: [...marksOf(tail, requestId, null), ...marksOf(logs, requestId, logStream)],
    logStream,
    reportsOfId: reportsOf(reportSource === 'logs' ? logs : tail, requestId),
  };
}

const nothing: ParsedLog = { reports: [], initReports: [], marks: [] };

/** The last REPORT of an id. Equal ones count once, so of several only reading again tells which one came last. */
function lastOf(parsed: ParsedLog, requestId: string, again: () => ParsedLog): Report | null {
  const own = parsed.reports.filter((report) => report.requestId === requestId);
  return own.length > 1 ? (again().reports[0] ?? null) : (own[0] ?? null);
}

const reportsOf = (parsed: ParsedLog, requestId: string): number =>
  parsed.reports.filter((report) => report.requestId === requestId).length;

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
