import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  GetAliasCommand,
  GetProvisionedConcurrencyConfigCommand,
  InvokeCommand,
  PutProvisionedConcurrencyConfigCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import { type DoubleService, startDouble } from '../double-service.ts';

type Keys = NonNullable<Parameters<typeof startDouble>[0]>;
type FaultInput = NonNullable<Keys['faults']>[number];

let service: DoubleService;
const start = async (...faults: FaultInput[]): Promise<void> => {
  service = await startDouble({
    faults,
    functions: [{ functionName: 'f', folder: import.meta.dirname, aliases: [{ name: 'live' }] }],
  });
};
afterEach(() => service.end());

const invoke = (payload = '{}') =>
  service.lambda.send(
    new InvokeCommand({
      FunctionName: 'f',
      Qualifier: 'live',
      LogType: 'Tail',
      Payload: Buffer.from(payload),
    }),
  );
const tail = (answer: Awaited<ReturnType<typeof invoke>>): string =>
  Buffer.from(answer.LogResult ?? '', 'base64').toString();
const events = async (nextToken?: string) =>
  service.logs.send(new FilterLogEventsCommand({ logGroupName: '/aws/lambda/f', nextToken }));

describe('an effect', () => {
  it.each([
    {
      effect: { kind: 'throttle', reason: 'CallerRateLimitExceeded' } as const,
      error: {
        name: 'TooManyRequestsException',
        Reason: 'CallerRateLimitExceeded',
        $metadata: { httpStatusCode: 429 },
      },
    },
    {
      effect: { kind: 'error', status: 502, type: 'EC2ThrottledException', message: 'later' } as const,
      error: { name: 'EC2ThrottledException', message: 'later', $metadata: { httpStatusCode: 502 } },
    },
    {
      effect: { kind: 'access-denied' } as const,
      error: {
        name: 'AccessDeniedException',
        message:
          'User: arn:aws:iam::123456789012:user/local is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:us-east-1:123456789012:function:f:live because no identity-based policy allows the lambda:InvokeFunction action',
        $metadata: { httpStatusCode: 403 },
      },
    },
    {
      effect: { kind: 'expired-token' } as const,
      error: { name: 'ExpiredTokenException', $metadata: { httpStatusCode: 403 } },
    },
    { effect: { kind: 'reset' } as const, error: { code: 'ECONNRESET' } },
  ])('$effect.kind refuses, and nothing runs', async ({ effect, error }) => {
    await start({ effect });
    await expect(invoke()).rejects.toMatchObject(error);
    expect(service.engine.requests).toHaveLength(0);
  });

  it.each([
    { effect: { kind: 'reset', afterRunning: true } as const },
    { effect: { kind: 'half-response' } as const },
  ])('$effect.kind loses the reply of a function that ran', async ({ effect }) => {
    await start({ effect });
    await expect(invoke('{"some":"payload"}')).rejects.toThrow();
    expect(service.engine.requests).toHaveLength(1);
  });

  it('no-tail and tail-without-report take log away', async () => {
    await start({ nth: 1, effect: { kind: 'no-tail' } }, { nth: 2, effect: { kind: 'tail-without-report' } });
    expect((await invoke()).LogResult).toBeUndefined();
    const cut = tail(await invoke());
    expect(cut).toContain('END RequestId');
    expect(cut).not.toContain('REPORT');
    expect(tail(await invoke())).toContain('REPORT');
  });

  it('late-logs hides the events of one request for a while', async () => {
    await start({ nth: 1, effect: { kind: 'late-logs', delayMs: 500 } });
    const late = (await invoke()).$metadata.requestId ?? '';
    const other = (await invoke()).$metadata.requestId ?? '';
    const seen = async (requestId: string) =>
      (await events()).events?.some(({ message }) => message?.includes(requestId)) ?? false;
    expect(await seen(other)).toBe(true);
    expect(await seen(late)).toBe(false);
    await expect.poll(() => seen(late), { timeout: 10_000 }).toBe(true);
  });

  it('other-request-id-in-logs shows tail and events under another id', async () => {
    await start({ effect: { kind: 'other-request-id-in-logs' } });
    const answer = await invoke();
    const requestId = answer.$metadata.requestId ?? '';
    const [, shown = ''] = /REPORT RequestId: (\S+)/.exec(tail(answer)) ?? [];
    expect(shown).toMatch(/^[0-9a-f-]{36}$/);
    expect(shown).not.toBe(requestId);
    const messages = (await events()).events?.map(({ message }) => message).join('');
    expect(messages).toContain(`REPORT RequestId: ${shown}`);
    expect(messages).not.toContain(requestId);
  });

  it('other-duration-in-logs lets tail and events disagree', async () => {
    await start({ effect: { kind: 'other-duration-in-logs', addMs: 2.5 } });
    expect(tail(await invoke())).toContain('\tDuration: 1.00 ms\tBilled Duration: 1 ms');
    const messages = (await events()).events?.map(({ message }) => message).join('');
    expect(messages).toContain('\tDuration: 3.50 ms\tBilled Duration: 1 ms');
  });

  it('provisioning-failed lets an allocation fail with its reason', async () => {
    await start({ effect: { kind: 'provisioning-failed', reason: 'out of capacity' } });
    const target = { FunctionName: 'f', Qualifier: 'live' };
    await service.lambda.send(
      new PutProvisionedConcurrencyConfigCommand({ ...target, ProvisionedConcurrentExecutions: 2 }),
    );
    expect(await service.lambda.send(new GetProvisionedConcurrencyConfigCommand(target))).toMatchObject({
      Status: 'FAILED',
      StatusReason: 'out of capacity',
      AllocatedProvisionedConcurrentExecutions: 0,
    });
  });

  it('slow holds the reply back', async () => {
    await start({ effect: { kind: 'slow', delayMs: 200 } });
    const startedMs = performance.now();
    await invoke();
    // A lower bound only: the timer may round down to the millisecond before.
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(198);
  });

  it('empty-pages comes before the first event, and counts as one request', async () => {
    await start({ nth: 2, effect: { kind: 'empty-pages', count: 2 } });
    await invoke();
    expect((await events()).events).toHaveLength(3);
    const first = await events();
    const second = await events(first.nextToken);
    expect([first.events, second.events]).toEqual([[], []]);
    expect((await events(second.nextToken)).events).toHaveLength(3);
    expect((await events()).events).toHaveLength(3);
  });

  it('hits the operation it names, also of the Logs API', async () => {
    await start(
      { match: { operation: 'GetAlias' }, effect: { kind: 'access-denied' } },
      { match: { operation: 'FilterLogEvents', functionName: 'f' }, effect: { kind: 'expired-token' } },
    );
    await expect(
      service.lambda.send(new GetAliasCommand({ FunctionName: 'f', Name: 'live' })),
    ).rejects.toThrow(/lambda:GetAlias on resource: arn:aws:lambda:us-east-1:123456789012:function:f:live/);
    await expect(events()).rejects.toMatchObject({ name: 'ExpiredTokenException' });
    expect((await invoke()).StatusCode).toBe(200);
  });
});
