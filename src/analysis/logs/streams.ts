import type { LogMark, Report } from '../../model/report.ts';
import { type Bounded, createBounded } from './bounded.ts';
import type { LogRecord } from './record.ts';

/** Requests of one environment whose START is remembered until their REPORT; one, but for Managed Instances. */
const openRequestsPerStream = 64;

interface Stream {
  initStartedAtMs: number | null;
  initializationType: string | null;
  readonly starts: Bounded<LogMark>;
  failed: boolean;
}

/** What log streams have said so far, in bounded memory. */
export interface Streams {
  readonly mark: (mark: LogMark) => void;
  readonly record: (report: Report, mark: LogMark) => LogRecord;
  /** Streams that were forgotten to make room. */
  readonly evicted: () => number;
}

const failures = new Set(['error', 'failure', 'timeout']);

/** @param most - streams remembered; of more the one that was silent longest is forgotten */
export function createStreams(most: number): Streams {
  const streams = createBounded<Stream>(most);

  const streamOf = (name: string): Stream => {
    const known = streams.get(name);
    if (known) return known;
    const starts = createBounded<LogMark>(openRequestsPerStream);
    const stream: Stream = { initStartedAtMs: null, initializationType: null, starts, failed: false };
    streams.set(name, stream);
    return stream;
  };

  return {
    mark: (mark) => {
      if (mark.logStream === null) return;
      const stream = streamOf(mark.logStream);
      stream.initializationType = mark.initializationType ?? stream.initializationType;
      if (mark.type === 'init-start') stream.initStartedAtMs = mark.atMs;
      if (mark.type === 'start' && mark.requestId !== null) {
        stream.starts.set(mark.requestId, mark);
      }
    },
    record: (report, mark) => {
      const { atMs, logStream } = mark;
      const stream = logStream === null ? null : streamOf(logStream);
      const start = stream?.starts.get(report.requestId);
      const initStartedAtMs = stream?.initStartedAtMs ?? null;
      const record: LogRecord = {
        report,
        atMs,
        logStream,
        initEndedAtMs:
          initStartedAtMs === null || report.initMs === null ? null : initStartedAtMs + report.initMs,
        startedAtMs: start?.atMs ?? null,
        initializationType: stream?.initializationType ?? null,
        version: start?.version ?? null,
        precededByFailure: stream?.failed ?? false,
      };
      if (stream) {
        stream.starts.delete(report.requestId);
        stream.initStartedAtMs = null;
        stream.failed = report.status !== null && failures.has(report.status);
      }
      return record;
    },
    evicted: streams.evicted,
  };
}
