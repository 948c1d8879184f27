import type { Report } from '../../model/report.ts';
import { type FindsWriter, field, findKinds, type MarkKind } from './finds.ts';
import { idLength, ReportHash } from './report-hash.ts';
import { afterWord, isAt, isDigit, mayContinue, readNumbers, usualLongest, wordOf } from './usual-bytes.ts';
import { UsualPrefix } from './usual-prefix.ts';
import { UsualTime } from './usual-time.ts';

/** Reads the line that begins at `begin`; whole lines end at `to`.
 * @returns where it ends (its line feed); -1 where it has another form, and nothing was taken of it */
export type UsualLine = (begin: number, to: number) => number;

export interface UsualLines {
  /** The bytes that the lines are of from now on. */
  readonly of: (bytes: Buffer) => void;
  readonly report: UsualLine;
  /** INIT_START too. */
  readonly start: UsualLine;
  /** `platform.report`. */
  readonly event: UsualLine;
}

const lineFeed = 10;
/** May open an object, which the general reader looks for in every line. */
const openingBrace = 123;
const text = {
  report: wordOf('REPORT RequestId: '),
  /** In the order of the finds' fields. */
  figures: ['\tDuration: ', ' ms\tBilled Duration: ', ' ms\tMemory Size: ', ' MB\tMax Memory Used: '].map(
    wordOf,
  ),
  init: [wordOf(' MB\tInit Duration: ')],
  endMb: wordOf(' MB\t\n'),
  endMs: wordOf(' ms\t\n'),
  start: wordOf('START RequestId: '),
  version: wordOf(' Version: '),
  initStart: wordOf('INIT_START Runtime Version: '),
};
const json = {
  time: wordOf('{"time":"'),
  report: wordOf('","type":"platform.report","record":{"requestId":"'),
  figures: [
    '","metrics":{"durationMs":',
    ',"billedDurationMs":',
    ',"memorySizeMB":',
    ',"maxMemoryUsedMB":',
  ].map(wordOf),
  init: [wordOf(',"initDurationMs":')],
  end: wordOf('},"status":"success"}}\n'),
};
const longestVersion = 64;
const longestRuntime = 256;

/**
 * The lines that nearly all REPORTs, STARTs and INIT_STARTs are, exactly as the platform writes them, with or without time and
 * stream before them, straight from their bytes. All other lines are left to the general reader, which reads these
 * alike.
 */
export function createUsualLines(finds: FindsWriter): UsualLines {
  const prefix = new UsualPrefix(finds);
  const eventTime = new UsualTime();
  const hash = new ReportHash();
  let bytes: Buffer = Buffer.alloc(0);
  let view: DataView = new DataView(new ArrayBuffer(0));

  const noFurther = (at: number): void => {
    const { numbers } = finds;
    numbers[at + field.initMs] = Number.NaN;
    numbers[at + field.restoreMs] = Number.NaN;
    numbers[at + field.billedRestoreMs] = Number.NaN;
  };

  /** Reads what follows the request id of a REPORT line.
   * @returns where the next line begins; -1 where it has another form */
  const readText = (id: number, at: number): number => {
    const { numbers } = finds;
    const end = readNumbers(view, id + idLength, text.figures, numbers, at + field.durationMs);
    if (end === -1) return -1;
    const plain = afterWord(view, end, text.endMb);
    if (plain !== -1) return plain;
    const init = readNumbers(view, end, text.init, numbers, at + field.initMs);
    return init === -1 ? -1 : afterWord(view, init, text.endMs);
  };

  const readJson = (id: number, at: number): number => {
    const { numbers } = finds;
    const end = readNumbers(view, id + idLength, json.figures, numbers, at + field.durationMs);
    if (end === -1) return -1;
    const plain = afterWord(view, end, json.end);
    if (plain !== -1) return plain;
    const init = readNumbers(view, end, json.init, numbers, at + field.initMs);
    return init === -1 ? -1 : afterWord(view, init, json.end);
  };

  /** Writes what is left of a REPORT whose figures are written. */
  const take = (at: number, id: number, status: 'success' | null): void => {
    const { numbers, words } = finds;
    numbers[at + field.stream] = prefix.stream;
    hash.request(numbers, at + field.request);
    numbers[at + field.name] = status === null ? 0 : finds.nameOf(status);
    hash.figures(words, at + field.durationMs);
    hash.texts(status, null, null);
    numbers[at + field.high] = hash.high();
    numbers[at + field.low] = hash.low();
    finds.reports?.push(wholeReport(numbers, at, bytes.toString('latin1', id, id + idLength), status));
  };

  /** Is a request id there? It is hashed then. No name of a field begins as these do. */
  const beginsId = (at: number): boolean => {
    const first = view.getUint8(at);
    return (isDigit(first) || first >= 97) && hash.beginBytes(view, at);
  };

  /** A find of the stream that stands before the line. */
  const markHere = (kind: MarkKind): number => {
    const at = finds.mark(kind);
    finds.numbers[at + field.stream] = prefix.stream;
    finds.numbers[at + field.atMs] = prefix.atMs;
    return at;
  };

  /** Reads an INIT_START from its word on. @returns where it ends; -1 where it is none */
  const readInitStart = (from: number): number => {
    const runtime = afterWord(view, from, text.initStart);
    if (runtime === -1) return -1;
    for (let end = runtime; end - runtime <= longestRuntime; end += 1) {
      const code = view.getUint8(end);
      if (code === openingBrace) return -1;
      if (code !== lineFeed) continue;
      if (prefix.stream !== 0) {
        const at = markHere(findKinds.initStart);
        finds.numbers[at + field.request] = 0;
        finds.numbers[at + field.name] = 0;
        finds.initStarted(prefix.stream);
      }
      return end;
    }
    return -1;
  };

  const isNearEnd = (begin: number): boolean => begin + usualLongest > view.byteLength;

  return {
    of: (these) => {
      bytes = these;
      view = new DataView(these.buffer, these.byteOffset, these.byteLength);
    },
    report: (begin, to) => {
      if (isNearEnd(begin)) return -1;
      const from = prefix.read(view, begin);
      if (from === -1 || !isAt(view, from, text.report)) return -1;
      const id = from + text.report.length;
      if (!beginsId(id)) return -1;
      const at = finds.report();
      noFurther(at);
      const next = readText(id, at);
      // The line after it must be there to tell that it does not carry this one on.
      if (next === -1 || next >= to || mayContinue(bytes, next)) {
        finds.undo(at);
        return -1;
      }
      finds.numbers[at + field.atMs] = prefix.atMs;
      take(at, id, null);
      return next - 1;
    },
    start: (begin) => {
      if (isNearEnd(begin)) return -1;
      const from = prefix.read(view, begin);
      if (from === -1) return -1;
      if (!isAt(view, from, text.start)) return readInitStart(from);
      const id = from + text.start.length;
      const version = id + idLength + text.version.length;
      if (!beginsId(id) || !isAt(view, id + idLength, text.version)) return -1;
      let end = version;
      while (isPrinted(view.getUint8(end)) && end - version <= longestVersion) end += 1;
      if (end === version || view.getUint8(end) !== lineFeed) return -1;
      if (prefix.stream === 0) return end;
      // Only whole REPORTs have a version beside them.
      const name = finds.reports === null ? 0 : finds.nameOf(bytes.toString('latin1', version, end));
      const at = markHere(findKinds.start);
      hash.request(finds.numbers, at + field.request);
      finds.numbers[at + field.name] = name;
      finds.started(prefix.stream);
      return end;
    },
    event: (begin) => {
      if (isNearEnd(begin)) return -1;
      const from = prefix.read(view, begin);
      if (from === -1 || !isAt(view, from, json.time)) return -1;
      const time = eventTime.read(view, from + json.time.length);
      if (time === -1 || !isAt(view, time, json.report)) return -1;
      const id = time + json.report.length;
      if (!beginsId(id)) return -1;
      const at = finds.report();
      noFurther(at);
      const next = readJson(id, at);
      if (next === -1) {
        finds.undo(at);
        return -1;
      }
      finds.numbers[at + field.atMs] = eventTime.ms;
      take(at, id, 'success');
      return next - 1;
    },
  };
}

const wholeReport = (numbers: Float64Array, at: number, requestId: string, status: string | null): Report => {
  const initMs = numbers[at + field.initMs] ?? Number.NaN;
  return {
    requestId,
    durationMs: numbers[at + field.durationMs] ?? 0,
    billedMs: numbers[at + field.billedMs] ?? 0,
    memorySizeMb: numbers[at + field.memorySizeMb] ?? 0,
    maxMemoryUsedMb: numbers[at + field.maxMemoryUsedMb] ?? 0,
    initMs: Number.isNaN(initMs) ? null : initMs,
    restoreMs: null,
    billedRestoreMs: null,
    status,
    errorType: null,
    xrayTraceId: null,
    phase: null,
  };
};

/** Of ASCII, no blank. */
const isPrinted = (code: number): boolean => code > 32 && code < 127 && code !== openingBrace;
