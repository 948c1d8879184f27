import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DoubleService, startDouble } from './double-service.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'lambda-fanout-cli-'));
const nothing = join(folder, 'nothing');
const env = {
  ...process.env,
  AWS_ACCESS_KEY_ID: 'x',
  AWS_SECRET_ACCESS_KEY: 'x',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_REGION: 'us-east-1',
  AWS_CONFIG_FILE: nothing,
  AWS_SHARED_CREDENTIALS_FILE: nothing,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_MAX_ATTEMPTS: '1',
  AWS_PAGER: '',
};

/** Major version of the AWS CLI on PATH; null: there is none. */
const cliVersion = await run('aws', ['--version'], { env }).then(
  ({ stdout, stderr }) => Number(/aws-cli\/(\d+)/.exec(stdout + stderr)?.[1] ?? 0),
  () => null,
);

let service: DoubleService;
beforeAll(async () => {
  service = await startDouble({
    functions: [{ functionName: 'worker', folder: import.meta.dirname, aliases: [{ name: 'live' }] }],
  });
});
afterAll(async () => {
  await service.end();
  rmSync(folder, { recursive: true, force: true });
});

const aws = async (...args: string[]): Promise<string> =>
  (await run('aws', [...args, '--endpoint-url', service.url, '--output', 'json'], { env })).stdout;
const json = async (...args: string[]): Promise<Record<string, unknown>> => JSON.parse(await aws(...args));

describe('the AWS CLI', () => {
  beforeEach((context) => {
    if (cliVersion === null) context.skip('the AWS CLI is not installed here');
  });

  it('invokes with the tail', async () => {
    const out = join(folder, 'out.json');
    const binary = cliVersion === 2 ? ['--cli-binary-format', 'raw-in-base64-out'] : [];
    const answer = await json(
      ...['lambda', 'invoke', '--function-name', 'worker', '--qualifier', 'live', '--log-type', 'Tail'],
      ...['--payload', '{"a":1}', ...binary, out],
    );
    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '1' });
    expect(Buffer.from(String(answer.LogResult), 'base64').toString()).toContain('REPORT RequestId');
    expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual({ a: 1 });
  });

  it('shows the error of a function that is not there', async () => {
    await expect(json('lambda', 'get-function', '--function-name', 'nobody')).rejects.toMatchObject({
      stderr: expect.stringMatching(
        /ResourceNotFoundException.*GetFunction operation: Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody/,
      ),
    });
  });

  it('updates, waits, publishes and moves the alias', async () => {
    const target = ['--function-name', 'worker'];
    const updated = await json('lambda', 'update-function-configuration', ...target, '--memory-size', '256');
    expect(updated.LastUpdateStatus).toBe('InProgress');
    await aws('lambda', 'wait', 'function-updated', ...target);
    await aws('lambda', 'wait', 'function-active-v2', ...target);
    const { Version } = await json('lambda', 'publish-version', ...target);
    const moved = ['--name', 'live', '--function-version', String(Version)];
    await json(
      'lambda',
      'update-alias',
      ...target,
      ...moved,
      '--routing-config',
      'AdditionalVersionWeights={1=0.5}',
    );
    expect(await json('lambda', 'get-alias', ...target, '--name', 'live')).toMatchObject({
      FunctionVersion: Version,
      RoutingConfig: { AdditionalVersionWeights: { 1: 0.5 } },
    });
  });

  it('sets, reads and lists provisioned concurrency', async () => {
    const target = ['--function-name', 'worker'];
    const count = ['--provisioned-concurrent-executions', '2'];
    await json('lambda', 'put-provisioned-concurrency-config', ...target, '--qualifier', '1', ...count);
    service.engine.allocate();
    const get = ['lambda', 'get-provisioned-concurrency-config', ...target, '--qualifier', '1'];
    expect(await json(...get)).toMatchObject({
      Status: 'READY',
      AllocatedProvisionedConcurrentExecutions: 2,
    });
    const list = await json('lambda', 'list-provisioned-concurrency-configs', ...target);
    expect(list.ProvisionedConcurrencyConfigs).toHaveLength(1);
    const { AccountLimit } = await json('lambda', 'get-account-settings');
    expect(AccountLimit).toMatchObject({ ConcurrentExecutions: 1_000 });
  });

  it('filters log events', async () => {
    const group = ['--log-group-name', '/aws/lambda/worker'];
    const answer = await json(
      'logs',
      'filter-log-events',
      ...group,
      '--filter-pattern',
      '"REPORT RequestId"',
    );
    expect(answer.events).toHaveLength(1);
    const { logStreams } = await json(
      'logs',
      'describe-log-streams',
      ...group,
      '--order-by',
      'LastEventTime',
    );
    expect(logStreams).toHaveLength(1);
  });

  it('tails the log', async (context) => {
    if (cliVersion !== 2) context.skip(`aws logs tail needs version 2 of the AWS CLI; here is ${cliVersion}`);
    const text = await run(
      'aws',
      ['logs', 'tail', '/aws/lambda/worker', '--since', '10m', '--endpoint-url', service.url],
      { env },
    );
    expect(text.stdout).toContain('REPORT RequestId');
  });
});
