import type { LogMark, Report } from '../../model/report.ts';
import type { LogSink } from '../parse/reader.ts';
import { type FindsWriter, field, findKinds, type MarkKind } from './finds.ts';
import { ReportHash } from './report-hash.ts';

/** Writes what the general reader reads as finds, the same as those of usual lines. */
export function findsSink(finds: FindsWriter): LogSink {
  const hash = new ReportHash();

  const write = (
    kind: MarkKind,
    stream: number,
    atMs: number | null,
    requestId: string | null,
    name: number,
  ): void => {
    const at = finds.mark(kind);
    const { numbers } = finds;
    numbers[at + field.stream] = stream;
    numbers[at + field.atMs] = atMs ?? Number.NaN;
    numbers[at + field.name] = name;
    numbers[at + field.request] = 0;
    if (kind === findKinds.initStart) finds.initStarted(stream);
    if (requestId === null) return;
    finds.started(stream);
    hash.begin(requestId);
    hash.request(numbers, at + field.request);
  };

  const mark = ({ type, requestId, atMs, logStream, version, initializationType }: LogMark): void => {
    // A REPORT comes with its mark, and without a stream it does not matter when something started.
    if (logStream === null || type === 'report') return;
    const stream = finds.nameOf(logStream);
    const initType = finds.nameOf(initializationType);
    if (type === 'init-start') write(findKinds.initStart, stream, atMs, null, initType);
    else if (type !== 'start' || initType !== 0) write(findKinds.initType, stream, atMs, null, initType);
    if (type === 'start' && requestId !== null)
      write(findKinds.start, stream, atMs, requestId, finds.nameOf(version));
  };

  const report = (found: Report, { atMs, logStream }: LogMark): void => {
    const at = finds.report();
    const { numbers, words } = finds;
    hash.begin(found.requestId);
    numbers[at + field.stream] = finds.nameOf(logStream);
    numbers[at + field.atMs] = atMs ?? Number.NaN;
    hash.request(numbers, at + field.request);
    numbers[at + field.name] = finds.nameOf(found.status);
    numbers[at + field.durationMs] = found.durationMs;
    numbers[at + field.billedMs] = found.billedMs ?? Number.NaN;
    numbers[at + field.memorySizeMb] = found.memorySizeMb ?? Number.NaN;
    numbers[at + field.maxMemoryUsedMb] = found.maxMemoryUsedMb ?? Number.NaN;
    numbers[at + field.initMs] = found.initMs ?? Number.NaN;
    numbers[at + field.restoreMs] = found.restoreMs ?? Number.NaN;
    numbers[at + field.billedRestoreMs] = found.billedRestoreMs ?? Number.NaN;
    hash.figures(words, at + field.durationMs);
    hash.texts(found.status, found.errorType, found.xrayTraceId);
    numbers[at + field.high] = hash.high();
    numbers[at + field.low] = hash.low();
    finds.reports?.push(found);
  };

  return { mark, report, initReport: () => {} };
}
