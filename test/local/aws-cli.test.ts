import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DoubleService, startDouble } from './double-service.ts';
import { storedZip } from './stored-zip.ts';

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

/** Major version of an AWS CLI; null: there is none. */
const versionOf = (command: string): Promise<number | null> =>
  run(command, ['--version'], { env }).then(
    ({ stdout, stderr }) => Number(/aws-cli\/(\d+)/.exec(stdout + stderr)?.[1] ?? 0),
    () => null,
  );

/** Where a Python of the user's own brings version 1, the distribution's package is the one that is meant. */
const packaged = '/usr/bin/aws';
const cli = (await versionOf(packaged)) === 2 ? packaged : 'aws';
const cliVersion = await versionOf(cli);

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
  (await run(cli, [...args, '--endpoint-url', service.url, '--output', 'json'], { env })).stdout;
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
        /ResourceNotFoundException.*GetFunction operation(?: \([^)]*\))?: Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody/,
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

  it('is tailed live by botocore', async (context) => {
    const python = (script: string): Promise<string> =>
      run('python3', ['-c', script], { env }).then(({ stdout }) => stdout);
    const there = await python('import botocore').then(
      () => true,
      () => false,
    );
    if (!there) context.skip('Python has no botocore here');
    const read = python(`
import botocore.session
from botocore.config import Config
client = botocore.session.get_session().create_client(
    'logs', endpoint_url='${service.url}', config=Config(inject_host_prefix=False))
group = 'arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/worker'
for part in client.start_live_tail(logGroupIdentifiers=[group])['responseStream']:
    print(list(part), [event['message'] for event in part.get('sessionUpdate', {}).get('sessionResults', [])])
    if part.get('sessionUpdate', {}).get('sessionResults'):
        break
`);
    const written = setInterval(() => service.engine.logs.append('/aws/lambda/worker', 's', 'live'), 200);
    const shown = await read.finally(() => clearInterval(written));
    expect(shown).toMatch(/^\['sessionStart'\] \[\]\n(?:.*\n)*\['sessionUpdate'\] \['live'/);
  });

  it('tails the log', async (context) => {
    if (cliVersion !== 2) context.skip(`aws logs tail needs version 2 of the AWS CLI; here is ${cliVersion}`);
    const tail = async (...args: string[]): Promise<string> =>
      (
        await run(cli, ['logs', 'tail', '/aws/lambda/worker', ...args, '--endpoint-url', service.url], {
          env,
        })
      ).stdout;
    const report = 'REPORT RequestId';
    expect(await tail('--since', '10m')).toMatch(/^\S+ \d{4}\/\d\d\/\d\d\/\[1\]\S+ /m);
    for (const format of ['short', 'json', 'detailed']) {
      expect(await tail('--since', '10m', '--format', format)).toContain(report);
    }
    const filtered = await tail('--since', '10m', '--format', 'short', '--filter-pattern', `"${report}"`);
    expect(filtered.trim().split('\n')).toHaveLength(1);
    expect(await tail('--since', '10m', '--filter-pattern', '{ $.type = "platform.report" }')).toBe('');
    await expect(tail('--filter-pattern', '{ $.type =')).rejects.toMatchObject({
      stderr: expect.stringContaining('InvalidParameterException'),
    });
  });

  it('creates from a zip, waits, publishes, changes the code and deletes', async () => {
    const zip = (says: number): string => {
      const file = join(folder, `code-${says}.zip`);
      const text = `export const handler = async () => ${says};`;
      writeFileSync(file, storedZip([{ name: 'index.mjs', text }]));
      return `fileb://${file}`;
    };
    const target = ['--function-name', 'zipped'];
    const created = await json(
      ...['lambda', 'create-function', ...target, '--runtime', 'nodejs22.x', '--handler', 'index.handler'],
      ...['--role', 'arn:aws:iam::123456789012:role/any', '--zip-file', zip(1), '--environment'],
      'Variables={GREETING=hello}',
    );
    expect(created).toMatchObject({ State: 'Pending', Environment: { Variables: { GREETING: 'hello' } } });
    await aws('lambda', 'wait', 'function-active-v2', ...target);
    expect(await json('lambda', 'publish-version', ...target)).toMatchObject({ Version: '1' });
    await aws('lambda', 'wait', 'published-version-active', ...target, '--qualifier', '1');
    const changed = await json('lambda', 'update-function-code', ...target, '--zip-file', zip(2));
    expect(changed.CodeSha256).not.toBe(created.CodeSha256);
    await aws('lambda', 'wait', 'function-updated-v2', ...target);
    const { Functions } = await json('lambda', 'list-functions');
    expect(Functions).toHaveLength(2);
    await aws('lambda', 'delete-function', ...target);
    await expect(json('lambda', 'get-function-configuration', ...target)).rejects.toMatchObject({
      stderr: expect.stringContaining('ResourceNotFoundException'),
    });
  });

  it('sets, reads and takes away reserved concurrency', async () => {
    const target = ['--function-name', 'worker'];
    const reserve = ['lambda', 'put-function-concurrency', ...target, '--reserved-concurrent-executions'];
    expect(await json(...reserve, '7')).toEqual({ ReservedConcurrentExecutions: 7 });
    await expect(json(...reserve, '5000')).rejects.toMatchObject({
      stderr: expect.stringMatching(/InvalidParameterValueException.*greater than account's unreserved/),
    });
    await aws('lambda', 'delete-function-concurrency', ...target);
    expect(await aws('lambda', 'get-function-concurrency', ...target)).toBe('');
  });
});
