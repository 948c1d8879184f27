import { afterEach, describe, expect, it } from 'vitest';
import { lambdaClient } from '../../src/aws/clients.ts';
import { waitForProvisioned } from '../../src/aws/provisioned.ts';
import { readTargetFacts } from '../../src/aws/target-facts.ts';
import type { Target } from '../../src/model/target.ts';
import { useExampleCredentials } from '../support/aws-credentials.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { apiError, type Stub, type StubAnswer, type StubRequest, startStub } from '../support/stub-lambda.ts';

useExampleCredentials();
const stubs: Stub[] = [];
afterEach(async () => {
  for (const stub of stubs.splice(0)) await stub.close();
});

const json = (value: unknown): StubAnswer => ({
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(value),
});

const configuration = {
  FunctionName: 'worker_lambda',
  FunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:worker_lambda:live',
  Runtime: 'nodejs22.x',
  Architectures: ['arm64'],
  MemorySize: 256,
  Timeout: 30,
  Version: '7',
  CodeSha256: 'abc=',
  LoggingConfig: { LogFormat: 'JSON', LogGroup: '/own/group', SystemLogLevel: 'WARN' },
  SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
};
const provisioned = {
  RequestedProvisionedConcurrentExecutions: 10,
  AllocatedProvisionedConcurrentExecutions: 10,
  AvailableProvisionedConcurrentExecutions: 9,
  Status: 'READY',
};
const noProvisioned = apiError(404, 'ProvisionedConcurrencyConfigNotFoundException');

/** Route by what the path ends with, before its query. */
const healthy: Readonly<Record<string, StubAnswer>> = {
  '/configuration': json(configuration),
  '/aliases/live': json({
    Name: 'live',
    FunctionVersion: '7',
    RoutingConfig: { AdditionalVersionWeights: { '8': 0.25 } },
  }),
  '/provisioned-concurrency?Qualifier=live': json(provisioned),
  '/provisioned-concurrency?Qualifier=7': noProvisioned,
  '/concurrency': json({ ReservedConcurrentExecutions: 50 }),
  '/account-settings': json({
    AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 950 },
  }),
};

async function clientFor(routes: Readonly<Record<string, StubAnswer>>) {
  const answer = ({ path }: StubRequest): StubAnswer => {
    const plain = path.replace(/\?.*$/, '').replace(/\/$/, '');
    const route = Object.keys(routes).find((one) => (one.includes('?') ? path : plain).endsWith(one));
    return (route === undefined ? undefined : routes[route]) ?? apiError(404, 'ResourceNotFoundException');
  };
  const stub = await startStub(answer);
  stubs.push(stub);
  return lambdaClient({ endpointUrl: stub.url });
}

const live: Target = { functionName: 'worker_lambda', qualifier: 'live', region: 'eu-central-1' };

describe('facts of a target', () => {
  it('are all there for an alias', async () => {
    expect(await readTargetFacts(await clientFor(healthy), live)).toEqual({
      ...live,
      functionArn: configuration.FunctionArn,
      version: '7',
      weights: { '8': 0.25 },
      memorySizeMb: 256,
      architecture: 'arm64',
      runtime: 'nodejs22.x',
      timeoutMs: 30_000,
      codeSha256: 'abc=',
      logGroup: '/own/group',
      logFormat: 'JSON',
      systemLogLevel: 'WARN',
      snapStart: false,
      managedInstances: false,
      provisioned: { requested: 10, allocated: 10, available: 9, status: 'READY', statusReason: null },
      reservedConcurrency: 50,
      accountConcurrency: 1000,
      unreservedConcurrency: 950,
      modelled: null,
      unread: [],
    });
  });

  it('of $LATEST ask for no alias and no provisioned concurrency', async () => {
    const { '/aliases/live': _, '/provisioned-concurrency?Qualifier=live': __, ...rest } = healthy;
    const routes = { ...rest, '/configuration': json({ FunctionName: 'worker_lambda', Version: '$LATEST' }) };
    const facts = await readTargetFacts(await clientFor(routes), { ...live, qualifier: '$LATEST' });
    expect(facts).toMatchObject({
      version: '$LATEST',
      provisioned: null,
      weights: {},
      logGroup: '/aws/lambda/worker_lambda',
      logFormat: 'Text',
      unread: [],
    });
  });

  it('take what is provisioned on the version where the alias has none', async () => {
    const routes = {
      ...healthy,
      '/provisioned-concurrency?Qualifier=live': noProvisioned,
      '/provisioned-concurrency?Qualifier=7': json(provisioned),
    };
    expect((await readTargetFacts(await clientFor(routes), live)).provisioned?.requested).toBe(10);
  });

  it('that may not be read are null, and named', async () => {
    const denied = apiError(403, 'AccessDeniedException');
    const routes = Object.fromEntries(Object.keys(healthy).map((route) => [route, denied]));
    const facts = await readTargetFacts(await clientFor(routes), live);
    expect(facts).toMatchObject({
      memorySizeMb: null,
      version: null,
      provisioned: null,
      accountConcurrency: null,
    });
    expect(facts.logGroup).toBe('/aws/lambda/worker_lambda');
    expect(facts.unread.map(({ fact }) => fact).toSorted()).toEqual([
      'account concurrency',
      'alias',
      'function configuration',
      'provisioned concurrency',
      'reserved concurrency',
    ]);
  });
});

describe('a target that is not there', () => {
  it('as a qualifier: says which aliases and versions exist', async () => {
    const client = await clientFor({
      '/aliases': json({ Aliases: [{ Name: 'live' }, { Name: 'beta' }] }),
      '/versions': json({ Versions: [{ Version: '$LATEST' }, { Version: '7' }] }),
      '/account-settings': healthy['/account-settings'] ?? 'silence',
    });
    await expect(readTargetFacts(client, { ...live, qualifier: 'prod' })).rejects.toMatchObject({
      exitCode: 2,
      message: 'Function "worker_lambda" has no alias or version "prod".',
      hint: 'It has aliases: live, beta; versions: $LATEST, 7. Choose one of them.',
    });
  });

  it.each(['$LATEST', 'prod'])(
    'as a function, asked with %s: says which functions exist',
    async (qualifier) => {
      const client = await clientFor({ '/functions': json({ Functions: [{ FunctionName: 'worker_b' }] }) });
      await expect(readTargetFacts(client, { ...live, qualifier })).rejects.toMatchObject({
        exitCode: 2,
        message: 'There is no function "worker_lambda" in eu-central-1.',
        hint: 'There are: worker_b. Name one of them.',
      });
    },
  );

  it('without permission to list: says how to list', async () => {
    const client = await clientFor({ '/functions': apiError(403, 'AccessDeniedException') });
    await expect(readTargetFacts(client, { ...live, qualifier: '$LATEST' })).rejects.toMatchObject({
      exitCode: 2,
      hint: 'List what exists with: aws lambda list-functions',
    });
  });
});

it.each([
  { name: 'ExpiredTokenException', exitCode: 4 },
  { name: 'UnrecognizedClientException', exitCode: 4 },
])('credentials that are refused as such: $name', async ({ name, exitCode }) => {
  const routes = Object.fromEntries(Object.keys(healthy).map((route) => [route, apiError(403, name)]));
  await expect(readTargetFacts(await clientFor(routes), live)).rejects.toMatchObject({ exitCode });
});

it('an endpoint that nobody listens at is unreachable', async () => {
  const stub = await startStub(() => 'silence');
  await stub.close();
  await expect(readTargetFacts(lambdaClient({ endpointUrl: stub.url }), live)).rejects.toMatchObject({
    exitCode: 4,
  });
});

it('waits for provisioned concurrency until it is READY', async () => {
  let polls = 0;
  const stub = await startStub(() => {
    polls += 1;
    return json({
      ...provisioned,
      Status: polls < 3 ? 'IN_PROGRESS' : 'READY',
      AllocatedProvisionedConcurrentExecutions: polls,
    });
  });
  stubs.push(stub);
  const clock = new FakeClock();
  const seen: number[] = [];
  let done = false;
  const waiting = waitForProvisioned(
    lambdaClient({ endpointUrl: stub.url }),
    clock,
    live,
    new AbortController().signal,
    (state) => seen.push(state.allocated),
  ).finally(() => {
    done = true;
  });
  while (!done) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    clock.step();
  }
  expect(await waiting).toMatchObject({ status: 'READY', allocated: 3 });
  expect(seen).toEqual([1, 2]);
});
