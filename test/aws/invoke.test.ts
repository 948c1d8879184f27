import { afterEach, describe, expect, it, vi } from 'vitest';
import { AwsDispatch } from '../../src/aws/invoke.ts';
import type { Settled } from '../../src/model/dispatch.ts';
import type { Clock } from '../../src/model/ports.ts';
import type { Target } from '../../src/model/target.ts';
import { useExampleCredentials } from '../support/aws-credentials.ts';
import { realClock, realEventLoop } from '../support/real-clock.ts';
import {
  apiError,
  invokeAnswer,
  requestIdOf,
  type Stub,
  type StubAnswer,
  type StubRequest,
  startStub,
  stubCertificate,
} from '../support/stub-lambda.ts';

useExampleCredentials();

const target: Target = { functionName: 'worker_lambda', qualifier: 'live', region: 'eu-central-1' };
const never = new AbortController().signal;
const small = Buffer.from('{"lambdaFanout":{"holdMs":0}}');
const open: { close: () => unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function begin(
  answer: (request: StubRequest) => StubAnswer | Promise<StubAnswer>,
  tls = false,
  clock: Clock = realClock,
): Promise<{ stub: Stub; dispatch: AwsDispatch }> {
  const stub = await startStub(answer, { tls });
  const dispatch = new AwsDispatch(
    { endpointUrl: stub.url },
    target,
    { clock, eventLoop: realEventLoop },
    tls ? { ca: stubCertificate() } : {},
  );
  open.push(dispatch, stub);
  return { stub, dispatch };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 50));
const bytesOf = (stub: Stub): number => stub.connections.reduce((sum, one) => sum + one.bytes, 0);

async function runAll(dispatch: AwsDispatch, count: number, payload: Uint8Array = small): Promise<Settled[]> {
  await dispatch.connect(count, never, () => {});
  const replies = Array.from({ length: count }, () => dispatch.stage({ target, payload }));
  await dispatch.staged(never, () => {});
  dispatch.release(10_000);
  return Promise.all(replies);
}

describe.each([{ tls: false }, { tls: true }])('the gate, TLS $tls', ({ tls }) => {
  it('connects all, sends not one byte before the release, and all after it', async () => {
    const { stub, dispatch } = await begin(({ nth }) => invokeAnswer(nth), tls);
    const seen: number[] = [];
    await dispatch.connect(30, never, (count) => seen.push(count));
    expect(seen.at(-1)).toBe(30);
    const replies = Array.from({ length: 30 }, () => dispatch.stage({ target, payload: small }));
    await dispatch.staged(never, () => {});
    await settle();
    expect(stub.connections.filter((one) => one.open)).toHaveLength(30);
    expect(bytesOf(stub)).toBe(0);

    const releasedMs = dispatch.release(10_000);
    const settled = await Promise.all(replies);
    expect(settled.map(({ reply }) => reply.outcome)).toEqual(Array(30).fill('ok'));
    expect(new Set(settled.map(({ reply }) => reply.requestId))).toEqual(
      new Set(Array.from({ length: 30 }, (_, nth) => requestIdOf(nth))),
    );
    expect(stub.requests).toHaveLength(30);
    for (const { reply } of settled) {
      expect(reply.connectMs).toBeGreaterThan(0);
      expect(reply.writtenMs).toBeGreaterThanOrEqual(releasedMs);
      expect(reply.firstByteMs).toBeGreaterThan(reply.writtenMs ?? Number.POSITIVE_INFINITY);
      expect(reply.doneMs).toBeGreaterThanOrEqual(reply.firstByteMs ?? Number.POSITIVE_INFINITY);
    }
  });

  it('sends a payload over 16 KB while staging, all but its last byte', async () => {
    const { stub, dispatch } = await begin(({ nth }) => invokeAnswer(nth), tls);
    const payload = Buffer.from(JSON.stringify({ text: 'x'.repeat(300_000) }));
    await dispatch.connect(3, never, () => {});
    const replies = Array.from({ length: 3 }, () => dispatch.stage({ target, payload }));
    await dispatch.staged(never, () => {});
    await settle();
    const before = stub.connections.map((one) => one.bytes);
    expect(stub.requests).toHaveLength(0);
    for (const bytes of before) expect(bytes).toBeGreaterThan(payload.length);

    dispatch.release(10_000);
    const settled = await Promise.all(replies);
    expect(settled.map(({ reply }) => reply.outcome)).toEqual(['ok', 'ok', 'ok']);
    expect(stub.connections.map((one, index) => one.bytes - (before[index] ?? 0))).toEqual([1, 1, 1]);
    for (const { body } of stub.requests) expect(body.equals(payload)).toBe(true);
  });
});

describe('what a reply becomes', () => {
  const body = JSON.stringify({
    environmentId: 'e1',
    initializationType: 'on-demand',
    initStartedAt: 1,
    initEndedAt: 2,
    handlerStartedAt: 3,
    handlerEndedAt: 4,
    logStream: null,
    own: 'dropped',
  });
  const replies: { name: string; answer: (nth: number) => StubAnswer; want: Partial<Settled['reply']> }[] = [
    {
      name: 'a worker that speaks the contract',
      answer: (nth) => invokeAnswer(nth, { body }),
      want: {
        outcome: 'ok',
        statusCode: 200,
        executedVersion: '1',
        requestId: requestIdOf(0),
        worker: {
          environmentId: 'e1',
          initializationType: 'on-demand',
          initStartedAt: 1,
          initEndedAt: 2,
          handlerStartedAt: 3,
          handlerEndedAt: 4,
          logStream: null,
        },
      },
    },
    {
      name: 'any other payload, no tail',
      answer: (nth) => invokeAnswer(nth, { body: '{"secret":1}', tail: null }),
      want: { outcome: 'ok', worker: null, tail: null },
    },
    {
      name: 'a function error',
      answer: (nth) =>
        invokeAnswer(nth, {
          functionError: 'Unhandled',
          body: '{"errorType":"Runtime.ExitError","errorMessage":"RequestId: x Error: Runtime exited"}',
        }),
      want: {
        outcome: 'function-error',
        statusCode: 200,
        errorType: 'Runtime.ExitError',
        reason: 'RequestId: x Error: Runtime exited',
      },
    },
    {
      name: 'a throttle',
      answer: () =>
        apiError(429, 'TooManyRequestsException', {
          Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
        }),
      want: {
        outcome: 'throttled',
        statusCode: 429,
        throttleReason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
        reason: "the function's reserved concurrency is used up",
        errorType: 'TooManyRequestsException',
      },
    },
    {
      name: 'a service error',
      answer: () => apiError(500, 'ServiceException'),
      want: {
        outcome: 'api-error',
        statusCode: 500,
        errorType: 'ServiceException',
        requestId: requestIdOf(999),
      },
    },
    {
      name: 'a body that is no JSON',
      answer: () => ({ status: 503, body: '<html>busy</html>' }),
      want: { outcome: 'api-error', statusCode: 503 },
    },
    {
      name: 'a reset',
      answer: () => 'reset',
      want: { outcome: 'lost', firstByteMs: null, doneMs: null, statusCode: null },
    },
    {
      name: 'half a reply',
      answer: () => 'half',
      want: { outcome: 'lost', doneMs: null, requestId: requestIdOf(77) },
    },
  ];
  it.each(replies.flatMap((each) => [false, true].map((tls) => ({ ...each, tls }))))(
    '$name, TLS $tls',
    async ({ answer, want, tls }) => {
      const { stub, dispatch } = await begin(({ nth }) => answer(nth), tls);
      const [settled] = await runAll(dispatch, 1);
      expect(settled?.reply).toMatchObject(want);
      expect(settled?.refusal).toBeNull();
      expect(settled?.reply.writtenMs).not.toBeNull();
      await settle();
      expect(stub.requests).toHaveLength(1);
    },
  );

  it('keeps the platform lines of the tail, and no others', async () => {
    const id = requestIdOf(0);
    const tail = `START RequestId: ${id} Version: 1\nmy password\nEND RequestId: ${id}\nREPORT RequestId: ${id}\tDuration: 1.00 ms\tBilled Duration: 2 ms\t\n`;
    const { dispatch } = await begin(({ nth }) => invokeAnswer(nth, { tail }));
    const [settled] = await runAll(dispatch, 1);
    expect(settled?.reply.tail?.join('\n')).toContain(`REPORT RequestId: ${id}`);
    expect(settled?.reply.tail?.join('\n')).not.toContain('password');
  });

  it.each([
    { status: 403, name: 'AccessDeniedException', exitCode: 4 },
    { status: 403, name: 'ExpiredTokenException', exitCode: 4 },
    { status: 403, name: 'UnrecognizedClientException', exitCode: 4 },
  ])('$name is a refusal', async ({ status, name, exitCode }) => {
    const { dispatch } = await begin(() => apiError(status, name));
    const [settled] = await runAll(dispatch, 1);
    expect(settled?.reply).toMatchObject({ outcome: 'api-error', statusCode: status, errorType: name });
    expect(settled?.refusal?.exitCode).toBe(exitCode);
  });
});

describe('when it does not go as planned', () => {
  it('holds 200 in flight at the same time', async () => {
    const waiting: (() => void)[] = [];
    const { dispatch } = await begin(
      ({ nth }) =>
        new Promise((resolve) => {
          waiting.push(() => resolve(invokeAnswer(nth)));
          if (waiting.length === 200) for (const go of waiting) go();
        }),
    );
    const settled = await runAll(dispatch, 200);
    expect(settled.filter(({ reply }) => reply.outcome === 'ok')).toHaveLength(200);
    const lastWritten = Math.max(...settled.map(({ reply }) => reply.writtenMs ?? 0));
    for (const { reply } of settled) expect(reply.firstByteMs).toBeGreaterThan(lastWritten);
  });

  it('opens idle connections again that the peer closed, before and after staging', async () => {
    const { stub, dispatch } = await begin(({ nth }) => invokeAnswer(nth));
    await dispatch.connect(6, never, () => {});
    await vi.waitFor(() => expect(stub.connections).toHaveLength(6));
    for (const one of stub.connections.slice(0, 2)) one.close();
    await settle();
    const replies = Array.from({ length: 6 }, () => dispatch.stage({ target, payload: small }));
    await dispatch.staged(never, () => {});
    for (const one of stub.connections.slice(2, 4)) one.close();
    await settle();
    await dispatch.staged(never, () => {});
    dispatch.release(10_000);
    const settled = await Promise.all(replies);
    expect(settled.map(({ reply }) => reply.outcome)).toEqual(Array(6).fill('ok'));
    expect(stub.requests).toHaveLength(6);
    expect(stub.connections).toHaveLength(10);
  });

  it.each([{ tls: false }, { tls: true }])(
    'signs anew what was signed long ago, TLS $tls',
    async ({ tls }) => {
      let laterMs = 0;
      const clock = { ...realClock, nowMs: () => realClock.nowMs() + laterMs };
      const { stub, dispatch } = await begin(({ nth }) => invokeAnswer(nth), tls, clock);
      await dispatch.connect(3, never, () => {});
      const replies = Array.from({ length: 3 }, () => dispatch.stage({ target, payload: small }));
      await dispatch.staged(never, () => {});
      await dispatch.staged(never, () => {});
      expect(stub.connections).toHaveLength(3);
      laterMs = 130_000;
      await dispatch.staged(never, () => {});
      dispatch.release(10_000);
      expect((await Promise.all(replies)).map(({ reply }) => reply.outcome)).toEqual(['ok', 'ok', 'ok']);
      expect(stub.connections).toHaveLength(6);
      expect(stub.requests).toHaveLength(3);
    },
  );

  it('releases at the agreed moment, not before', async () => {
    const { dispatch } = await begin(({ nth }) => invokeAnswer(nth));
    await dispatch.connect(3, never, () => {});
    const replies = Array.from({ length: 3 }, () => dispatch.stage({ target, payload: small }));
    await dispatch.staged(never, () => {});
    const atMs = realClock.nowMs() + 5;
    expect(dispatch.release(10_000, atMs)).toBeGreaterThanOrEqual(atMs);
    for (const { reply } of await Promise.all(replies)) expect(reply.writtenMs).toBeGreaterThanOrEqual(atMs);
  });

  it('knows how late its stamps are once it is connected', async () => {
    const { dispatch } = await begin(({ nth }) => invokeAnswer(nth));
    expect(dispatch.stampError()).toBeNull();
    const settled = await runAll(dispatch, 4);
    const error = dispatch.stampError();
    expect(error?.p50Ms).toBeGreaterThan(0);
    expect(error?.maxMs).toBeGreaterThanOrEqual(error?.p50Ms ?? Number.POSITIVE_INFINITY);
    for (const { reply } of settled) expect(reply.stampUncertaintyMs).toBeGreaterThanOrEqual(0);
  });

  it('gives up after the time-out, counted from the release', async () => {
    const { dispatch } = await begin(({ nth }) => (nth === 0 ? 'silence' : invokeAnswer(nth)));
    await dispatch.connect(3, never, () => {});
    const replies = Array.from({ length: 3 }, () => dispatch.stage({ target, payload: small }));
    await dispatch.staged(never, () => {});
    await settle();
    dispatch.release(400);
    const outcomes = (await Promise.all(replies)).map(({ reply }) => reply.outcome);
    expect(outcomes.toSorted()).toEqual(['ok', 'ok', 'timeout']);
  });

  it('settles what is staged as unsent when it is given up, and what is in flight as timeout', async () => {
    const { stub, dispatch } = await begin(() => 'silence');
    await dispatch.connect(2, never, () => {});
    const staged = dispatch.stage({ target, payload: small });
    await dispatch.staged(never, () => {});
    dispatch.giveUp('stopped');
    expect((await staged).reply).toMatchObject({ outcome: 'unsent', reason: 'stopped', writtenMs: null });

    const inFlight = dispatch.stage({ target, payload: small });
    await dispatch.staged(never, () => {});
    dispatch.release(10_000);
    dispatch.giveUp('interrupted');
    expect((await inFlight).reply).toMatchObject({ outcome: 'timeout', reason: 'interrupted' });
    await settle();
    expect(stub.requests.length).toBeLessThanOrEqual(1);
  });

  it('does not wait for a request that fails before its socket', async () => {
    const { stub, dispatch } = await begin(({ nth }) => invokeAnswer(nth));
    await dispatch.connect(2, never, () => {});
    const bad = dispatch.stage({
      target: { ...target, functionName: undefined as unknown as string },
      payload: small,
    });
    const good = dispatch.stage({ target, payload: small });
    await dispatch.staged(never, () => {});
    dispatch.release(10_000);
    expect((await bad).reply).toMatchObject({ outcome: 'unsent', writtenMs: null });
    expect((await good).reply.outcome).toBe('ok');
    expect(stub.requests).toHaveLength(1);
  });

  it('ends connecting at once when it is stopped', async () => {
    const { stub, dispatch } = await begin(() => 'silence', true);
    const stop = new AbortController();
    await dispatch.connect(500, stop.signal, () => stop.abort());
    expect(stub.connections.length).toBeLessThan(500);
  });

  it('says that an endpoint cannot be reached', async () => {
    const { stub, dispatch } = await begin(() => 'silence');
    await stub.close();
    await expect(dispatch.connect(5, never, () => {})).rejects.toMatchObject({ exitCode: 4 });
  });

  it('runs rounds one after the other, each on fresh connections', async () => {
    const { stub, dispatch } = await begin(({ nth }) => invokeAnswer(nth));
    for (const round of [1, 2, 3]) {
      const settled = await runAll(dispatch, 5);
      expect(settled.map(({ reply }) => reply.outcome)).toEqual(Array(5).fill('ok'));
      expect(stub.connections).toHaveLength(5 * round);
    }
  });
});
