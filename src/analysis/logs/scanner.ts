import { createLogReader } from '../parse/reader.ts';
import type { LogTally } from './analyse-logs.ts';
import { createByteLines } from './byte-lines.ts';
import { createCandidates } from './candidates.ts';
import { createEventPages, eventPagesHead, eventPagesHeadBytes } from './event-pages.ts';
import { findsSink } from './find-lines.ts';
import { FindsWriter } from './finds.ts';
import type { LogRecord } from './record.ts';
import { createSettler, type SettleLimits, type TakeReport } from './settle.ts';
import { takeFigures, takeRecords } from './take-report.ts';
import { createUsualLines } from './usual-line.ts';

/** Bounds of the memory a scan takes. */
export interface LogScanLimits extends SettleLimits {
  /** Bytes of one line; a longer one is left out (and counted). CloudWatch takes events of up to 1 MB. */
  readonly lineBytes: number;
  /** Characters of one JSON object broken over lines; a longer one is read as text. */
  readonly objectLength: number;
}

export const logScanLimits: LogScanLimits = {
  streams: 10_000,
  recent: 20_000,
  lineBytes: 16 * 1024 * 1024,
  objectLength: 2 * 1024 * 1024,
};

export interface LogScanStats {
  readonly records: number;
  /** REPORTs equal to a recent one, left out. */
  readonly duplicates: number;
  readonly evictedStreams: number;
  readonly overlongLines: number;
}

/** Reads logs of any size in chunks. */
export interface LogScanner {
  readonly push: (chunk: Uint8Array) => void;
  /** The end of one input. A next one may follow: streams and recent REPORTs are known across inputs. */
  readonly end: () => void;
  readonly stats: () => LogScanStats;
}

/**
 * Finds the REPORTs of Lambda logs in constant memory, wherever the chunks are cut: text and JSON format, mixed, with
 * or without the prefixes of `aws logs tail` (its default, `--format short` and `--format json`), JSON broken over
 * lines, and the pretty-printed output of `aws logs filter-log-events` and `aws logs get-log-events`. The records are
 * those of `parseLog` without a request id, but for the bounds in {@link LogScanLimits} and the form that
 * `candidates.ts` names.
 */
export const createLogScanner = (
  onRecord: (record: LogRecord, owner: string | null) => void,
  limits: LogScanLimits = logScanLimits,
): LogScanner => scanner(new FindsWriter(true), takeRecords(onRecord), limits);

/** As {@link createLogScanner}, for who needs figures only: several times faster, because no text is kept. */
export const createFiguresScanner = (tally: LogTally, limits: LogScanLimits = logScanLimits): LogScanner =>
  scanner(new FindsWriter(false), takeFigures(tally), limits);

function scanner(finds: FindsWriter, take: TakeReport, limits: LogScanLimits): LogScanner {
  const settler = createSettler(limits, take);
  const reader = createLogReader(findsSink(finds), limits.objectLength);
  const candidates = createCandidates(reader, createUsualLines(finds), () => finds.wantsStarts());
  const pages = createEventPages(reader, limits.objectLength);
  let inPages = false;
  let begin: Buffer | null = Buffer.alloc(0);
  const lines = createByteLines(
    (bytes, from, to) => (inPages ? pages.lines(bytes, from, to) : candidates.lines(bytes, from, to)),
    limits.lineBytes,
  );

  const decide = (bytes: Buffer): void => {
    begin = null;
    const head = eventPagesHead(bytes);
    inPages = head > 0;
    lines.push(bytes.subarray(head));
  };
  const settle = (): void => {
    settler.settle(finds);
    finds.clear();
  };

  return {
    push: (chunk) => {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      if (!begin) lines.push(bytes);
      else if (begin.length + bytes.length < eventPagesHeadBytes) begin = Buffer.concat([begin, bytes]);
      else decide(begin.length === 0 ? bytes : Buffer.concat([begin, bytes]));
      settle();
    },
    end: () => {
      if (begin) decide(begin);
      lines.end();
      if (inPages) pages.end();
      reader.end();
      candidates.beginAfter(Buffer.alloc(0), 0, 0);
      settle();
      begin = Buffer.alloc(0);
    },
    stats: () => ({
      records: settler.records(),
      duplicates: settler.duplicates(),
      evictedStreams: settler.evictedStreams(),
      overlongLines: lines.overlong(),
    }),
  };
}
