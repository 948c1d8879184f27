import { createJsonObjects } from '../../model/json-objects.ts';
import { linePrefix } from '../../model/log-line.ts';
import type { InitReport, LogMark, Report } from '../../model/report.ts';
import { continuesReport } from '../../model/report-fields.ts';
import { platformEvent } from './platform-event.ts';
import { textLine } from './text-line.ts';
import { textInitReport, textReport } from './text-record.ts';

/** When and where a line was logged, as far as its surroundings say. */
export interface LineContext {
  /** Milliseconds since the epoch. */
  readonly atMs: number | null;
  readonly logStream: string | null;
}

/** Takes what a reader finds, in the order of the log. */
export interface LogSink {
  readonly report: (report: Report, mark: LogMark) => void;
  readonly initReport: (initReport: InitReport) => void;
  /** Every platform line that says when something happened, REPORTs too. */
  readonly mark: (mark: LogMark) => void;
}

/** Reads a log line by line. */
export interface LogReader {
  /** @param line - without its line end */
  readonly line: (line: string, context?: LineContext) => void;
  /** Whether the next line may belong to what came before: `line`: whatever it holds; `continuation`: only where it
   * carries on a REPORT, else {@link LogReader.end} does as well. */
  readonly wantsNext: () => 'line' | 'continuation' | 'nothing';
  /** Nothing that follows belongs to what came before: the end of an event or of the log. */
  readonly end: () => void;
}

const nowhere: LineContext = { atMs: null, logStream: null };

interface Pending {
  readonly requestId: string | null;
  readonly context: LineContext;
  text: string;
}

/**
 * Reads platform lines of both formats, mixed as they come: tails of JSON format carry text that extensions print.
 * Application text is passed over. Equal records are not removed here.
 *
 * @param longest - characters after which an unclosed JSON object counts as text
 */
export function createLogReader(sink: LogSink, longest?: number): LogReader {
  let pending: Pending | null = null;
  let above: LineContext | null = null;

  const objects = createJsonObjects<LineContext>((object, context) => {
    const event = platformEvent(object);
    if (!event?.mark) return;
    const mark = {
      ...event.mark,
      atMs: event.mark.atMs ?? context.atMs,
      logStream: context.logStream ?? event.mark.logStream,
    };
    sink.mark(mark);
    if (event.initReport) sink.initReport(event.initReport);
    if (event.report) sink.report(event.report, mark);
  }, longest);

  const flush = (): void => {
    if (!pending) return;
    const { requestId, context, text } = pending;
    pending = null;
    if (requestId === null) {
      const initReport = textInitReport(text);
      sink.mark(textMark('init-report', null, null, initReport.initMs, context));
      sink.initReport(initReport);
      return;
    }
    const report = textReport(requestId, text);
    if (!report) return;
    const mark = textMark('report', requestId, null, report.durationMs, context);
    sink.mark(mark);
    sink.report(report, mark);
  };

  return {
    line: (line, given = nowhere) => {
      if (pending && continuesReport(line)) {
        pending.text += `\n${line}`;
        objects.line(line, given);
        return;
      }
      flush();
      const prefix = linePrefix(line);
      const context =
        prefix.end === 0
          ? (above ?? given)
          : { atMs: prefix.atMs ?? given.atMs, logStream: prefix.logStream ?? given.logStream };
      above = prefix.end > 0 && prefix.end === line.length ? context : null;
      objects.line(line, context);
      const rest = prefix.end === 0 ? line : line.slice(prefix.end);
      const text = textLine(rest);
      if (text?.kind === 'mark') sink.mark(textMark(text.type, text.requestId, text.version, null, context));
      else if (text) {
        const requestId = text.kind === 'report' ? text.requestId : null;
        pending = { requestId, context, text: rest.slice(text.from) };
      }
    },
    wantsNext: () => (above !== null || objects.isOpen() ? 'line' : pending ? 'continuation' : 'nothing'),
    end: () => {
      flush();
      above = null;
      objects.end();
    },
  };
}

const textMark = (
  type: LogMark['type'],
  requestId: string | null,
  version: string | null,
  durationMs: number | null,
  context: LineContext,
): LogMark => ({
  type,
  requestId,
  atMs: context.atMs,
  logStream: context.logStream,
  initializationType: null,
  version,
  durationMs,
});
