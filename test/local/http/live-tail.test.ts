import {
  StartLiveTailCommand,
  type StartLiveTailCommandInput,
  type StartLiveTailResponseStream,
} from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { afterAll, describe, expect, it } from 'vitest';
import { type DoubleService, startDouble } from '../double-service.ts';

const group = '/aws/lambda/f';
const arn = `arn:aws:logs:us-east-1:123456789012:log-group:${group}`;
const stream = '2026/11/23/[1]a';

type Keys = NonNullable<Parameters<typeof startDouble>[0]>;

const services: DoubleService[] = [];
afterAll(() => Promise.all(services.map(({ end }) => end())));

async function start(
  faults: NonNullable<Keys['faults']> = [],
  options: { ingestionDelayMs?: number } = {},
): Promise<DoubleService> {
  const functions = [{ functionName: 'f', folder: import.meta.dirname, aliases: [{ name: 'live' }] }];
  const service = await startDouble({ faults, functions }, options);
  services.push(service);
  service.engine.logs.openStream(group, stream);
  return service;
}

async function open(
  { logs }: DoubleService,
  input: Partial<StartLiveTailCommandInput> = {},
  abortSignal = new AbortController().signal,
): Promise<AsyncIterable<StartLiveTailResponseStream>> {
  const { responseStream } = await logs.send(
    new StartLiveTailCommand({ logGroupIdentifiers: [arn], ...input }),
    { abortSignal },
  );
  if (responseStream === undefined) throw new Error('no stream came');
  return responseStream;
}

/** Everything up to the update in which `enough` events have come, or what ended the session. */
async function read(from: AsyncIterable<StartLiveTailResponseStream>, enough: number) {
  const kinds: string[] = [];
  const messages: string[] = [];
  const streams: (string | undefined)[] = [];
  let sampled = 0;
  let error: unknown = null;
  try {
    for await (const part of from) {
      kinds.push(...Object.keys(part));
      const { sessionMetadata, sessionResults = [] } = part.sessionUpdate ?? {};
      if (sessionMetadata?.sampled === true) sampled += 1;
      for (const { message, logStreamName } of sessionResults) {
        messages.push(message ?? '');
        streams.push(logStreamName);
      }
      if (part.sessionUpdate !== undefined && messages.length >= enough) break;
    }
  } catch (thrown) {
    error = thrown;
  }
  return { kinds, messages, streams, sampled, error };
}

const write = ({ engine }: DoubleService, count: number, text = 'event'): void => {
  for (let index = 0; index < count; index += 1) engine.logs.append(group, stream, `${text} ${index}`);
};

describe.concurrent('StartLiveTail', () => {
  it('sends a start, then an update each second with what was written since, and nothing from before', async () => {
    const service = await start();
    write(service, 3, 'before');
    const session = await open(service);
    write(service, 2);
    const { kinds, messages, streams, sampled } = await read(session, 2);
    expect(kinds).toEqual(['sessionStart', 'sessionUpdate']);
    expect(messages).toEqual(['event 0', 'event 1']);
    expect(new Set(streams)).toEqual(new Set([stream]));
    expect(sampled).toBe(0);
  });

  it('filters by pattern and by stream', async () => {
    const service = await start();
    const session = await open(service, { logEventFilterPattern: '?"REPORT RequestId" ?"platform.report"' });
    const other = await open(service, { logStreamNamePrefixes: ['2026/11/24/'] });
    service.engine.logs.append(group, '2026/11/24/[2]b', 'REPORT RequestId: x');
    write(service, 2);
    expect((await read(session, 1)).messages).toEqual(['REPORT RequestId: x']);
    expect((await read(other, 1)).messages).toEqual(['REPORT RequestId: x']);
  });

  it('shows an event once it is ingested', async () => {
    const service = await start([], { ingestionDelayMs: 1_200 });
    const session = await open(service);
    write(service, 1);
    const { kinds, messages } = await read(session, 1);
    expect(kinds.length).toBeGreaterThan(2);
    expect(messages).toEqual(['event 0']);
  });

  it('shows the log of a request as faults on order have it', async () => {
    const service = await start([
      { nth: 1, effect: { kind: 'other-request-id-in-logs' } },
      { nth: 2, effect: { kind: 'late-logs', delayMs: 1_500 } },
    ]);
    const session = await open(service, { logEventFilterPattern: 'REPORT' });
    const invoke = async () =>
      (await service.lambda.send(new InvokeCommand({ FunctionName: 'f', Payload: Buffer.from('{}') })))
        .$metadata.requestId ?? '';
    const renamed = await invoke();
    const late = await invoke();
    const { kinds, messages } = await read(session, 2);
    expect(messages.join()).not.toContain(renamed);
    expect(messages[1]).toContain(late);
    expect(kinds.length).toBeGreaterThan(2);
  });

  it.each([
    { name: 'above 500 in an update', faults: [], written: 700, left: 500 },
    {
      name: 'on order',
      faults: [{ effect: { kind: 'live-tail-sampled', atMost: 3 } }] as const,
      written: 9,
      left: 3,
    },
  ])('leaves a sample and says so: $name', async ({ faults, written, left }) => {
    const service = await start([...faults]);
    const session = await open(service);
    write(service, written);
    const { messages, sampled } = await read(session, left);
    expect(messages).toHaveLength(left);
    expect(sampled).toBe(1);
    expect(new Set(messages).size).toBe(left);
  });

  it('ends in an exception on order', async () => {
    const service = await start([{ effect: { kind: 'live-tail-ends', afterMs: 300 } }]);
    const { error } = await read(await open(service), 1);
    expect(error).toMatchObject({ name: 'SessionStreamingException' });
  });

  it('ends when its client leaves', async ({ expect }) => {
    const service = await start();
    const { logs } = service.engine;
    let [began, ended] = [0, 0];
    const subscribe = logs.subscribe;
    Object.assign(logs, {
      subscribe: (...of: Parameters<typeof subscribe>) => {
        began += 1;
        const end = subscribe(...of);
        return () => {
          ended += 1;
          end();
        };
      },
    });
    const client = new AbortController();
    const session = await open(service, {}, client.signal);
    write(service, 1);
    await read(session, 1);
    expect([began, ended]).toEqual([1, 0]);
    client.abort();
    await expect.poll(() => [began, ended]).toEqual([1, 1]);
  });

  it.each([
    { name: 'a name', input: { logGroupIdentifiers: [group] }, error: 'InvalidParameterException' },
    { name: 'a wildcard', input: { logGroupIdentifiers: [`${arn}:*`] }, error: 'InvalidParameterException' },
    {
      name: 'a group that is not there',
      input: { logGroupIdentifiers: [`${arn}2`] },
      error: 'ResourceNotFoundException',
    },
    {
      name: 'streams of two groups',
      input: { logGroupIdentifiers: [arn, arn], logStreamNames: [stream] },
      error: 'InvalidParameterException',
    },
    {
      name: 'a broken pattern',
      input: { logEventFilterPattern: '{ $' },
      error: 'InvalidParameterException',
    },
  ])('refuses $name', async ({ input, error }) => {
    const service = await start();
    await expect(open(service, input)).rejects.toMatchObject({ name: error });
  });

  it('names action and group where it is not permitted', async () => {
    const service = await start([
      { match: { operation: 'StartLiveTail' }, effect: { kind: 'access-denied' } },
    ]);
    await expect(open(service)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(`perform: logs:StartLiveTail on resource: ${arn} because`),
    });
  });
});
