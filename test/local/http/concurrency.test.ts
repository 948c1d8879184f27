import {
  CreateAliasCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  DeleteProvisionedConcurrencyConfigCommand,
  GetAccountSettingsCommand,
  GetAliasCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetProvisionedConcurrencyConfigCommand,
  ListAliasesCommand,
  ListProvisionedConcurrencyConfigsCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutProvisionedConcurrencyConfigCommand,
  UpdateAliasCommand,
  type UpdateAliasCommandInput,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DoubleService, startDouble } from '../double-service.ts';

const arn = 'arn:aws:lambda:us-east-1:123456789012:function:f';
const FunctionName = 'f';

let service: DoubleService;
beforeEach(async () => {
  service = await startDouble({
    functions: [{ functionName: 'f', folder: import.meta.dirname, aliases: [{ name: 'live' }] }],
  });
  await service.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, MemorySize: 256 }));
  await service.lambda.send(new PublishVersionCommand({ FunctionName }));
  service.engine.calls.length = 0;
});
afterEach(() => service.end());

const put = (Qualifier: string, count: number, name = FunctionName) =>
  service.lambda.send(
    new PutProvisionedConcurrencyConfigCommand({
      FunctionName: name,
      Qualifier,
      ProvisionedConcurrentExecutions: count,
    }),
  );
const get = (Qualifier: string) =>
  service.lambda.send(new GetProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier }));
const reserve = (count: number) =>
  service.lambda.send(
    new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: count }),
  );
const update = (input: Partial<UpdateAliasCommandInput>) =>
  service.lambda.send(new UpdateAliasCommand({ FunctionName, Name: 'live', ...input }));

describe('provisioned concurrency', () => {
  it('goes from IN_PROGRESS to READY, is listed and taken away', async () => {
    expect(await put('live', 10)).toMatchObject({
      $metadata: { httpStatusCode: 202 },
      RequestedProvisionedConcurrentExecutions: 10,
      AllocatedProvisionedConcurrentExecutions: 0,
      AvailableProvisionedConcurrentExecutions: 0,
      Status: 'IN_PROGRESS',
    });
    service.engine.allocate();
    expect(await get('live')).toMatchObject({
      AllocatedProvisionedConcurrentExecutions: 10,
      AvailableProvisionedConcurrentExecutions: 10,
      Status: 'READY',
    });
    const list = await service.lambda.send(new ListProvisionedConcurrencyConfigsCommand({ FunctionName }));
    expect(list.ProvisionedConcurrencyConfigs).toMatchObject([
      { FunctionArn: `${arn}:live`, Status: 'READY' },
    ]);
    const away = new DeleteProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier: 'live' });
    expect((await service.lambda.send(away)).$metadata.httpStatusCode).toBe(204);
    await expect(get('live')).rejects.toMatchObject({
      name: 'ProvisionedConcurrencyConfigNotFoundException',
      message: 'No Provisioned Concurrency Config found for this function',
      $metadata: { httpStatusCode: 404 },
    });
  });

  it.each([
    {
      name: '$LATEST',
      run: () => put('$LATEST', 1),
      error: {
        name: 'InvalidParameterValueException',
        message: 'Provisioned Concurrency Configs cannot be applied to unpublished function versions.',
      },
    },
    {
      name: 'an alias of $LATEST',
      run: async () => {
        await update({ FunctionVersion: '$LATEST' });
        await put('live', 1);
      },
      error: { name: 'InvalidParameterValueException' },
    },
    {
      name: 'an alias that is not there',
      run: () => put('nothing', 1),
      error: { name: 'ResourceNotFoundException', message: `Cannot find alias arn: ${arn}:nothing` },
    },
    {
      name: 'a version that is not there',
      run: () => put('9', 1),
      error: { name: 'ResourceNotFoundException', message: `Function not found: ${arn}:9` },
    },
    {
      name: 'more than reserved',
      run: async () => {
        await reserve(5);
        await put('live', 6);
      },
      error: {
        name: 'InvalidParameterValueException',
        message:
          'Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function',
      },
    },
    {
      name: 'more than the account has',
      run: () => put('live', 1_001),
      error: {
        name: 'InvalidParameterValueException',
        message:
          "Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [1000].",
      },
    },
    {
      name: 'what leaves less than 100 unreserved',
      run: () => put('live', 901),
      error: {
        message:
          "Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
      },
    },
    {
      name: 'an alias of a version that has some',
      run: async () => {
        await put('1', 1);
        await put('live', 1);
      },
      error: {
        name: 'ResourceConflictException',
        message:
          "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version",
      },
    },
    {
      name: 'a version under an alias that has some',
      run: async () => {
        await put('live', 1);
        await put('1', 1);
      },
      error: {
        name: 'ResourceConflictException',
        message: 'Version is pointed by a Provisioned Concurrency alias',
      },
    },
    { name: 'none', run: () => put('live', 0), error: { name: 'ValidationException' } },
    {
      name: 'an unknown function',
      run: () => put('1', 1, 'nobody'),
      error: { name: 'ResourceNotFoundException' },
    },
    {
      name: 'reading that of $LATEST',
      run: () => get('$LATEST'),
      error: { name: 'InvalidParameterValueException' },
    },
  ])('is refused for $name', async ({ run, error }) => {
    await expect(run()).rejects.toMatchObject(error);
  });

  it('moves with its alias: off the old version, IN_PROGRESS on the new one', async () => {
    await put('live', 3);
    service.engine.allocate();
    await update({ FunctionVersion: '2' });
    expect(service.engine.calls).toEqual([
      'provision f:live -> 1 3 complete',
      'deprovision f:live',
      'provision f:live -> 2 3 complete',
    ]);
    expect((await get('live')).Status).toBe('IN_PROGRESS');
    await expect(update({ FunctionVersion: '$LATEST' })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    });
  });

  it('goes with its alias and with its function', async () => {
    await put('live', 3);
    await service.lambda.send(new DeleteAliasCommand({ FunctionName, Name: 'live' }));
    expect(service.engine.calls.at(-1)).toBe('deprovision f:live');
    await put('1', 3);
    await service.lambda.send(new DeleteFunctionCommand({ FunctionName }));
    expect(service.engine.calls.slice(-2)).toEqual(['deprovision f:1', 'retire f *']);
  });
});

describe('reserved concurrency and the account', () => {
  it('is put, shown, counted and taken away', async () => {
    expect((await reserve(40)).ReservedConcurrentExecutions).toBe(40);
    const { Concurrency } = await service.lambda.send(new GetFunctionCommand({ FunctionName }));
    expect(Concurrency?.ReservedConcurrentExecutions).toBe(40);
    const { AccountLimit, AccountUsage } = await service.lambda.send(new GetAccountSettingsCommand({}));
    expect(AccountLimit).toMatchObject({ ConcurrentExecutions: 1_000, UnreservedConcurrentExecutions: 960 });
    expect(AccountUsage?.FunctionCount).toBe(1);
    await service.lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    const none = await service.lambda.send(new GetFunctionConcurrencyCommand({ FunctionName }));
    expect(none.ReservedConcurrentExecutions).toBeUndefined();
  });

  it.each([
    { count: 901, message: /below its minimum value of \[100\]/ },
    { count: 1_001, message: /greater than account's unreserved concurrency \[1000\]/ },
    { count: 2, message: /should not be lower than function's total provisioned concurrency \[3\]/ },
  ])('refuses $count', async ({ count, message }) => {
    await put('live', 3);
    await expect(reserve(count)).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringMatching(message),
    });
  });
});

describe('aliases', () => {
  const createAlias = (Name: string, FunctionVersion: string, weights?: Record<string, number>) =>
    service.lambda.send(
      new CreateAliasCommand({
        FunctionName,
        Name,
        FunctionVersion,
        ...(weights ? { RoutingConfig: { AdditionalVersionWeights: weights } } : {}),
      }),
    );

  it('are made, read, listed, changed and deleted', async () => {
    const made = await createAlias('canary', '1', { 2: 0.1 });
    expect(made).toMatchObject({
      $metadata: { httpStatusCode: 201 },
      AliasArn: `${arn}:canary`,
      FunctionVersion: '1',
      Description: '',
      RoutingConfig: { AdditionalVersionWeights: { 2: 0.1 } },
    });
    const get = () => service.lambda.send(new GetAliasCommand({ FunctionName, Name: 'canary' }));
    expect((await get()).RevisionId).toBe(made.RevisionId);
    const { Aliases } = await service.lambda.send(
      new ListAliasesCommand({ FunctionName, FunctionVersion: '2' }),
    );
    expect(Aliases?.map(({ Name }) => Name)).toEqual(['canary']);
    const ofNone = new ListAliasesCommand({ FunctionName, FunctionVersion: 'toString' });
    expect((await service.lambda.send(ofNone)).Aliases).toEqual([]);
    await expect(update({ Name: 'canary', RevisionId: 'old' })).rejects.toMatchObject({
      name: 'PreconditionFailedException',
    });
    const plain = await update({ Name: 'canary', RoutingConfig: { AdditionalVersionWeights: {} } });
    expect(plain.RoutingConfig).toBeUndefined();
    await service.lambda.send(new DeleteAliasCommand({ FunctionName, Name: 'canary' }));
    await expect(get()).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Cannot find alias arn: ${arn}:canary`,
    });
  });

  it.each([
    {
      name: 'a second of the name',
      run: () => createAlias('live', '1'),
      message: `Alias already exists: ${arn}:live`,
    },
    { name: 'a missing version', run: () => createAlias('x', '9'), message: `Function not found: ${arn}:9` },
    { name: 'a number as name', run: () => createAlias('12', '1'), message: /regular expression/ },
    { name: 'weight 1', run: () => createAlias('x', '1', { 2: 1 }), message: /Map value must satisfy/ },
    {
      name: 'two further versions',
      run: () => createAlias('x', '1', { 2: 0.1, 3: 0.1 }),
      message: /cannot be greater than 1/,
    },
    {
      name: 'its own version',
      run: () => createAlias('x', '1', { 1: 0.1 }),
      message: /already included in routing/,
    },
    {
      name: 'weights on $LATEST',
      run: () => createAlias('x', '$LATEST', { 1: 0.1 }),
      message: /more than 1 version/,
    },
    {
      name: 'a weight of $LATEST',
      run: () => createAlias('x', '1', { $LATEST: 0.1 }),
      message: /Map keys must satisfy/,
    },
    {
      name: 'deleting the version',
      run: () => service.lambda.send(new DeleteFunctionCommand({ FunctionName, Qualifier: '1' })),
      message: 'Unable to delete version because the following aliases reference it: [live]',
    },
  ])('refuse $name', async ({ run, message }) => {
    await expect(run()).rejects.toThrow(message);
  });
});
