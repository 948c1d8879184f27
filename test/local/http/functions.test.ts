import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  ListFunctionsCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DoubleService, startDouble } from '../double-service.ts';
import { storedZip } from '../stored-zip.ts';

const zip = storedZip([{ name: 'index.mjs', text: 'export const handler = async () => 1;' }]);
const arn = 'arn:aws:lambda:us-east-1:123456789012:function:f';

let service: DoubleService;
const started = async (keys: Parameters<typeof startDouble>[0] = {}): Promise<DoubleService> => {
  await service?.end();
  service = await startDouble(keys);
  return service;
};
beforeEach(() => started());
afterEach(() => service.end());

const create = (input: Partial<CreateFunctionCommandInput> = {}) =>
  service.lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'f',
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::123456789012:role/r',
      Code: { ZipFile: zip },
      ...input,
    }),
  );
const FunctionName = 'f';

describe('a function', () => {
  it('is created Pending from a zip, is Active then, and its code lies unpacked', async () => {
    const created = await create({ Environment: { Variables: { AB: 'c' } } });
    expect(created).toMatchObject({
      $metadata: { httpStatusCode: 201 },
      FunctionArn: arn,
      State: 'Pending',
      StateReasonCode: 'Creating',
      Version: '$LATEST',
      Timeout: 3,
      MemorySize: 128,
      CodeSize: zip.length,
      LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/f' },
      Environment: { Variables: { AB: 'c' } },
    });
    expect(created.LastUpdateStatus).toBeUndefined();
    const { Configuration } = await service.lambda.send(new GetFunctionCommand({ FunctionName }));
    expect(Configuration).toMatchObject({ State: 'Active', LastUpdateStatus: 'Successful' });
    expect(Configuration?.RevisionId).not.toBe(created.RevisionId);
    expect(Configuration?.LastModified).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/);
    await service.lambda.send(new InvokeCommand({ FunctionName }));
    const taskRoot = service.engine.requests[0]?.version.taskRoot ?? '';
    expect(readFileSync(join(taskRoot, 'index.mjs'), 'utf8')).toContain('handler');
    await service.close();
    expect(existsSync(taskRoot)).toBe(false);
  });

  it('runs from a local folder in place', async () => {
    await create({ Code: { S3Bucket: 'local-folder', S3Key: service.folder } });
    await service.lambda.send(new InvokeCommand({ FunctionName }));
    expect(service.engine.requests[0]?.version.taskRoot).toBe(service.folder);
  });

  it.each([
    {
      name: 'a folder that is not there',
      input: { Code: { S3Bucket: 'local-folder', S3Key: '/no/where' } },
      status: 400,
    },
    { name: 'S3', input: { Code: { S3Bucket: 'b', S3Key: 'k' } }, status: 400 },
    { name: 'no code', input: { Code: {} }, status: 400 },
    { name: 'code that is no zip', input: { Code: { ZipFile: Buffer.from('no zip') } }, status: 400 },
    { name: 'a runtime that cannot run here', input: { Runtime: 'python3.12' as const }, status: 400 },
    { name: 'too little memory', input: { MemorySize: 64 }, status: 400 },
    { name: 'too long a timeout', input: { Timeout: 901 }, status: 400 },
    { name: 'no handler', input: { Handler: undefined }, status: 400 },
    { name: 'an empty zip', input: { Code: { ZipFile: storedZip([]) } }, status: 400 },
    { name: 'a role that is no ARN', input: { Role: 'admin' }, status: 400 },
  ])('refuses $name', async ({ input, status }) => {
    await expect(create(input as never)).rejects.toMatchObject({ $metadata: { httpStatusCode: status } });
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
  it.each([
    { variables: { OK: 'x', AWS_REGION: 'x' }, message: /reserved keys .*: AWS_REGION$/ },
    { variables: { _HANDLER: 'x', LAMBDA_TASK_ROOT: 'x' }, message: /: _HANDLER, LAMBDA_TASK_ROOT$/ },
    { variables: { '1A': 'x' }, message: /at 'environment\.variables' failed to satisfy constraint/ },
    { variables: { A: 'x' }, message: /at 'environment\.variables' failed to satisfy constraint/ },
    // {"AB":"…"} is nine bytes more.
    { variables: { AB: 'x'.repeat(4_088) }, message: /exceeded the 4KB limit/ },
  ])('refuses variables that Lambda refuses: $message', async ({ variables, message }) => {
    const Environment = { Variables: variables };
    await expect(create({ Environment })).rejects.toMatchObject({
      message: expect.stringMatching(message),
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('takes 4 KB of variables, and those that only look reserved', async () => {
    const Environment = { Variables: { AB: 'x'.repeat(4_087) } };
    expect(await create({ Environment })).toMatchObject({ Environment });
    const other = { Variables: { AWS_ENDPOINT_URL: 'x' } };
    expect(await create({ FunctionName: 'g', Environment: other })).toMatchObject({ Environment: other });
  });

  it('says that there are no images before it asks for what an image does not have', async () => {
    await expect(
      create({
        Code: { ImageUri: 'i' },
        PackageType: 'Image',
        Runtime: undefined,
        Handler: undefined,
      } as never),
    ).rejects.toMatchObject({ message: expect.stringContaining('no container images') });
  });

  it('leaves nothing of a zip that it refused', async () => {
    const code = (): string[] =>
      readdirSync(service.folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
        path.includes('code-'),
      );
    const before = code();
    await expect(create({ Code: { ZipFile: Buffer.from('no zip') } })).rejects.toThrow();
    expect(code().filter((path) => path.includes('/'))).toEqual(before);
  });

  it('is refused a second time, and its validation message is the one of the model', async () => {
    await create();
    await expect(create()).rejects.toMatchObject({ name: 'ResourceConflictException' });
    await expect(create({ MemorySize: 1 })).rejects.toMatchObject({
      name: 'ValidationException',
      message:
        "1 validation error detected: Value '1' at 'memorySize' failed to satisfy constraint: Member must have value greater than or equal to 128",
    });
  });

  it('is updated: InProgress, then Successful, with its environments retired and the revision checked', async () => {
    await create();
    const before = await service.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const updated = await service.lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName,
        MemorySize: 512,
        Timeout: 10,
        RevisionId: before.RevisionId,
        LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'DEBUG' },
      }),
    );
    expect(updated).toMatchObject({ LastUpdateStatus: 'InProgress', MemorySize: 512, State: 'Active' });
    expect(service.engine.calls).toContain('retire f $LATEST');
    expect(await service.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))).toMatchObject({
      LastUpdateStatus: 'Successful',
      Timeout: 10,
      LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'DEBUG' },
    });
    await expect(
      service.lambda.send(
        new UpdateFunctionCodeCommand({ FunctionName, ZipFile: zip, RevisionId: before.RevisionId }),
      ),
    ).rejects.toMatchObject({ name: 'PreconditionFailedException', $metadata: { httpStatusCode: 412 } });
    await service.lambda.send(new InvokeCommand({ FunctionName }));
    expect(service.engine.requests[0]?.version).toMatchObject({ memorySizeMb: 512, timeoutMs: 10_000 });
  });

  it('serves with the old configuration while an update runs, and refuses another one', async () => {
    await started({ updateDelayMs: 300 });
    await create();
    await expect(service.lambda.send(new InvokeCommand({ FunctionName }))).rejects.toMatchObject({
      name: 'ResourceConflictException',
      message: expect.stringContaining('currently in the following state: Pending'),
    });
    await waitUntilFunctionActiveV2(
      { client: service.lambda, maxWaitTime: 10, minDelay: 1 },
      { FunctionName },
    );
    const change = new UpdateFunctionConfigurationCommand({ FunctionName, MemorySize: 512 });
    await service.lambda.send(change);
    await expect(service.lambda.send(change)).rejects.toMatchObject({
      name: 'ResourceConflictException',
      message: `The operation cannot be performed at this time. An update is in progress for resource: ${arn}`,
    });
    await service.lambda.send(new InvokeCommand({ FunctionName }));
    expect(service.engine.requests.at(-1)?.version.memorySizeMb).toBe(128);
    await waitUntilFunctionUpdatedV2(
      { client: service.lambda, maxWaitTime: 10, minDelay: 1 },
      { FunctionName },
    );
    await service.lambda.send(new InvokeCommand({ FunctionName }));
    expect(service.engine.requests.at(-1)?.version.memorySizeMb).toBe(512);
  });

  it('is published once for each change', async () => {
    await create();
    const publish = () => service.lambda.send(new PublishVersionCommand({ FunctionName, Description: 'd' }));
    const first = await publish();
    expect(first).toMatchObject({
      Version: '1',
      FunctionArn: `${arn}:1`,
      $metadata: { httpStatusCode: 201 },
    });
    expect((await publish()).Version).toBe('1');
    const code = await service.lambda.send(
      new UpdateFunctionCodeCommand({ FunctionName, ZipFile: zip, Publish: true }),
    );
    expect(code).toMatchObject({ Version: '2', FunctionArn: `${arn}:2` });
    await expect(
      service.lambda.send(new PublishVersionCommand({ FunctionName, CodeSha256: 'other' })),
    ).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
    const list = (Marker?: string) =>
      service.lambda.send(new ListVersionsByFunctionCommand({ FunctionName, MaxItems: 2, Marker }));
    const page = await list();
    expect(page.Versions?.map(({ Version }) => Version)).toEqual(['$LATEST', '1']);
    const rest = await list(page.NextMarker);
    expect(rest.Versions?.map(({ Version }) => Version)).toEqual(['2']);
    expect(rest.NextMarker).toBeUndefined();
    await expect(list('nonsense')).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  });

  it('is listed with all others', async () => {
    for (const name of ['b', 'a', 'c']) await create({ FunctionName: name });
    const { Functions, NextMarker } = await service.lambda.send(new ListFunctionsCommand({ MaxItems: 2 }));
    expect(Functions?.map((each) => each.FunctionName)).toEqual(['a', 'b']);
    const rest = await service.lambda.send(new ListFunctionsCommand({ Marker: NextMarker }));
    expect(rest.Functions?.map((each) => each.FunctionName)).toEqual(['c']);
    expect(rest.Functions?.[0]?.State).toBeUndefined();
  });

  it('is deleted with its environments', async () => {
    await create({ Publish: true });
    const remove = (Qualifier?: string) =>
      service.lambda.send(new DeleteFunctionCommand({ FunctionName, Qualifier }));
    await expect(remove('$LATEST')).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
    expect((await remove('1')).$metadata.httpStatusCode).toBe(204);
    expect(service.engine.calls).toContain('retire f 1');
    await remove();
    expect(service.engine.calls).toContain('retire f *');
    await expect(service.lambda.send(new GetFunctionCommand({ FunctionName }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Function not found: ${arn}`,
    });
  });
});

describe('what this service has not', () => {
  it.each([
    { path: '/2015-03-31/functions/f/policy', status: 501 },
    { path: '/2021-10-31/functions/f/url', status: 501 },
    { path: '/', status: 404 },
  ])('answers $status to GET $path', async ({ path, status }) => {
    const answer = await fetch(`${service.url}${path}`);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('x-amzn-errortype')).toBe('UnknownOperationException');
    expect(await answer.json()).toEqual({ message: expect.stringContaining(`GET ${path}`) });
  });
});
