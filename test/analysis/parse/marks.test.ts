import { describe, expect, it } from 'vitest';
import { parseEvents, parseLog } from '../../../src/analysis/parse/log.ts';

const nothing = {
  requestId: null,
  atMs: null,
  logStream: null,
  initializationType: null,
  version: null,
  durationMs: null,
};
const id = 'a1b2c3d4-0000-4000-8000-00000000000a';
const stream = '2026/10/08/[$LATEST]0123456789abcdef0123456789abcdef';
/** 2026-10-08T12:00:00Z: 20,734 days after the epoch (date -u -d 2026-10-08 +%s gives 1791417600) and twelve hours. */
const noon = 1_791_460_800_000;

describe('marks of text format', () => {
  it.each([
    {
      line: 'INIT_START Runtime Version: nodejs:22.v40\tRuntime Version ARN: arn:x',
      mark: { type: 'init-start' },
    },
    { line: 'RESTORE_START Runtime Version: java:21.v9', mark: { type: 'restore-start' } },
    { line: `START RequestId: ${id} Version: 7`, mark: { type: 'start', requestId: id, version: '7' } },
    {
      line: `START RequestId: ${id}\tVersion: $LATEST`,
      mark: { type: 'start', requestId: id, version: '$LATEST' },
    },
    { line: 'EXTENSION\tName: x\tState: Ready\tEvents: [INVOKE]', mark: { type: 'extension' } },
    {
      line: 'INIT_REPORT Init Duration: 12.30 ms\tPhase: init',
      mark: { type: 'init-report', durationMs: 12.3 },
    },
    {
      line: `REPORT RequestId: ${id}\tDuration: 5.00 ms`,
      mark: { type: 'report', requestId: id, durationMs: 5 },
    },
    {
      line: `2026-10-08T12:00:00.250000+00:00 ${stream} START RequestId: ${id} Version: 7`,
      mark: { type: 'start', requestId: id, version: '7', atMs: noon + 250, logStream: stream },
    },
    {
      line: `${stream} 2026-10-08T14:00:00.5+02:00 INIT_START Runtime Version: x`,
      mark: { type: 'init-start', atMs: noon + 500, logStream: stream },
    },
    { line: '2026-10-08T12:00:00 INIT_START', mark: { type: 'init-start', atMs: noon } },
    { line: '12:00:00 INIT_START', mark: { type: 'init-start' } },
  ])('$line', ({ line, mark }) => {
    expect(parseLog({ kind: 'text', log: line, requestId: null }).marks).toEqual([{ ...nothing, ...mark }]);
  });

  it.each([
    'START RequestId: x was logged before',
    'INIT_STARTED',
    'EXTENSION of the deadline',
    'END RequestId: x',
  ])('none: %s', (line) => expect(parseLog({ kind: 'text', log: line, requestId: null }).marks).toEqual([]));
});

describe('marks of JSON format', () => {
  const event = (type: string, record: object): string =>
    JSON.stringify({ time: '2026-10-08T12:00:00.250Z', type, record });
  const at = { atMs: noon + 250 };
  it.each([
    {
      line: event('platform.initStart', {
        initializationType: 'provisioned-concurrency',
        phase: 'init',
        functionVersion: '7',
        instanceId: '2026/10/08/worker[7]00ff',
      }),
      mark: {
        type: 'init-start',
        initializationType: 'provisioned-concurrency',
        version: '7',
        logStream: '2026/10/08/worker[7]00ff',
      },
    },
    {
      line: event('platform.initReport', { initializationType: 'on-demand', metrics: { durationMs: 9.125 } }),
      mark: { type: 'init-report', initializationType: 'on-demand', durationMs: 9.125 },
    },
    {
      line: event('platform.start', { requestId: id, version: '7' }),
      mark: { type: 'start', requestId: id, version: '7' },
    },
    {
      line: event('platform.runtimeDone', {
        requestId: id,
        status: 'success',
        metrics: { durationMs: 1.056 },
      }),
      mark: { type: 'runtime-done', requestId: id, durationMs: 1.056 },
    },
    { line: event('platform.restoreStart', {}), mark: { type: 'restore-start' } },
    { line: event('platform.extension', { name: 'x' }), mark: { type: 'extension' } },
  ])('$mark.type', ({ line, mark }) => {
    expect(parseLog({ kind: 'json', log: line, requestId: null }).marks).toEqual([
      { ...nothing, ...at, ...mark },
    ]);
  });

  it('an object under a prefix that stands alone has the stream of the prefix', () => {
    const log = `2026-10-08T12:00:00.250000+00:00 ${stream} \n${JSON.stringify({ type: 'platform.start', record: { requestId: id } }, null, 4)}`;
    expect(parseLog({ kind: 'json', log, requestId: null }).marks).toEqual([
      { ...nothing, ...at, type: 'start', requestId: id, logStream: stream },
    ]);
  });
});

describe('parseEvents', () => {
  const report = `REPORT RequestId: ${id}\tDuration: 5.00 ms\t\n`;
  it('gives marks the time and stream of their event', () => {
    const { marks } = parseEvents([{ atMs: noon, logStream: stream, message: report }], id);
    expect(marks).toEqual([
      { ...nothing, type: 'report', requestId: id, durationMs: 5, atMs: noon, logStream: stream },
    ]);
  });

  it('reads the X-Ray line of the same event, never that of the next', () => {
    const xray = 'XRAY TraceId: 1-a-b\tSampled: true\t\n';
    const event = (message: string) => ({ atMs: noon, logStream: stream, message });
    expect(parseEvents([event(report + xray)], id).reports[0]?.xrayTraceId).toBe('1-a-b');
    expect(parseEvents([event(report), event(xray)], id).reports[0]?.xrayTraceId).toBeNull();
  });
});
