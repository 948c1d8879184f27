import type { LogMark, Report } from '../../model/report.ts';
import { createBounded } from './bounded.ts';
import type { LogRecord } from './record.ts';

/** Requests of one environment whose START is remembered until their REPORT; one, but for Managed Instances. */
const openRequestsPerStream = 64;

interface Stream {
  initStartedAtMs: number | null;
  initializationType: string | null;
  /** STARTs without their REPORT, oldest first. */
  readonly starts: LogMark[];
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
    const stream: Stream = { initStartedAtMs: null, initializationType: null, starts: [], failed: false };
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
        takeStart(stream, mark.requestId);
        if (stream.starts.length === openRequestsPerStream) stream.starts.shift();
        stream.starts.push(mark);
      }
    },
    record: (report, mark) => {
      const { atMs, logStream } = mark;
      const stream = logStream === null ? null : streamOf(logStream);
      const start = stream === null ? null : takeStart(stream, report.requestId);
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
        stream.initStartedAtMs = null;
        stream.failed = report.status !== null && failures.has(report.status);
      }
      return record;
    },
    evicted: streams.evicted,
  };
}

/** Takes the START of a request out of its stream; null: none is remembered. */
function takeStart({ starts }: Stream, requestId: string): LogMark | null {
  for (let at = starts.length - 1; at >= 0; at -= 1) {
    const mark = starts[at];
    if (mark?.requestId !== requestId) continue;
    if (at === starts.length - 1) starts.pop();
    else starts.splice(at, 1);
    return mark;
  }
  return null;
}
