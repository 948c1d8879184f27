import type { LogMark, Report } from '../../model/report.ts';
import { type Cursor, createCursor, idLength, isAt, isId, mayContinue } from './usual-bytes.ts';
import { createUsualPrefix } from './usual-prefix.ts';
import { createUsualTime } from './usual-time.ts';

/** Takes what the usual lines say. */
export interface UsualSink {
  /** START of a request in a stream. */
  readonly mark: (mark: LogMark) => void;
  readonly report: (report: Report, mark: LogMark) => void;
}

/** Reads the line that begins at `begin`; whole lines end at `to`.
 * @returns where it ends (its line feed); -1 where it has another form, and nothing was taken of it */
export type UsualLine = (bytes: Buffer, begin: number, to: number) => number;

export interface UsualLines {
  readonly report: UsualLine;
  readonly start: UsualLine;
  /** `platform.report`. */
  readonly event: UsualLine;
}

const lineFeed = 10;
const word = {
  report: Buffer.from('REPORT RequestId: '),
  duration: Buffer.from('\tDuration: '),
  billed: Buffer.from(' ms\tBilled Duration: '),
  size: Buffer.from(' ms\tMemory Size: '),
  used: Buffer.from(' MB\tMax Memory Used: '),
  init: Buffer.from(' MB\tInit Duration: '),
  endMb: Buffer.from(' MB\t\n'),
  endMs: Buffer.from(' ms\t\n'),
  start: Buffer.from('START RequestId: '),
  version: Buffer.from(' Version: '),
};
const json = {
  time: Buffer.from('{"time":"'),
  report: Buffer.from('","type":"platform.report","record":{"requestId":"'),
  duration: Buffer.from('","metrics":{"durationMs":'),
  billed: Buffer.from(',"billedDurationMs":'),
  size: Buffer.from(',"memorySizeMB":'),
  used: Buffer.from(',"maxMemoryUsedMB":'),
  init: Buffer.from(',"initDurationMs":'),
  end: Buffer.from('},"status":"success"}}\n'),
};

/**
 * The lines that nearly all REPORTs and STARTs are, exactly as the platform writes them, with or without time and
 * stream before them, straight from their bytes. All other lines are left to the general reader, which reads these
 * alike.
 */
export function createUsualLines(sink: UsualSink): UsualLines {
  const prefix = createUsualPrefix();
  const eventTime = createUsualTime();
  const cursor = createCursor();

  const takeReport = (id: string, status: string | null, atMs: number | null, figures: Figures): number => {
    sink.report(
      reportOf(id, status, figures),
      markOf('report', id, atMs, prefix.logStream(), null, figures.durationMs),
    );
    return cursor.at() - 1;
  };

  return {
    report: (bytes, begin, to) => {
      const from = prefix.read(bytes, begin);
      if (from === -1 || !isAt(bytes, from, word.report)) return -1;
      const id = from + word.report.length;
      if (!isId(bytes, id)) return -1;
      cursor.begin(bytes, id + idLength);
      const figures = figuresOf(cursor, word);
      cursor.skip(figures.initMs === null ? word.endMb : word.endMs);
      // The line after it must be there to tell that it does not carry this one on.
      if (cursor.at() === -1 || cursor.at() >= to || mayContinue(bytes, cursor.at())) return -1;
      return takeReport(bytes.toString('latin1', id, id + idLength), null, prefix.atMs(), figures);
    },
    start: (bytes, begin) => {
      const from = prefix.read(bytes, begin);
      if (from === -1 || !isAt(bytes, from, word.start)) return -1;
      const id = from + word.start.length;
      const version = id + idLength + word.version.length;
      if (!isId(bytes, id) || !isAt(bytes, id + idLength, word.version)) return -1;
      let end = version;
      while (isPrinted(bytes[end])) end += 1;
      if (end === version || bytes[end] !== lineFeed) return -1;
      const logStream = prefix.logStream();
      if (logStream === null) return end;
      const requestId = bytes.toString('latin1', id, id + idLength);
      sink.mark(
        markOf('start', requestId, prefix.atMs(), logStream, bytes.toString('latin1', version, end), null),
      );
      return end;
    },
    event: (bytes, begin) => {
      const from = prefix.read(bytes, begin);
      if (from === -1 || !isAt(bytes, from, json.time)) return -1;
      const time = eventTime.read(bytes, from + json.time.length);
      if (time === -1 || !isAt(bytes, time, json.report)) return -1;
      const id = time + json.report.length;
      if (!isId(bytes, id)) return -1;
      cursor.begin(bytes, id + idLength);
      const figures = figuresOf(cursor, json);
      cursor.skip(json.end);
      if (cursor.at() === -1) return -1;
      return takeReport(bytes.toString('latin1', id, id + idLength), 'success', eventTime.ms(), figures);
    },
  };
}

type Figures = Pick<Report, 'durationMs' | 'billedMs' | 'memorySizeMb' | 'maxMemoryUsedMb' | 'initMs'>;
type FigureWord = 'duration' | 'billed' | 'size' | 'used' | 'init';

const figuresOf = (cursor: Cursor, words: Readonly<Record<FigureWord, Buffer>>): Figures => ({
  durationMs: cursor.number(words.duration),
  billedMs: cursor.number(words.billed),
  memorySizeMb: cursor.number(words.size),
  maxMemoryUsedMb: cursor.number(words.used),
  initMs: cursor.sees(words.init) ? cursor.number(words.init) : null,
});

const reportOf = (requestId: string, status: string | null, figures: Figures): Report => ({
  requestId,
  durationMs: figures.durationMs,
  billedMs: figures.billedMs,
  memorySizeMb: figures.memorySizeMb,
  maxMemoryUsedMb: figures.maxMemoryUsedMb,
  initMs: figures.initMs,
  restoreMs: null,
  billedRestoreMs: null,
  status,
  errorType: null,
  xrayTraceId: null,
  phase: null,
});

const markOf = (
  type: LogMark['type'],
  requestId: string,
  atMs: number | null,
  logStream: string | null,
  version: string | null,
  durationMs: number | null,
): LogMark => ({ type, requestId, atMs, logStream, initializationType: null, version, durationMs });

/** Of ASCII, no blank, and no brace that may open an object. */
const isPrinted = (code: number | undefined): boolean =>
  code !== undefined && code > 32 && code < 127 && code !== 123;
