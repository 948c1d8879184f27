import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { GetProvisionedConcurrencyConfigCommand } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import { type DoubleService, startDouble } from './double-service.ts';

let service: DoubleService | undefined;
afterEach(async () => {
  await service?.end();
  service = undefined;
});

const folder = import.meta.dirname;
type Course = 'ready' | 'pending' | { serving?: number; readyAfterMs?: number };
const deployment = (course: Course) => ({
  functions: [
    { functionName: 'f', folder, aliases: [{ name: 'live', provisioned: { requested: 10, course } }] },
  ],
});
const settledSoon = async (ready: Promise<void>): Promise<boolean> => {
  const later = new Promise<false>((resolve) => setImmediate(() => setImmediate(() => resolve(false))));
  return Promise.race([ready.then(() => true), later]);
};

describe('a deployment', () => {
  it('ready: waits until the allocation is READY', async () => {
    service = await startDouble(deployment('ready'));
    expect(await settledSoon(service.ready)).toBe(false);
    service.engine.allocate();
    await service.ready;
    expect(service.engine.calls).toEqual(['provision f:live -> 1 10 complete']);
  });

  it('pending: does not wait', async () => {
    service = await startDouble(deployment('pending'));
    await service.ready;
    expect(service.engine.calls).toEqual(['provision f:live -> 1 10 pending']);
  });

  it('5 of 10: an older allocation of 5 serves while 10 are being allocated', async () => {
    service = await startDouble(deployment({ serving: 5 }));
    expect(service.engine.calls).toEqual(['provision f:live -> 1 5 complete']);
    service.engine.allocate();
    await service.ready;
    expect(service.engine.calls.at(-1)).toBe('provision f:live -> 1 10 pending');
    const state = await service.lambda.send(
      new GetProvisionedConcurrencyConfigCommand({ FunctionName: 'f', Qualifier: 'live' }),
    );
    expect(state).toMatchObject({
      Status: 'IN_PROGRESS',
      RequestedProvisionedConcurrentExecutions: 10,
      AvailableProvisionedConcurrentExecutions: 5,
    });
  });

  it('ready after a time: begins at once, with what an older allocation serves', async () => {
    service = await startDouble(deployment({ readyAfterMs: 6_000 }));
    await service.ready;
    expect(service.engine.calls).toEqual(['provision f:live -> 1 10 {"overMs":6000}']);
    await service.end();
    service = await startDouble(deployment({ serving: 5, readyAfterMs: 6_000 }));
    service.engine.allocate();
    await service.ready;
    expect(service.engine.calls).toEqual([
      'provision f:live -> 1 5 complete',
      'provision f:live -> 1 10 {"overMs":6000}',
    ]);
  });

  it('a failed allocation ends the waiting', async () => {
    service = await startDouble({
      ...deployment('ready'),
      faults: [{ effect: { kind: 'provisioning-failed' } }],
    });
    await service.ready;
    expect(service.engine.provisioned('f', 'live')?.status).toBe('FAILED');
  });

  it('runs with the Node of the service where no runtime is named', async () => {
    service = await startDouble(deployment('pending'));
    await fetch(`${service.url}/2015-03-31/functions/f/invocations`, { method: 'POST' });
    expect(service.engine.requests[0]?.version.runtime).toBe('nodejs22.x');
  });

  it.each([
    { name: 'a folder that is not there', functions: [{ functionName: 'f', folder: '/no/where' }] },
    {
      name: 'a version that is not there',
      functions: [{ functionName: 'f', folder, aliases: [{ name: 'a', version: '7' }] }],
    },
    {
      name: 'provisioned concurrency on $LATEST',
      functions: [
        {
          functionName: 'f',
          folder,
          aliases: [{ name: 'a', version: '$LATEST', provisioned: { requested: 1 } }],
        },
      ],
    },
  ])('refuses $name', async ({ functions }) => {
    await expect(startDouble({ functions })).rejects.toMatchObject({
      name: 'UsageError',
      message: expect.stringContaining('cannot deploy f'),
    });
  });
});

describe('the server', () => {
  it('says that a port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(startDouble({ port })).rejects.toMatchObject({
      name: 'UsageError',
      message: `port ${port} on 127.0.0.1 is in use`,
      hint: expect.stringContaining('--port'),
    });
    other.close();
  });

  it('serves connections that were opened ahead, all at once', async () => {
    service = await startDouble(deployment('pending'));
    const { port } = service;
    const sockets: Socket[] = Array.from({ length: 200 }, () => connect(port, '127.0.0.1'));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    const head =
      'POST /2015-03-31/functions/f/invocations HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}';
    const answers = sockets.map((socket) => once(socket, 'data'));
    for (const socket of sockets) socket.write(head);
    const texts = await Promise.all(answers);
    expect(texts.every(([chunk]) => String(chunk).startsWith('HTTP/1.1 200'))).toBe(true);
    expect(service.engine.requests).toHaveLength(200);
    for (const socket of sockets) socket.destroy();
  });

  it('closes once, with connections still open', async () => {
    service = await startDouble();
    const socket = connect(service.port, '127.0.0.1');
    await once(socket, 'connect');
    const ended = once(socket, 'close');
    await Promise.all([service.close(), service.close()]);
    await ended;
    expect(service.engine.calls).toEqual(['close']);
  });
});
