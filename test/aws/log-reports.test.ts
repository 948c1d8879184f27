import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { LogEventSearch } from '../../src/aws/log-event-search.ts';
import { LogReports } from '../../src/aws/log-reports.ts';
import { windowsOf } from '../../src/aws/log-windows.ts';
import type { ReportFinding } from '../../src/model/dispatch.ts';
import { useExampleCredentials } from '../support/aws-credentials.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { fixedRandom } from '../support/real-clock.ts';
import { apiError, reportLine, type Stub, type StubAnswer, startStub } from '../support/stub-lambda.ts';

useExampleCredentials();
const stubs: Stub[] = [];
afterEach(async () => {
  for (const stub of stubs.splice(0)) await stub.close();
});

const stream = '2026/11/23/[1]0123456789abcdef0123456789abcdef';
let serial = 0;
const event = (message: string, timestamp = 1_000_500, logStreamName = stream) => ({
  eventId: String(serial++),
  message,
  timestamp,
  logStreamName,
});
const page = (events: readonly unknown[], nextToken?: string): StubAnswer => ({
  headers: { 'Content-Type': 'application/x-amz-json-1.1' },
  body: JSON.stringify({ events, ...(nextToken === undefined ? {} : { nextToken }) }),
});

/** Looks for `ids` against a stub whose pages are given in order; the last is repeated. */
async function find(ids: readonly string[], pages: readonly StubAnswer[], timeoutMs = 60_000) {
  const stub = await startStub(({ nth }) => pages[Math.min(nth, pages.length - 1)] ?? page([]));
  stubs.push(stub);
  const clock = new FakeClock();
  const client = new CloudWatchLogsClient({ endpoint: stub.url, disableHostPrefix: true, maxAttempts: 1 });
  const calledMs: number[] = [];
  client.middlewareStack.add(
    (next) => (args) => {
      calledMs.push(clock.nowMs());
      return next(args);
    },
    { step: 'initialize' },
  );
  const wanted = ids.map((requestId) => ({ requestId, fromWallMs: 1_000_000, toWallMs: 1_000_400 }));
  const findings: ReportFinding[] = [];
  const query = { logGroup: '/aws/lambda/w', logFormat: null, wanted, timeoutMs };
  const reading = (async () => {
    const lookup = new LogReports(new LogEventSearch(client, clock, fixedRandom), clock, fixedRandom);
    for await (const finding of lookup.find(query, new AbortController().signal)) findings.push(finding);
  })();
  await driven(clock, reading);
  client.destroy();
  const bodies = stub.requests.map(({ body }) => JSON.parse(body.toString()));
  return { findings, bodies, calledMs };
}

/** Lets the fake clock go on only while no HTTP call is under way. */
async function driven(clock: FakeClock, work: Promise<unknown>): Promise<void> {
  let done = false;
  const ended = work.finally(() => {
    done = true;
  });
  while (!done) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    clock.step();
  }
  await ended;
}

describe('looking REPORTs up', () => {
  it('follows empty pages, joins by id, and ends when all are there', async () => {
    const { findings, bodies } = await find(
      ['a-1', 'b-2'],
      [
        page([], 'more'),
        page([event(reportLine('a-1')), event(reportLine('other'))], 'yet more'),
        page([event(reportLine('b-2', 142.5))]),
      ],
    );
    expect(findings.map((one) => (one.kind === 'report' ? one.requestId : one.code))).toEqual(['a-1', 'b-2']);
    expect(findings[1]).toMatchObject({ events: [{ logStream: stream, atMs: 1_000_500 }] });
    expect(bodies.map(({ nextToken }) => nextToken)).toEqual([undefined, 'more', 'yet more']);
    // 15 s of slack around 1,000,000 to 1,000,400.
    expect(bodies[0]).toMatchObject({
      logGroupName: '/aws/lambda/w',
      startTime: 985_000,
      endTime: 1_015_400,
    });
    expect(bodies[0].filterPattern).toContain('?"REPORT RequestId"');
    expect(bodies[0].filterPattern).toContain('?"platform.report"');
    expect(bodies[0].filterPattern.length).toBeLessThanOrEqual(1_024);
  });

  it('brings what the stream says of the init before, and START, of the same request only', async () => {
    const json = (type: string, record: object) =>
      JSON.stringify({ time: '2026-11-23T00:00:00Z', type, record });
    const { findings } = await find(
      ['a-1'],
      [
        page([
          event('INIT_START Runtime Version: nodejs:22.v1\tRuntime Version ARN: x\n', 1_000_100),
          event('START RequestId: a-1 Version: 1\n', 1_000_200),
          event('START RequestId: z-9 Version: 1\n', 1_000_200),
          event(json('platform.runtimeDone', { requestId: 'a-1', status: 'success' }), 1_000_400),
          event(json('platform.initStart', {}), 1_000_100, 'another stream'),
          event(json('platform.report', { requestId: 'a-1', metrics: { durationMs: 1 } }), 1_000_450),
          event('INIT_START of a later environment\n', 1_000_900),
        ]),
      ],
    );
    const [finding] = findings;
    expect(finding?.kind === 'report' && finding.events.map(({ atMs }) => atMs)).toEqual([
      1_000_100, 1_000_200, 1_000_400, 1_000_450,
    ]);
  });

  it.each([
    { name: 'another id', message: reportLine('a-10') },
    { name: 'an application line that quotes it', message: `seen: ${reportLine('a-1')}` },
    { name: 'a message field that quotes it', message: JSON.stringify({ message: reportLine('a-1') }) },
    { name: 'another JSON type', message: '{"type":"platform.start","record":{"requestId":"a-1"}}' },
    { name: 'START alone', message: 'START RequestId: a-1 Version: 1' },
    { name: 'the beginning of one', message: 'REPORT RequestId: a-1' },
  ])('joins nothing by guess: $name', async ({ message }) => {
    const { findings, calledMs } = await find(['a-1'], [page([event(message)])], 3_000);
    expect(findings).toMatchObject([{ kind: 'note', code: 'logs-incomplete' }]);
    expect(calledMs.length).toBeGreaterThan(1);
  });

  it('asks again with a longer wait each time, never more than five times a second, the window opened late', async () => {
    const { calledMs, bodies } = await find(['a-1'], [page([])], 30_000);
    const gaps = calledMs.slice(1).map((ms, index) => ms - (calledMs[index] ?? 0));
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(200);
    // Random is 0.5, so each wait is three quarters: 500 → 375, 800 → 600, 1,280 → 960.
    expect(gaps.slice(0, 3).map(Math.round)).toEqual([375, 600, 960]);
    expect(Math.max(...calledMs)).toBeLessThanOrEqual(30_000);
    expect(bodies[2].startTime).toBe(985_000);
    expect(bodies[3].startTime).toBe(700_000);
  });

  it('waits for a log group that is not there yet', async () => {
    const missing = apiError(400, 'ResourceNotFoundException');
    const late = await find(['a-1'], [missing, missing, page([event(reportLine('a-1'))])]);
    expect(late.findings).toMatchObject([{ kind: 'report', requestId: 'a-1' }]);
    const never = await find(['a-1'], [missing], 2_000);
    expect(never.findings).toMatchObject([{ kind: 'note', code: 'logs-group-missing' }]);
  });

  it('makes a note of a refusal and tries no more', async () => {
    const { findings, calledMs } = await find(['a-1'], [apiError(400, 'AccessDeniedException')]);
    expect(findings).toMatchObject([{ kind: 'note', code: 'logs-refused' }]);
    expect(calledMs).toHaveLength(1);
  });

  it('goes on after a throttle', async () => {
    const { findings } = await find(
      ['a-1'],
      [apiError(400, 'ThrottlingException'), page([event(reportLine('a-1'))])],
    );
    expect(findings).toMatchObject([{ kind: 'report', requestId: 'a-1' }]);
  });
});

it('windows cover every request, are sorted, and do not touch', () =>
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(1_000_000), fc.nat(50_000)), { maxLength: 30 }),
      fc.nat(20_000),
      (spans, slackMs) => {
        const wanted = spans.map(([fromWallMs, lastsMs], index) => ({
          requestId: String(index),
          fromWallMs,
          toWallMs: fromWallMs + lastsMs,
        }));
        const windows = windowsOf(wanted, slackMs);
        for (const { fromWallMs, toWallMs } of wanted)
          expect(
            windows.some(
              ({ startMs, endMs }) => startMs <= fromWallMs - slackMs && endMs >= toWallMs + slackMs,
            ),
          ).toBe(true);
        windows.slice(1).forEach(({ startMs }, index) => {
          expect(startMs).toBeGreaterThan(windows[index]?.endMs ?? Number.POSITIVE_INFINITY);
        });
      },
    ),
  ));
