import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  GetProvisionedConcurrencyConfigCommand,
  InvokeCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { engineBenches } from '../support/engine.ts';
import { type ServiceBench, startReal } from './double-service.ts';
import { storedZip } from './stored-zip.ts';

const { start, endAll } = engineBenches();
afterAll(endAll);

const handlerText = (says: string): string => `
export const handler = async () => {
  await new Promise((resolve) => setTimeout(resolve, 400));
  return { says: '${says}', type: process.env.AWS_LAMBDA_INITIALIZATION_TYPE };
};`;

let service: ServiceBench;
afterEach(() => service.end());

const started = async (
  course: 'ready' | 'pending' | { serving: number },
  requested = 3,
): Promise<ServiceBench> => {
  service = await startReal(
    async ({ limits, endpointUrl }) => (await start({ limits, endpointUrl: () => endpointUrl })).engine,
    (folder) => ({
      functions: [
        {
          functionName: 'f',
          folder,
          memorySizeMb: 256,
          timeoutMs: 20_000,
          aliases: [{ name: 'live', provisioned: { requested, course } }],
        },
      ],
    }),
    handlerText('first'),
  );
  await service.ready;
  return service;
};

const invoke = async (Qualifier = 'live') => {
  const command = new InvokeCommand({ FunctionName: 'f', Qualifier, LogType: 'Tail' });
  const answer = await service.lambda.send(command);
  return {
    ...(JSON.parse(Buffer.from(answer.Payload ?? []).toString()) as { says: string; type: string }),
    version: answer.ExecutedVersion,
    tail: Buffer.from(answer.LogResult ?? '', 'base64').toString(),
    requestId: answer.$metadata.requestId ?? '',
  };
};
const typesOf = async (count: number): Promise<string[]> =>
  (await Promise.all(Array.from({ length: count }, () => invoke()))).map(({ type }) => type).sort();
const times = (count: number, text: string): string[] => Array.from({ length: count }, () => text);

describe('both planes together', () => {
  it('READY: one more request than environments meets exactly one on-demand environment', async () => {
    await started('ready');
    expect(await typesOf(4)).toEqual(['on-demand', ...times(3, 'provisioned-concurrency')]);
  });

  it('pending: nobody is served by it', async () => {
    await started('pending');
    expect(await typesOf(2)).toEqual(times(2, 'on-demand'));
  });

  it('2 of 3: two serve, the others are on demand', async () => {
    await started({ serving: 2 });
    expect(await typesOf(3)).toEqual(['on-demand', ...times(2, 'provisioned-concurrency')]);
  });

  it('the tail and the Logs API carry the same REPORT', async () => {
    await started('ready', 1);
    const { requestId, tail } = await invoke();
    const report = `REPORT RequestId: ${requestId}\tDuration: `;
    expect(tail).toContain(report);
    const { events } = await service.logs.send(
      new FilterLogEventsCommand({
        logGroupName: '/aws/lambda/f',
        filterPattern: `"REPORT RequestId: ${requestId}"`,
      }),
    );
    expect(events).toHaveLength(1);
    expect(tail).toContain(events?.[0]?.message);
    expect(events?.[0]?.logStreamName).toMatch(/^\d{4}\/\d\d\/\d\d\/\[1\][0-9a-f]{32}$/);
  });

  it('new code is served after an update, and an alias moves with its provisioned concurrency', async () => {
    await started('ready', 1);
    const zip = storedZip([{ name: 'index.mjs', text: handlerText('second') }]);
    await service.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'f', ZipFile: zip }));
    expect(await invoke('$LATEST')).toMatchObject({ says: 'second', version: '$LATEST' });
    expect(await invoke()).toMatchObject({ says: 'first', version: '1' });
    await service.lambda.send(new PublishVersionCommand({ FunctionName: 'f' }));
    await service.lambda.send(
      new UpdateAliasCommand({ FunctionName: 'f', Name: 'live', FunctionVersion: '2' }),
    );
    const target = { FunctionName: 'f', Qualifier: 'live' };
    const status = async () =>
      (await service.lambda.send(new GetProvisionedConcurrencyConfigCommand(target))).Status;
    expect(await status()).toBe('IN_PROGRESS');
    await expect.poll(status, { timeout: 30_000 }).toBe('READY');
    expect(await invoke()).toMatchObject({ says: 'second', version: '2', type: 'provisioned-concurrency' });
  });

  it('reserved concurrency throttles with its reason', async () => {
    await started('ready', 1);
    const FunctionName = 'f';
    await service.lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 1 }),
    );
    await expect(invoke('$LATEST')).rejects.toMatchObject({
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    });
    expect((await invoke()).type).toBe('provisioned-concurrency');
  });
});
