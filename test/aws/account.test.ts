import {
  CreateFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListFunctionsCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import { accountPort } from '../../src/aws/account.ts';
import { realClock } from '../../src/io/clock.ts';
import type { Fault } from '../../src/local/fault-schema.ts';
import type { AccountPort } from '../../src/model/account-port.ts';
import { type DoubleService, startDouble } from '../local/double-service.ts';
import { storedZip } from '../local/stored-zip.ts';
import { apiError, type StubAnswer, startStub } from '../support/stub-lambda.ts';

let service: DoubleService | null = null;
const opened: { readonly close: () => unknown }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
  await service?.end();
  service = null;
});

const arnOf = (name: string): string => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
const workerArn = arnOf('worker');
const never = new AbortController().signal;
const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
const target = { functionName: 'worker', qualifier: '1', region: 'us-east-1' };
const plan = (functionName: string) => ({
  functionName,
  runId: 'run-1',
  logGroup: `/aws/lambda/${functionName}`,
  madeAt: '2026-01-02T03:04:05.000Z',
});

const code = storedZip([{ name: 'index.mjs', text: 'export const handler = async () => 1;' }]);

type Keys = NonNullable<Parameters<typeof startDouble>[0]>;

/** The embedded service with one function, and the port on it. Retries as in a run, but without their pauses. */
async function started(
  faults: readonly Partial<Fault>[] = [],
  keys: Keys = {},
): Promise<Omit<DoubleService, 'port'> & { readonly port: AccountPort }> {
  const running = await startDouble({ ...keys, faults: faults as never });
  service = running;
  await running.lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'worker',
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::123456789012:role/r',
      Environment: { Variables: { TABLE: 'orders' } },
      Code: { ZipFile: code },
      Publish: true,
    }),
  );
  return { ...running, port: portOn(running.url) };
}

function portOn(url: string, logs?: DoubleService['logs']): AccountPort {
  const client = new LambdaClient({
    endpoint: url,
    region: 'us-east-1',
    credentials,
    maxAttempts: 3,
  });
  opened.push({ close: () => client.destroy() });
  return accountPort(client, logs ?? (service as DoubleService).logs, realClock);
}

const variables = async (): Promise<Record<string, string> | undefined> =>
  (await service?.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'worker' })))?.Environment
    ?.Variables;
const deploy = (Variables: Record<string, string>) =>
  service?.lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName: 'worker', Environment: { Variables } }),
  );
const latest = async (port: AccountPort) => {
  const state = await port.latest(workerArn, never);
  if (state === null) throw new Error('there is no function');
  return state;
};

describe('the marker', () => {
  it('is set and taken away again, and all other variables stay', async () => {
    const { port } = await started();
    const before = await latest(port);
    expect(before.marker).toBeNull();
    const set = await port.mark(workerArn, 'run-1:1', before.revisionId, never);
    expect(set.marker).toBe('run-1:1');
    expect(await variables()).toEqual({ TABLE: 'orders', LAMBDA_FANOUT_COLD: 'run-1:1' });
    expect((await port.mark(workerArn, null, set.revisionId, never)).marker).toBeNull();
    expect(await variables()).toEqual({ TABLE: 'orders' });
  });

  it('waits until the update is Successful', async () => {
    const { port } = await started([], { updateDelayMs: 600 });
    const before = await latest(port);
    await port.mark(workerArn, 'run-1:1', before.revisionId, never);
    const after = await service?.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'worker' }));
    expect(after?.LastUpdateStatus).toBe('Successful');
  });

  it('is not set on what somebody else has deployed since', async () => {
    const { port } = await started();
    const before = await latest(port);
    await deploy({ TABLE: 'other' });
    await expect(port.mark(workerArn, 'run-1:1', before.revisionId, never)).rejects.toMatchObject({
      exitCode: 4,
      message: `${workerArn} was changed by somebody else meanwhile; nothing of that is overwritten.`,
    });
    expect(await variables()).toEqual({ TABLE: 'other' });
  });

  it('survives a reply that is lost: its own change is not taken for another’s', async () => {
    const { port } = await started([
      {
        match: { operation: 'UpdateFunctionConfiguration' },
        nth: 1,
        effect: { kind: 'reset', afterRunning: true },
      },
    ]);
    const before = await latest(port);
    expect((await port.mark(workerArn, 'run-1:1', before.revisionId, never)).marker).toBe('run-1:1');
    expect(await variables()).toEqual({ TABLE: 'orders', LAMBDA_FANOUT_COLD: 'run-1:1' });
  });

  it.each<{ fault: Fault['effect']; says: RegExp; hint: RegExp }>([
    {
      fault: { kind: 'access-denied' },
      says: /^UpdateFunctionConfiguration was refused: AccessDeniedException: .*lambda:UpdateFunctionConfiguration/,
      hint: /lambda:UpdateFunctionConfiguration is not allowed; this statement grants it: \{"Effect":"Allow","Action":"lambda:UpdateFunctionConfiguration","Resource":"arn:aws:lambda:us-east-1:123456789012:function:worker"\}/,
    },
    { fault: { kind: 'expired-token' }, says: /ExpiredTokenException/, hint: /have expired\. Sign in again/ },
    {
      fault: {
        kind: 'error',
        status: 409,
        type: 'ResourceConflictException',
        message: 'An update is in progress',
      },
      says: /was changed by somebody else meanwhile/,
      hint: /when nobody deploys/,
    },
  ])('$fault.kind: says what to do', async ({ fault, says, hint }) => {
    const { port } = await started([{ match: { operation: 'UpdateFunctionConfiguration' }, effect: fault }]);
    const { revisionId } = await latest(port);
    await expect(port.mark(workerArn, 'run-1:1', revisionId, never)).rejects.toMatchObject({
      message: expect.stringMatching(says),
      hint: expect.stringMatching(hint),
    });
    expect(await variables()).toEqual({ TABLE: 'orders' });
  });

  it('a control plane that throttles is asked again', async () => {
    const { port } = await started([
      {
        match: { operation: 'UpdateFunctionConfiguration' },
        nth: { from: 1, to: 2 },
        effect: { kind: 'throttle', reason: 'CallerRateLimitExceeded' },
      },
    ]);
    const { revisionId } = await latest(port);
    expect((await port.mark(workerArn, 'run-1:1', revisionId, never)).marker).toBe('run-1:1');
  });

  it('a function that is not there is null', async () => {
    const { port } = await started();
    expect(await port.latest(arnOf('gone'), never)).toBeNull();
  });

  it('another account finds nothing of this one', async () => {
    const { port } = await started();
    expect(await port.latest('arn:aws:lambda:us-east-1:999999999999:function:worker', never)).toBeNull();
  });

  const json = (value: unknown): StubAnswer => ({
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(value),
  });

  it('is not set where the variables cannot be read: writing one would lose the others', async () => {
    await started();
    const kms = { ErrorCode: 'AccessDeniedException', Message: 'no kms:Decrypt' };
    const stub = await startStub(() => json({ RevisionId: 'r', Environment: { Error: kms } }));
    opened.push(stub);
    const port = portOn(stub.url);
    await expect(port.mark(workerArn, 'run-1:1', 'r', never)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('would lose the others'),
      hint: expect.stringContaining('--cool'),
    });
    expect(stub.requests.map(({ method }) => method)).toEqual(['GET']);
  });

  it('an update that fails is told with its reason', async () => {
    await started();
    let updated = false;
    const stub = await startStub(({ method }) => {
      if (method === 'PUT') updated = true;
      return json(
        updated
          ? {
              RevisionId: 's',
              LastUpdateStatus: 'Failed',
              LastUpdateStatusReason: 'the role cannot be assumed',
            }
          : { RevisionId: 'r' },
      );
    });
    opened.push(stub);
    await expect(portOn(stub.url).mark(workerArn, 'run-1:1', 'r', never)).rejects.toMatchObject({
      message: `The update of ${workerArn} failed: the role cannot be assumed`,
    });
  });
});

describe('a twin', () => {
  it('has the code and the configuration of the version, and is known for what it is', async () => {
    const { port, lambda } = await started();
    const source = await port.twinSource(target, never);
    expect(source).toMatchObject({ functionArn: workerArn, version: '1' });
    const twin = await source.make(plan('twin-1'), never);
    expect(twin).toEqual({
      target: { ...target, functionName: 'twin-1', qualifier: '$LATEST' },
      differences: [],
    });
    const { Configuration, Tags } = await lambda.send(new GetFunctionCommand({ FunctionName: 'twin-1' }));
    const original = await lambda.send(new GetFunctionCommand({ FunctionName: 'worker' }));
    for (const member of ['CodeSha256', 'MemorySize', 'Timeout', 'Environment', 'Role', 'Handler'] as const)
      expect(Configuration?.[member]).toEqual(original.Configuration?.[member]);
    expect(Tags?.['lambda-fanout:run']).toBe('run-1');
    expect(await port.madeBy(arnOf('twin-1'))).toEqual({ runId: 'run-1' });
    expect(await port.madeBy(workerArn)).toEqual({ runId: null });
    await port.deleteFunction(arnOf('twin-1'), never);
    await port.deleteFunction(arnOf('twin-1'), never);
    await port.deleteLogGroup('/aws/lambda/twin-1');
    expect(await port.madeBy(arnOf('twin-1'))).toBe('gone');
  });

  it('survives a reply that is lost: its own first attempt is not taken for another’s function', async () => {
    const { port } = await started([
      {
        match: { operation: 'CreateFunction', payloadContains: 'twin-1' },
        nth: 1,
        effect: { kind: 'reset', afterRunning: true },
      },
    ]);
    const source = await port.twinSource(target, never);
    expect((await source.make(plan('twin-1'), never)).target.functionName).toBe('twin-1');
  });

  it('is not made where a function of that name is there', async () => {
    const { port } = await started();
    const source = await port.twinSource(target, never);
    await expect(source.make(plan('worker'), never)).rejects.toMatchObject({
      message: expect.stringContaining('ResourceConflictException'),
    });
  });

  it.each<{ fault: Partial<Fault>; says: RegExp; hint: RegExp; exitCode: number }>([
    {
      fault: {
        match: { operation: 'CreateFunction', payloadContains: 'twin' },
        effect: { kind: 'access-denied' },
      },
      says: /not authorized to perform: lambda:CreateFunction/,
      hint: /this statement grants it: \{"Effect":"Allow","Action":"lambda:CreateFunction"/,
      exitCode: 4,
    },
    {
      // As AWS words it where the role may not be handed on.
      fault: {
        match: { operation: 'CreateFunction', payloadContains: 'twin' },
        effect: {
          kind: 'error',
          status: 403,
          type: 'AccessDeniedException',
          message:
            'User: arn:aws:iam::123456789012:user/u is not authorized to perform: iam:PassRole on resource: arn:aws:iam::123456789012:role/r because no identity-based policy allows the iam:PassRole action',
        },
      },
      says: /iam:PassRole/,
      hint: /this statement grants it: \{"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::123456789012:role\/r"\}/,
      exitCode: 4,
    },
    {
      fault: {
        match: { operation: 'CreateFunction', payloadContains: 'twin' },
        effect: {
          kind: 'error',
          status: 400,
          type: 'InvalidParameterValueException',
          message: 'The role defined for the function cannot be assumed by Lambda.',
        },
      },
      says: /CreateFunction: AWS does not take what was asked: The role defined/,
      hint: /./,
      exitCode: 2,
    },
  ])('$says', async ({ fault, says, hint, exitCode }) => {
    const { port, lambda } = await started([fault]);
    const source = await port.twinSource(target, never);
    await expect(source.make(plan('twin-1'), never)).rejects.toMatchObject({
      message: expect.stringMatching(says),
      hint: expect.stringMatching(hint),
      exitCode,
    });
    expect((await lambda.send(new ListFunctionsCommand({}))).Functions).toHaveLength(1);
  });

  it('of a version that is not there: says which there are', async () => {
    const { port } = await started();
    await expect(port.twinSource({ ...target, qualifier: 'live' }, never)).rejects.toMatchObject({
      exitCode: 2,
      hint: expect.stringContaining('versions: $LATEST, 1'),
    });
  });

  const answers = (configuration: object, package_: object): ((path: string) => StubAnswer) => {
    const body = JSON.stringify({
      Configuration: { FunctionArn: `${workerArn}:1`, Version: '1', ...configuration },
      Code: package_,
    });
    return (path) => (path.startsWith('/code') ? { body: 'other bytes' } : { body });
  };
  it.each<{
    name: string;
    configuration: object;
    package_: (url: string) => object;
    says: RegExp;
    exitCode: number;
  }>([
    {
      name: 'code that is not what the configuration names',
      configuration: { CodeSha256: 'abc=' },
      package_: (url) => ({ Location: `${url}/code` }),
      says: /What was downloaded is not the code of worker:1: its SHA-256 is .*, not abc=\./,
      exitCode: 4,
    },
    {
      name: 'a package too large to upload',
      configuration: { CodeSize: 60_000_000 },
      package_: (url) => ({ Location: `${url}/code` }),
      says: /has 60,000,000 bytes; a new function takes at most 52,428,800 without S3/,
      exitCode: 2,
    },
    {
      name: 'a package that AWS does not give',
      configuration: {},
      package_: () => ({ Error: { ErrorCode: 'x', Message: 'the bucket is gone' } }),
      says: /The code of worker:1 cannot be had: the bucket is gone/,
      exitCode: 2,
    },
    {
      name: 'a function that isolates tenants',
      configuration: { TenancyConfig: { TenantIsolationMode: 'PER_TENANT' } },
      package_: () => ({}),
      says: /No twin can be made of worker:1: it isolates tenants/,
      exitCode: 2,
    },
    {
      name: 'variables that cannot be read',
      configuration: { Environment: { Error: { ErrorCode: 'KMS', Message: 'denied' } } },
      package_: () => ({}),
      says: /its environment variables cannot be read \(KMS: denied\)/,
      exitCode: 2,
    },
  ])('is not made of $name', async ({ configuration, package_, says, exitCode }) => {
    await started();
    let url = '';
    const stub = await startStub(({ path }) => answers(configuration, package_(url))(path));
    url = stub.url;
    opened.push(stub);
    await expect(portOn(stub.url).twinSource(target, never)).rejects.toMatchObject({
      message: expect.stringMatching(says),
      exitCode,
    });
  });

  it.each([
    { state: { State: 'Failed', StateReason: 'no subnet' }, says: /is Failed: no subnet/ },
    { state: { State: 'Active', CodeSha256: 'other=' }, says: /has other code: SHA-256 other=, not abc=/ },
  ])('that comes out wrong is told: $says', async ({ state, says }) => {
    await started();
    const original = { CodeSha256: 'abc=', Role: 'arn:aws:iam::123456789012:role/r', PackageType: 'Image' };
    const stub = await startStub(({ method, path }) =>
      method === 'POST' || path.includes('twin-1')
        ? { body: JSON.stringify(method === 'POST' ? {} : { Configuration: { ...original, ...state } }) }
        : {
            body: JSON.stringify({
              Configuration: { ...original, FunctionArn: `${workerArn}:1`, Version: '1' },
              Code: { ImageUri: 'r/i:1', ResolvedImageUri: 'r/i@sha256:0' },
            }),
          },
    );
    opened.push(stub);
    const source = await portOn(stub.url).twinSource(target, never);
    await expect(source.make(plan('twin-1'), never)).rejects.toMatchObject({
      message: expect.stringMatching(says),
    });
    const created = stub.requests.find(({ method }) => method === 'POST');
    expect(JSON.parse(created?.body.toString() ?? '{}').Code).toEqual({ ImageUri: 'r/i@sha256:0' });
  });

  it('whose package cannot be fetched is told', async () => {
    await started();
    let url = '';
    const stub = await startStub(({ path }) =>
      path.startsWith('/code') ? { status: 403 } : answers({}, { Location: `${url}/code` })(path),
    );
    url = stub.url;
    opened.push(stub);
    await expect(portOn(stub.url).twinSource(target, never)).rejects.toMatchObject({
      message: 'The code of worker:1 could not be downloaded: HTTP 403',
      exitCode: 4,
    });
  });

  it('with SnapStart is published, waited for, and invoked as its version', async () => {
    await started();
    const original = {
      CodeSha256: 'abc=',
      Role: 'arn:aws:iam::123456789012:role/r',
      SnapStart: { ApplyOn: 'PublishedVersions', OptimizationStatus: 'On' },
    };
    let asked = 0;
    const stub = await startStub(({ method, path }) => {
      if (method === 'POST') return { body: '{}' };
      if (!path.includes('twin-1'))
        return {
          body: JSON.stringify({
            Configuration: { ...original, FunctionArn: `${workerArn}:1`, Version: '1' },
            Code: { ImageUri: 'r/i:1' },
          }),
        };
      asked += 1;
      // Just created: reading it may find nothing yet.
      if (asked === 1) return apiError(404, 'ResourceNotFoundException');
      return {
        body: JSON.stringify({ Configuration: { ...original, State: asked < 3 ? 'Pending' : 'Active' } }),
      };
    });
    opened.push(stub);
    const twin = await (await portOn(stub.url).twinSource(target, never)).make(plan('twin-1'), never);
    expect(twin.target).toEqual({ ...target, functionName: 'twin-1', qualifier: '1' });
    expect(asked).toBe(3);
    const polled = stub.requests.filter(({ path }) => path.includes('twin-1'));
    expect(polled.every(({ path }) => path.endsWith('Qualifier=1'))).toBe(true);
    const created = stub.requests.find(({ method }) => method === 'POST');
    expect(JSON.parse(created?.body.toString() ?? '{}')).toMatchObject({
      Publish: true,
      SnapStart: { ApplyOn: 'PublishedVersions' },
    });
  });

  it('on another patch level of the runtime says so', async () => {
    await started();
    const original = {
      CodeSha256: 'abc=',
      State: 'Active',
      Role: 'arn:aws:iam::123456789012:role/r',
      RuntimeVersionConfig: { RuntimeVersionArn: 'arn:old' },
    };
    const stub = await startStub(({ method, path }) => {
      const newer = { ...original, RuntimeVersionConfig: { RuntimeVersionArn: 'arn:new' } };
      if (method === 'POST') return { body: '{}' };
      return {
        body: JSON.stringify({
          Configuration: path.includes('twin-1') ? newer : { ...original, FunctionArn: `${workerArn}:1` },
          Code: { ImageUri: 'r/i:1' },
        }),
      };
    });
    opened.push(stub);
    const twin = await (await portOn(stub.url).twinSource(target, never)).make(plan('twin-1'), never);
    expect(twin.differences).toEqual([
      'they run on another patch level of the runtime (arn:new, not arn:old)',
    ]);
  });
});

describe('deleting', () => {
  it('waits while the function is busy', async () => {
    const { port } = await started([
      {
        match: { operation: 'DeleteFunction' },
        nth: { from: 1, to: 2 },
        effect: { kind: 'error', status: 409, type: 'ResourceConflictException', message: 'being created' },
      },
    ]);
    await port.deleteFunction(workerArn, never);
    expect(await port.madeBy(workerArn)).toBe('gone');
  });

  it.each([
    { operation: 'DeleteFunction', call: (port: AccountPort) => port.deleteFunction(workerArn, never) },
    { operation: 'DeleteLogGroup', call: (port: AccountPort) => port.deleteLogGroup('/aws/lambda/worker') },
  ])('$operation that is not permitted names the statement', async ({ operation, call }) => {
    const { port } = await started([{ match: { operation }, effect: { kind: 'access-denied' } }]);
    await expect(call(port)).rejects.toMatchObject({
      exitCode: 4,
      hint: expect.stringMatching(new RegExp(`:${operation} is not allowed; this statement grants it`)),
    });
  });
});

describe('what is left in an account', () => {
  it('is found by names, descriptions and markers; nothing else is', async () => {
    const { port, logs, engine } = await started();
    expect(await port.leftovers()).toEqual([]);
    const source = await port.twinSource(target, never);
    await source.make(plan('lambda-fanout-twin-aa-1'), never);
    await port.mark(workerArn, 'run-9:3', (await latest(port)).revisionId, never);
    for (const group of [
      '/aws/lambda/lambda-fanout-twin-aa-1',
      '/aws/lambda/lambda-fanout-twin-bb-1',
      '/aws/lambda/worker',
    ])
      engine.logs.openStream(group, 's');
    expect(logs).toBeDefined();
    const found = await port.leftovers();
    expect(found.map(({ change }) => change)).toEqual([
      {
        kind: 'twin',
        functionArn: arnOf('lambda-fanout-twin-aa-1'),
        runId: 'run-1',
        of: '',
        logGroup: '/aws/lambda/lambda-fanout-twin-aa-1',
      },
      { kind: 'marker', functionArn: workerArn, runId: 'run-9' },
      {
        kind: 'twin',
        functionArn: arnOf('lambda-fanout-twin-bb-1'),
        runId: '',
        of: '',
        logGroup: '/aws/lambda/lambda-fanout-twin-bb-1',
      },
    ]);
    for (const { madeAt } of found) expect(Date.parse(madeAt ?? '')).toBeGreaterThan(1.6e12);
  });

  it.each(['ListFunctions', 'DescribeLogGroups'])('%s that is refused is told', async (operation) => {
    const { port } = await started([{ match: { operation }, effect: { kind: 'access-denied' } }]);
    await expect(port.leftovers()).rejects.toMatchObject({ message: expect.stringContaining(operation) });
  });
});
