import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { realClock } from '../../../src/io/clock.ts';
import { openRuntimeApi } from '../../../src/local/environment/runtime-api.ts';
import { builtBootstrap } from '../../support/bootstrap.ts';

const bootstrap = builtBootstrap();
afterAll(async () => (await bootstrap).remove());

describe('the Node.js runtime', () => {
  it('ends when its Runtime API is gone, in the middle of an invocation too', async () => {
    const asked: ServerResponse[] = [];
    const server = createServer((_request, response) => asked.push(response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const child = spawn(process.execPath, [(await bootstrap).path], {
      stdio: 'ignore',
      env: {
        AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${(server.address() as AddressInfo).port}`,
        LAMBDA_TASK_ROOT: fileURLToPath(new URL('../../../fixtures/handlers/shapes/esm', import.meta.url)),
        _HANDLER: 'index.hold',
      },
    });
    const gone = once(child, 'exit');
    await expect.poll(() => asked.length).toBe(1);
    asked[0]?.writeHead(200, { 'Lambda-Runtime-Aws-Request-Id': 'a' }).end('{"holdMs":60000}');
    await new Promise((resolve) => setTimeout(resolve, 100));
    server.close();
    server.closeAllConnections();
    expect((await gone)[0]).toBe(1);
  });
});

describe('Runtime API', () => {
  const open = async () => {
    const heard: string[] = [];
    const api = await openRuntimeApi(realClock, {
      onReady: () => heard.push('ready'),
      onInitError: ({ errorType, body }) => heard.push(`${errorType} ${Buffer.from(body)}`),
    });
    const call = async (
      method: string,
      path: string,
      body?: string,
      headers: Record<string, string> = {},
    ) => {
      const url = `http://${api.address}/2018-06-01/runtime/${path}`;
      const reply = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
      return { status: reply.status, headers: reply.headers, body: await reply.text() };
    };
    return { api, heard, call };
  };
  const event = (requestId: string) => ({
    requestId,
    deadlineWallMs: () => 1_700_000_000_123.9,
    invokedArn: 'arn:live',
    traceId: 'Root=1',
    clientContext: '{"name":"Zoë\n"}',
    payload: Buffer.from('{"a":1}'),
    onTaken: () => {},
  });

  it('hands an event with its headers, takes the answer, 202 only when it is acknowledged', async () => {
    const { api, heard, call } = await open();
    const asking = call('GET', 'invocation/next');
    const answered = api.deliver(event('one'));
    const next = await asking;
    expect(heard).toEqual(['ready']);
    expect(next.status).toBe(200);
    expect(next.body).toBe('{"a":1}');
    expect(Object.fromEntries(next.headers)).toMatchObject({
      'lambda-runtime-aws-request-id': 'one',
      'lambda-runtime-deadline-ms': '1700000000123',
      'lambda-runtime-invoked-function-arn': 'arn:live',
      'lambda-runtime-trace-id': 'Root=1',
      'lambda-runtime-client-context': '{"name":"Zo\\u00eb\\u000a"}',
    });
    expect((await call('GET', 'invocation/next')).status).toBe(403);
    expect((await call('POST', 'invocation/two/response', '1')).status).toBe(400);
    const posting = call('POST', 'invocation/one/response', '"done"');
    const answer = await answered;
    expect({ kind: answer.kind, body: Buffer.from(answer.body).toString() }).toEqual({
      kind: 'response',
      body: '"done"',
    });
    answer.acknowledge();
    expect(await posting).toMatchObject({ status: 202, body: '{"status":"OK"}' });
    expect((await call('POST', 'invocation/one/response', '1')).status).toBe(403);
    api.close();
  });

  it('takes an init error, and knows no other routes', async () => {
    const { api, heard, call } = await open();
    const headers = { 'Lambda-Runtime-Function-Error-Type': 'Runtime.Broken' };
    expect((await call('POST', 'init/error', '{}', headers)).status).toBe(202);
    expect(heard).toEqual(['Runtime.Broken {}']);
    expect((await call('GET', 'elsewhere')).status).toBe(404);
    api.close();
  });
});
