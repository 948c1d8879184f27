import { afterEach, describe, expect, it } from 'vitest';
import { AwsDispatch } from '../../src/aws/invoke.ts';
import { LogEventSearch } from '../../src/aws/log-event-search.ts';
import { LogReports } from '../../src/aws/log-reports.ts';
import { logsClient } from '../../src/aws/logs-client.ts';
import { fanOut } from '../../src/fanout/fan-out.ts';
import type { FanoutEvent, FanoutPlan } from '../../src/model/fanout.ts';
import { useExampleCredentials } from '../support/aws-credentials.ts';
import { fixedRandom, realClock, realEventLoop } from '../support/real-clock.ts';
import {
  apiError,
  invokeAnswer,
  reportLine,
  requestIdOf,
  type Stub,
  type StubAnswer,
  type StubRequest,
  startStub,
} from '../support/stub-lambda.ts';

useExampleCredentials();
const stubs: Stub[] = [];
afterEach(async () => {
  for (const stub of stubs.splice(0)) await stub.close();
});

async function run(
  answer: (request: StubRequest, invokes: number) => StubAnswer | Promise<StubAnswer>,
  changes: Partial<FanoutPlan> = {},
) {
  let invokes = 0;
  const stub = await startStub((request) =>
    answer(request, request.path.endsWith('/invocations?Qualifier=live') ? invokes++ : invokes),
  );
  stubs.push(stub);
  const target = { functionName: 'worker_lambda', qualifier: 'live', region: 'eu-central-1' };
  const plan: FanoutPlan = {
    runId: 'run',
    target,
    concurrency: 11,
    rounds: 1,
    warmUp: 0,
    gapMs: 0,
    timeoutMs: 10_000,
    payload: Buffer.from('{}'),
    logs: 'auto',
    logsTimeoutMs: 1_500,
    logGroup: '/aws/lambda/worker_lambda',
    logFormat: 'Text',
    ...changes,
  };
  const options = { endpointUrl: stub.url };
  const dispatch = new AwsDispatch(options, target, { clock: realClock, eventLoop: realEventLoop });
  const reports = new LogReports(
    new LogEventSearch(logsClient(options), realClock, fixedRandom),
    realClock,
    fixedRandom,
  );
  const never = new AbortController().signal;
  const events: FanoutEvent[] = [];
  let error: unknown = null;
  try {
    const ports = { dispatch, reports, clock: realClock, eventLoop: realEventLoop };
    for await (const event of fanOut(plan, ports, { stop: never, quit: never })) events.push(event);
  } catch (thrown) {
    error = thrown;
  }
  const rows = events.flatMap((event) => (event.kind === 'invocation' ? [event.invocation] : []));
  const found = events.flatMap((event) => (event.kind === 'report' ? [event] : []));
  const notes = events.flatMap((event) => (event.kind === 'note' ? [event.code] : []));
  return { stub, rows, found, notes, error };
}

const isLogs = ({ headers }: StubRequest): boolean =>
  headers['x-amz-target'] === 'Logs_20140328.FilterLogEvents';
const logPage = (ids: readonly string[]): StubAnswer => ({
  headers: { 'Content-Type': 'application/x-amz-json-1.1' },
  body: JSON.stringify({
    events: ids.map((id, index) => ({
      eventId: String(index),
      timestamp: Date.now(),
      logStreamName: `2026/11/23/[1]${index}`,
      message: `${reportLine(id)}\n`,
    })),
  }),
});
const eleven = Array.from({ length: 11 }, (_, nth) => requestIdOf(nth));

describe('a server that answers without a tail', () => {
  it('11 of 11 REPORTs come from the logs', async () => {
    const { rows, found, notes } = await run((request, nth) =>
      isLogs(request) ? logPage(eleven) : invokeAnswer(nth, { tail: null }),
    );
    expect(rows.map(({ outcome, tail }) => [outcome, tail])).toEqual(Array(11).fill(['ok', null]));
    expect(found.map(({ requestId }) => requestId).toSorted()).toEqual(eleven);
    for (const { requestId, events } of found) {
      expect(events).toHaveLength(1);
      expect(events[0]?.message).toContain(requestId);
    }
    expect(notes).toEqual([]);
  });

  it('and logs under other ids: nothing is joined', async () => {
    const others = eleven.map((id) => id.replace('-4000-', '-4fff-'));
    const { rows, found, notes } = await run((request, nth) =>
      isLogs(request) ? logPage(others) : invokeAnswer(nth, { tail: null }),
    );
    expect(rows).toHaveLength(11);
    expect(found).toEqual([]);
    expect(notes).toEqual(['logs-incomplete']);
  });

  it('and refuses its logs: rows and a note', async () => {
    const { rows, found, notes, error } = await run((request, nth) =>
      isLogs(request) ? apiError(400, 'AccessDeniedException') : invokeAnswer(nth, { tail: null }),
    );
    expect([rows.length, found.length, notes, error]).toEqual([11, 0, ['logs-refused'], null]);
  });
});

it('makes a row of every failure, and asks nobody twice', async () => {
  const answers: readonly ((nth: number) => StubAnswer)[] = [
    (nth) => invokeAnswer(nth),
    () => apiError(429, 'TooManyRequestsException', { Reason: 'ConcurrentInvocationLimitExceeded' }),
    (nth) => invokeAnswer(nth, { functionError: 'Unhandled', body: '{"errorType":"Error"}' }),
    () => 'reset',
    () => 'half',
    () => 'silence',
    () => apiError(500, 'ServiceException'),
    () => apiError(403, 'AccessDeniedException'),
    () => ({ status: 502, body: 'no' }),
    (nth) => invokeAnswer(nth),
    (nth) => invokeAnswer(nth),
  ];
  const { stub, rows, error } = await run((_request, nth) => answers[nth]?.(nth) ?? 'reset', {
    logs: 'never',
    timeoutMs: 1_000,
  });
  expect(error).toBeNull();
  expect(rows.map(({ outcome }) => outcome).toSorted()).toEqual(
    [
      ...['ok', 'ok', 'ok', 'throttled', 'function-error', 'lost', 'lost', 'timeout'],
      ...['api-error', 'api-error', 'api-error'],
    ].toSorted(),
  );
  expect(rows.map(({ seq }) => seq).toSorted((a, b) => a - b)).toEqual(eleven.map((_, seq) => seq));
  for (const { outcome, reason } of rows) expect(reason === null).toBe(outcome === 'ok');
  expect(stub.requests).toHaveLength(11);
});

it('ends a run that is denied as a whole, after its rows', async () => {
  const { rows, error, stub } = await run(() => apiError(403, 'ExpiredTokenException'), { rounds: 3 });
  expect(rows.map(({ errorType }) => errorType)).toEqual(Array(11).fill('ExpiredTokenException'));
  expect(error).toMatchObject({ exitCode: 4 });
  expect(stub.requests).toHaveLength(11);
});
