import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogRecord } from '../../../src/analysis/logs/record.ts';
import { createLogScanner, type LogScanLimits, logScanLimits } from '../../../src/analysis/logs/scanner.ts';
import { parseLog } from '../../../src/analysis/parse/log.ts';
import type { Report } from '../../../src/model/report.ts';
import { anyLog } from '../../support/any-log.ts';
import { bytesOf, corpusCases, ownCases } from '../parse/cases.ts';

const cases = [...ownCases, ...(corpusCases ?? [])];

const scan = (chunks: Iterable<Uint8Array>, limits: Partial<LogScanLimits> = {}) => {
  const records: LogRecord[] = [];
  const scanner = createLogScanner((record) => records.push(record), {
    ...logScanLimits,
    recent: 1_000,
    ...limits,
  });
  for (const chunk of chunks) scanner.push(chunk);
  scanner.end();
  return { records, stats: scanner.stats() };
};
const text = (log: string): Buffer[] => [Buffer.from(log)];
const parsed = (bytes: Buffer): readonly Report[] =>
  parseLog({ kind: 'tail', log: bytes.toString('base64'), requestId: null }).reports;
/** Pieces of these sizes, in turns. */
const cut = (bytes: Buffer, sizes: readonly number[]): Buffer[] => {
  const chunks: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
};
const reportsOf = (chunks: Iterable<Uint8Array>): Report[] =>
  scan(chunks).records.map(({ report }) => report);

describe('the scanner finds what parseLog finds', () => {
  it('in one chunk, in single bytes, and cut in two at every offset', () => {
    for (const logCase of cases) {
      const bytes = bytesOf(logCase);
      const want = parsed(bytes);
      expect(reportsOf([bytes]), logCase.id).toEqual(want);
      expect(reportsOf([...bytes].map((byte) => Uint8Array.of(byte))), logCase.id).toEqual(want);
      const step = Math.max(1, Math.floor(bytes.length / 100));
      for (let cut = 0; cut <= bytes.length; cut += step) {
        expect(
          reportsOf([bytes.subarray(0, cut), bytes.subarray(cut)]),
          `${logCase.id} cut at ${cut}`,
        ).toEqual(want);
      }
    }
  });

  it('in all cases one after the other, cut anywhere', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...cases), { minLength: 1, maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 4_000 }), { minLength: 1 }),
        (chosen, sizes) => {
          const bytes = Buffer.concat(chosen.flatMap((logCase) => [bytesOf(logCase), Buffer.from('\n')]));
          expect(reportsOf(cut(bytes, sizes))).toEqual(parsed(bytes));
        },
      ),
    );
  });
});

it('finds the same in any log, wherever its chunks are cut', () => {
  fc.assert(
    fc.property(anyLog(), fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1 }), (log, sizes) => {
      const bytes = Buffer.from(log);
      expect(scan(cut(bytes, sizes))).toEqual(scan([bytes]));
    }),
    { numRuns: 400 },
  );
});

const id = (n: number): string => `a1b2c3d4-0000-4000-8000-${String(n).padStart(12, '0')}`;
const stream = (n: number): string => `2026/10/08/[7]${n.toString(16).padStart(32, '0')}`;
const at = (ms: number): string => new Date(1_791_460_800_000 + ms).toISOString();
const noon = 1_791_460_800_000;

describe('what a stream says of a start', () => {
  const cold = (n: number, startMs: number): string =>
    `${at(0)} ${stream(n)} INIT_START Runtime Version: x\n` +
    `${at(startMs)} ${stream(n)} START RequestId: ${id(n)} Version: 7\n` +
    `${at(startMs + 20)} ${stream(n)} REPORT RequestId: ${id(n)}\tDuration: 10.00 ms\tInit Duration: 300.50 ms\t\n`;

  it('start of the init plus Init Duration, and START, of the same stream', () => {
    const lines = [cold(1, 302), cold(2, 5_000)].map((log) => log.trimEnd().split('\n'));
    const interleaved = [0, 1, 2].flatMap((n) => lines.map((log) => `${log[n]}\n`)).join('');
    const { records } = scan(text(interleaved));
    expect(records.map(({ report: _, ...facts }) => facts)).toEqual([
      {
        atMs: noon + 322,
        logStream: stream(1),
        initEndedAtMs: noon + 300.5,
        startedAtMs: noon + 302,
        initializationType: null,
        version: '7',
        precededByFailure: false,
      },
      {
        atMs: noon + 5_020,
        logStream: stream(2),
        initEndedAtMs: noon + 300.5,
        startedAtMs: noon + 5_000,
        initializationType: null,
        version: '7',
        precededByFailure: false,
      },
    ]);
  });

  it('the same wherever the log is cut, text and JSON', () => {
    const event = (n: number, ms: number, type: string, record: object): string =>
      `${at(ms)} ${stream(n)} ${JSON.stringify({ time: at(ms), type, record })}\n`;
    const metrics = { durationMs: 1.5, billedDurationMs: 2, memorySizeMB: 128, maxMemoryUsedMB: 64 };
    const whole =
      '\tDuration: 1.50 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\t\n';
    const log = [
      cold(1, 302),
      event(2, 500, 'platform.initStart', { initializationType: 'on-demand' }),
      event(2, 800, 'platform.start', { requestId: id(2), version: '7' }),
      '{"level":"INFO"}\n',
      event(2, 810, 'platform.report', { requestId: id(2), metrics: { ...metrics, initDurationMs: 290 } }),
      `${at(900)} ${stream(1)} START RequestId: ${id(3)} Version: $LATEST\n`,
      `REPORT RequestId: ${id(4)}${whole}`,
      event(2, 950, 'platform.report', { requestId: id(5), metrics, status: 'success' }).split(' ')[2],
      `${at(990)} ${stream(1)} REPORT RequestId: ${id(3)}${whole}XRAY TraceId: 1-2-3\t\n`,
      `${at(999)} ${stream(1)} REPORT RequestId: ${id(6)}${whole}`,
    ].join('');
    const bytes = Buffer.from(log);
    const want = scan([...bytes].map((byte) => Uint8Array.of(byte)));
    expect(want.records.map(({ report }) => report.requestId)).toEqual([1, 2, 4, 5, 3, 6].map(id));
    expect(want.records[4]).toMatchObject({ startedAtMs: noon + 900, version: '$LATEST' });
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect(scan([bytes.subarray(0, cut), bytes.subarray(cut)]), `cut at ${cut}`).toEqual(want);
    }
  });

  it('only for the first REPORT after the start of an init', () => {
    const again = `${at(900)} ${stream(1)} REPORT RequestId: ${id(9)}\tDuration: 1.00 ms\tInit Duration: 3.00 ms\t\n`;
    expect(scan(text(cold(1, 302) + again)).records.map((record) => record.initEndedAtMs)).toEqual([
      noon + 300.5,
      null,
    ]);
  });

  it('nothing where lines name no stream', () => {
    const log = cold(1, 302).replaceAll(`${stream(1)} `, '');
    expect(scan(text(log)).records).toMatchObject([
      { logStream: null, atMs: noon + 322, initEndedAtMs: null, startedAtMs: null, precededByFailure: false },
    ]);
  });

  it.each([
    { status: 'timeout', failed: true },
    { status: 'error', failed: true },
    { status: null, failed: false },
  ])('after status $status: precededByFailure $failed', ({ status, failed }) => {
    const first = `${stream(1)} REPORT RequestId: ${id(1)}\tDuration: 1.00 ms${status ? `\tStatus: ${status}` : '\t'}\n`;
    const other = `${stream(2)} REPORT RequestId: ${id(2)}\tDuration: 1.00 ms\t\n`;
    const next = `${stream(1)} REPORT RequestId: ${id(3)}\tDuration: 1.00 ms\t\n`;
    expect(scan(text(first + other + next)).records.map((record) => record.precededByFailure)).toEqual([
      false,
      false,
      failed,
    ]);
  });

  it('initialization type of JSON format, for the whole stream', () => {
    const line = (n: number, type: string, record: object): string =>
      `${at(n)} ${stream(1)} ${JSON.stringify({ time: at(n), type, record })}\n`;
    const report = (n: number): string =>
      line(n, 'platform.report', { requestId: id(n), metrics: { durationMs: 1, initDurationMs: 2 } });
    const init = line(0, 'platform.initStart', { initializationType: 'provisioned-concurrency' });
    expect(scan(text(init + report(500) + report(600))).records).toMatchObject([
      { initializationType: 'provisioned-concurrency', atMs: noon + 500, initEndedAtMs: noon + 2 },
      { initializationType: 'provisioned-concurrency', atMs: noon + 600, initEndedAtMs: null },
    ]);
  });
});

describe('bounds', () => {
  const report = (n: number, of = n): string =>
    `${stream(of)} REPORT RequestId: ${id(n)}\tDuration: 1.00 ms\tStatus: error\n`;

  it('forgets the stream that was silent longest, and counts it', () => {
    const log = report(1) + report(2) + report(3, 1) + report(4, 3) + report(5, 2) + report(6, 3);
    const { records, stats } = scan(text(log), { streams: 2 });
    expect(stats.evictedStreams).toBe(2);
    expect(records.map((record) => record.precededByFailure)).toEqual([
      false,
      false,
      true,
      false,
      false,
      true,
    ]);
  });

  it('remembers the START of 64 open requests of one stream', () => {
    const numbers = Array.from({ length: 65 }, (_, n) => n);
    const starts = numbers.map((n) => `${at(n)} ${stream(1)} START RequestId: ${id(n)} Version: 7\n`);
    const reports = numbers.map(
      (n) => `${at(99)} ${stream(1)} REPORT RequestId: ${id(n)}\tDuration: 1.00 ms\n`,
    );
    const { records } = scan(text([...starts, ...reports].join('')));
    expect(records.map((record) => record.startedAtMs)).toEqual([
      null,
      ...numbers.slice(1).map((n) => noon + n),
    ]);
  });

  it('counts a repeated REPORT once while it is remembered', () => {
    const log = report(1) + report(1) + report(2) + report(3) + report(1);
    expect(scan(text(log), { recent: 3 }).stats).toMatchObject({ records: 3, duplicates: 2 });
    expect(scan(text(log), { recent: 1 }).stats).toMatchObject({ records: 4, duplicates: 1 });
  });

  it('leaves out a line that is too long, and counts it', () => {
    const long = `${'x'.repeat(500)}${report(1)}`;
    const chunks = [...`${report(2)}${long}${report(3)}`].map((character) => Buffer.from(character));
    const { records, stats } = scan(chunks, { lineBytes: 200 });
    expect(records.map((record) => record.report.requestId)).toEqual([id(2), id(3)]);
    expect(stats.overlongLines).toBe(1);
  });

  it('reads a JSON object that stays open for too long as text', () => {
    const log = `{"open": [\n${'1,\n'.repeat(500)}${JSON.stringify({ type: 'platform.report', record: { requestId: id(1), metrics: { durationMs: 1 } } })}\n`;
    expect(scan(text(log), { objectLength: 100 }).stats.records).toBe(1);
  });
});

describe('several inputs', () => {
  it('a line does not go on in the next input, and a REPORT in both counts once', () => {
    const records: LogRecord[] = [];
    const scanner = createLogScanner((record) => records.push(record));
    scanner.push(Buffer.from(`REPORT RequestId: ${id(1)}\tDuration: 1.00 ms`));
    scanner.end();
    scanner.push(Buffer.from(`Status: error\nREPORT RequestId: ${id(1)}\tDuration: 1.00 ms\n`));
    scanner.end();
    expect(records).toMatchObject([{ report: { requestId: id(1), status: null } }]);
    expect(scanner.stats().duplicates).toBe(1);
  });
});

describe('output of aws logs filter-log-events and get-log-events', () => {
  const events = [
    { message: 'INIT_START Runtime Version: x\n', timestamp: noon },
    { message: `START RequestId: ${id(1)} Version: 7\n`, timestamp: noon + 302 },
    { message: 'REPORT RequestId: "spoof" {"type":"platform.report"', timestamp: noon + 310 },
    {
      message: `REPORT RequestId: ${id(1)}\tDuration: 10.00 ms\tInit Duration: 300.00 ms\t\nXRAY TraceId: 1-a-b\t\n`,
      timestamp: noon + 320,
    },
    {
      message: JSON.stringify({
        type: 'platform.report',
        record: { requestId: id(2), metrics: { durationMs: 1 } },
      }),
      timestamp: noon + 400,
    },
  ].map((event) => ({ logStreamName: stream(1), ...event, ingestionTime: noon + 900, eventId: 'e' }));

  it.each([
    { name: 'filter-log-events', output: { events, searchedLogStreams: [] } },
    { name: 'other order', output: { searchedLogStreams: [], events } },
    { name: 'searched streams', output: { searchedLogStreams: [{ logStreamName: 's' }], events } },
    { name: '--query events', output: events },
    {
      name: '--query events of get-log-events',
      output: events
        .map(({ logStreamName, ...event }) => ({ ...event, logStreamName }))
        .map(({ timestamp, ...event }) => ({ timestamp, ...event })),
    },
    { name: 'a byte order mark', output: { events }, before: '\ufeff' },
  ])('$name', ({ output, before = '' }) => {
    const bytes = Buffer.from(before + JSON.stringify(output, null, 4));
    const whole = scan([bytes]);
    expect(whole.records).toMatchObject([
      {
        report: { requestId: id(1), initMs: 300, xrayTraceId: '1-a-b' },
        atMs: noon + 320,
        logStream: stream(1),
        initEndedAtMs: noon + 300,
        startedAtMs: noon + 302,
      },
      { report: { requestId: id(2), durationMs: 1 }, atMs: noon + 400 },
    ]);
    for (let cut = 0; cut < bytes.length; cut += 7) {
      expect(scan([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(whole);
    }
  });

  it.each([
    { name: 'printed as they are', indent: 4 },
    { name: 'a line each', indent: 0 },
  ])('several pages in one input, $name', ({ indent }) => {
    const page = (from: number, to: number) =>
      `${JSON.stringify({ events: events.slice(from, to), searchedLogStreams: [] }, null, indent)}\n`;
    const bytes = Buffer.from(page(0, 3) + page(3, 4) + page(4, 5));
    const whole = scan([bytes]);
    expect(whole.records).toMatchObject([
      { report: { requestId: id(1) }, initEndedAtMs: noon + 300 },
      { report: { requestId: id(2) } },
    ]);
    for (let cut = 0; cut < bytes.length; cut += 7)
      expect(scan([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(whole);
  });

  it('get-log-events names no stream', () => {
    const withoutStream = events.map(({ logStreamName: _, ...event }) => event);
    const output = JSON.stringify({ events: withoutStream, nextForwardToken: 'f' }, null, 4);
    expect(scan(text(output)).records).toMatchObject([{ logStream: null }, { logStream: null }]);
  });
});
