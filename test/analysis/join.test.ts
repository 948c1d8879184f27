import { describe, expect, it } from 'vitest';
import { joinReport } from '../../src/analysis/join.ts';
import type { InvocationLine, ReportLine } from '../../src/model/run-file.ts';

const id = 'a1b2c3d4-0000-4000-8000-00000000000a';
const other = 'a1b2c3d4-0000-4000-8000-00000000000b';
const [first, second] = ['2026/10/08/[7]00ff', '2026/10/08/[7]11ee'];

const invocation = (requestId: string | null, tail: readonly string[] | null): InvocationLine => ({
  kind: 'invocation',
  runId: 'r',
  round: 1,
  seq: 0,
  shard: 0,
  warmUp: false,
  functionName: 'w',
  qualifier: '7',
  requestId,
  plannedMs: 0,
  writtenMs: 0,
  firstByteMs: 1,
  doneMs: 1,
  connectMs: null,
  stampUncertaintyMs: null,
  outcome: 'ok',
  reason: null,
  statusCode: 200,
  errorType: null,
  throttleReason: null,
  executedVersion: '7',
  worker: null,
  tail: tail === null ? null : [...tail],
});

const report = (requestId: string, duration: string): string =>
  `REPORT RequestId: ${requestId}\tDuration: ${duration} ms\t`;
const event = (atMs: number | null, message: string, logStream: string | null = first) => ({
  atMs,
  logStream,
  message,
});
const logs = (requestId: string, ...events: ReportLine['events']): ReportLine => ({
  kind: 'report',
  requestId,
  source: 'logs',
  events,
});

const join = (line: InvocationLine, ...reportLines: ReportLine[]) =>
  joinReport(
    line,
    reportLines.filter(({ requestId }) => requestId === line.requestId).flatMap(({ events }) => events),
  );

describe('joinReport', () => {
  it('takes the tail before the logs', () => {
    const found = join(invocation(id, [report(id, '1.00')]), logs(id, event(1, report(id, '2.00'))));
    expect(found).toMatchObject({
      report: { durationMs: 1 },
      reportSource: 'tail',
      logStream: first,
    });
  });

  it('takes the logs where the tail has none', () => {
    for (const tail of [null, [], [`START RequestId: ${id} Version: 7`]]) {
      const found = join(invocation(id, tail), logs(id, event(1, report(id, '2.00'))));
      expect(found).toMatchObject({ report: { durationMs: 2 }, reportSource: 'logs', logStream: first });
    }
  });

  it('takes the last of several in the tail, even where it repeats an earlier one', () => {
    const tail = [report(id, '1.00'), report(id, '2.00'), report(id, '1.00')];
    expect(join(invocation(id, tail))).toMatchObject({ report: { durationMs: 1 } });
  });

  it('takes the last by time of several in the logs, with its stream', () => {
    const found = join(
      invocation(id, null),
      logs(id, event(300, report(id, '3.00'), second), event(100, report(id, '1.00'))),
      logs(id, event(200, report(id, '2.00')), event(100, report(id, '1.00'))),
    );
    expect(found).toMatchObject({ report: { durationMs: 3 }, logStream: second });
  });

  it.each([
    { name: 'another id in the tail', found: join(invocation(id, [report(other, '1.00')])) },
    {
      name: 'another id in the logs',
      found: join(invocation(id, null), logs(other, event(1, report(other, '1.00')))),
    },
    {
      name: 'another id in the events of this id',
      found: join(invocation(id, null), logs(id, event(1, report(other, '1.00')))),
    },
    {
      name: 'no request id',
      found: join(invocation(null, [report(id, '1.00')]), logs(id, event(1, report(id, '1.00')))),
    },
    {
      name: 'the only one in the run',
      found: join(invocation(id, null), logs('', event(1, report('', '1.00')))),
    },
  ])('never joins by guess: $name', ({ found }) => {
    expect(found).toMatchObject({ report: null, reportSource: null });
  });

  it('gives the marks of the request and of its environment, and nobody else’s', () => {
    const found = join(
      invocation(id, null),
      logs(
        id,
        event(1, 'INIT_START Runtime Version: x'),
        event(1, 'INIT_START Runtime Version: x', second),
        event(2, `START RequestId: ${id} Version: 7`),
        event(3, `START RequestId: ${other} Version: 7`, second),
        event(4, report(id, '1.00')),
      ),
    );
    expect(found?.marks.map(({ type, atMs, logStream }) => ({ type, atMs, logStream }))).toEqual([
      { type: 'init-start', atMs: 1, logStream: first },
      { type: 'start', atMs: 2, logStream: first },
      { type: 'report', atMs: 4, logStream: first },
    ]);
  });
});
