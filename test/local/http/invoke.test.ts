import { InvokeCommand, type InvokeCommandInput } from '@aws-sdk/client-lambda';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type DoubleService, startDouble } from '../double-service.ts';

const text = (payload: Uint8Array | undefined): string => Buffer.from(payload ?? []).toString();

let service: DoubleService;
let fraction = 0;
const original = (): DoubleService['engine']['invocations']['reply'] => service.engine.invocations.reply;
let reply: ReturnType<typeof original>;

beforeAll(async () => {
  const folder = import.meta.dirname;
  service = await startDouble(
    {
      functions: [
        {
          functionName: 'worker',
          folder,
          aliases: [
            { name: 'live', version: '1' },
            { name: 'latest', version: '$LATEST' },
          ],
        },
      ],
    },
    { fraction: () => fraction },
  );
  reply = service.engine.invocations.reply;
});
afterAll(() => service.end());
afterEach(() => {
  service.engine.invocations.reply = reply;
  fraction = 0;
});

const invoke = (input: Partial<InvokeCommandInput> = {}) =>
  service.lambda.send(new InvokeCommand({ FunctionName: 'worker', ...input }));

describe('Invoke', () => {
  it('answers payload, executed version, request id and the tail', async () => {
    const answer = await invoke({ Payload: Buffer.from('{"a":1}'), Qualifier: 'live', LogType: 'Tail' });
    expect(text(answer.Payload)).toBe('{"a":1}');
    expect(answer.StatusCode).toBe(200);
    expect(answer.ExecutedVersion).toBe('1');
    expect(answer.FunctionError).toBeUndefined();
    const requestId = answer.$metadata.requestId ?? '';
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(Buffer.from(answer.LogResult ?? '', 'base64').toString()).toContain(
      `REPORT RequestId: ${requestId}`,
    );
    expect(service.engine.requests.at(-1)?.invokedArn).toBe(
      'arn:aws:lambda:us-east-1:123456789012:function:worker:live',
    );
  });

  it('has no tail unless it was asked for, and an empty payload is {}', async () => {
    const answer = await invoke();
    expect(answer.LogResult).toBeUndefined();
    expect(answer.ExecutedVersion).toBe('$LATEST');
    expect(text(answer.Payload)).toBe('{}');
    expect(text(service.engine.requests.at(-1)?.payload)).toBe('{}');
  });

  it('cuts the tail to the last 4,096 bytes', async () => {
    const log = `${'é'.repeat(4_096)}END`;
    service.engine.invocations.reply = () => ({
      kind: 'replied',
      payload: Buffer.from('null'),
      functionError: null,
      log: Buffer.from(log),
    });
    const tail = Buffer.from((await invoke({ LogType: 'Tail' })).LogResult ?? '', 'base64');
    expect(tail).toEqual(Buffer.from(log).subarray(-4_096));
  });

  it('answers 200 with X-Amz-Function-Error for a failed function', async () => {
    service.engine.invocations.reply = () => ({
      kind: 'replied',
      payload: Buffer.from('{"errorType":"Error"}'),
      functionError: 'Unhandled',
      log: Buffer.from(''),
    });
    const answer = await invoke();
    expect(answer.StatusCode).toBe(200);
    expect(answer.FunctionError).toBe('Unhandled');
  });

  it('answers 429 with the reason of a throttle', async () => {
    service.engine.invocations.reply = () => ({
      kind: 'throttled',
      reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    });
    await expect(invoke()).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      message: 'Rate Exceeded.',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      Type: 'User',
      $metadata: { httpStatusCode: 429 },
    });
  });

  it('runs an event later (202) and a dry run never (204)', async () => {
    const before = service.engine.requests.length;
    expect((await invoke({ InvocationType: 'Event', Payload: Buffer.from('[1]') })).StatusCode).toBe(202);
    expect(service.engine.requests).toHaveLength(before + 1);
    expect((await invoke({ InvocationType: 'DryRun' })).StatusCode).toBe(204);
    expect(service.engine.requests).toHaveLength(before + 1);
  });

  it.each([
    { form: 'worker', arn: 'worker' },
    { form: 'worker:live', arn: 'worker:live' },
    { form: '123456789012:function:worker', arn: 'worker' },
    { form: 'function:worker:1', arn: 'worker:1' },
    { form: 'arn:aws:lambda:us-east-1:123456789012:function:worker', arn: 'worker' },
    { form: 'arn:aws:lambda:us-east-1:123456789012:function:worker:$LATEST', arn: 'worker:$LATEST' },
  ])('takes the function name as $form', async ({ form, arn }) => {
    await invoke({ FunctionName: form });
    expect(service.engine.requests.at(-1)?.invokedArn).toBe(
      `arn:aws:lambda:us-east-1:123456789012:function:${arn}`,
    );
  });

  const arn = 'arn:aws:lambda:us-east-1:123456789012:function';
  it.each([
    {
      name: 'unknown function',
      input: { FunctionName: 'nobody' },
      error: {
        name: 'ResourceNotFoundException',
        message: `Function not found: ${arn}:nobody`,
        Type: 'User',
      },
      status: 404,
    },
    {
      name: 'unknown alias',
      input: { Qualifier: 'nothing' },
      error: { name: 'ResourceNotFoundException', message: `Function not found: ${arn}:worker:nothing` },
      status: 404,
    },
    {
      name: 'unknown version',
      input: { Qualifier: '7' },
      error: { name: 'ResourceNotFoundException', message: `Function not found: ${arn}:worker:7` },
      status: 404,
    },
    {
      name: 'two qualifiers',
      input: { FunctionName: 'worker:live', Qualifier: '1' },
      error: {
        name: 'InvalidParameterValueException',
        message: 'The derived qualifier from the function name does not match the specified qualifier.',
      },
      status: 400,
    },
    {
      name: 'payload that is no JSON',
      input: { Payload: Buffer.from('{broken') },
      error: {
        name: 'InvalidRequestContentException',
        message: expect.stringMatching(/^Could not parse request body into json: Could not parse payload/),
      },
      status: 400,
    },
    {
      name: 'payload that is no UTF-8',
      input: { Payload: Buffer.from([0x22, 0x87, 0x22]) },
      error: { name: 'InvalidRequestContentException' },
      status: 400,
    },
    {
      name: 'payload over 6 MB',
      input: { Payload: Buffer.from(`"${'x'.repeat(6_291_556)}"`) },
      error: {
        name: 'RequestTooLargeException',
        message: 'Request must be smaller than 6291556 bytes for the InvokeFunction operation',
      },
      status: 413,
    },
    {
      name: 'event over 1 MB',
      input: { InvocationType: 'Event' as const, Payload: Buffer.from(`"${'x'.repeat(1_048_576)}"`) },
      error: { name: 'RequestTooLargeException' },
      status: 413,
    },
    {
      name: 'client context that is no JSON',
      input: { ClientContext: Buffer.from('no').toString('base64') },
      error: { name: 'InvalidRequestContentException' },
      status: 400,
    },
    {
      name: 'invocation type',
      input: { InvocationType: 'Sometimes' as never },
      error: { name: 'ValidationException' },
      status: 400,
    },
  ])('refuses: $name', async ({ input, error, status }) => {
    await expect(invoke(input)).rejects.toMatchObject({ ...error, $metadata: { httpStatusCode: status } });
  });

  const raw = (requestId: string) =>
    fetch(`${service.url}/2015-03-31/functions/worker/invocations`, {
      method: 'POST',
      headers: { 'x-amzn-RequestId': requestId },
    });

  it("uses a client's own request id where it is a UUID", async () => {
    const requestId = '01234567-89ab-4cde-8f01-23456789abcd';
    expect((await raw(requestId)).headers.get('x-amzn-requestid')).toBe(requestId);
    expect(service.engine.requests.at(-1)?.requestId).toBe(requestId);
    const refused = await raw('mine');
    expect(refused.status).toBe(400);
    expect(refused.headers.get('x-amzn-errortype')).toBe('InvalidRequestContentException');
  });

  it('draws the version of a weighted alias by its weights', async () => {
    const { CreateAliasCommand, PublishVersionCommand, UpdateFunctionConfigurationCommand } = await import(
      '@aws-sdk/client-lambda'
    );
    const FunctionName = 'worker';
    await service.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, MemorySize: 256 }));
    await service.lambda.send(new PublishVersionCommand({ FunctionName }));
    const RoutingConfig = { AdditionalVersionWeights: { 2: 0.25 } };
    await service.lambda.send(
      new CreateAliasCommand({ FunctionName, Name: 'canary', FunctionVersion: '1', RoutingConfig }),
    );
    for (const [drawn, version] of [
      [0.2499, '2'],
      [0.25, '1'],
      [0.99, '1'],
    ] as const) {
      fraction = drawn;
      expect((await invoke({ Qualifier: 'canary' })).ExecutedVersion).toBe(version);
    }
  });

  it('logs each request on one line', async () => {
    await invoke({ Qualifier: 'live' });
    expect(service.lines.at(-1)).toMatchObject({
      method: 'POST',
      path: '/2015-03-31/functions/worker/invocations?Qualifier=live',
      operation: 'Invoke',
      statusCode: 200,
      durationMs: expect.any(Number),
    });
  });
});
