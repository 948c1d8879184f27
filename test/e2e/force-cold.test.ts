import type { ChildProcess } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListFunctionsCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import { alias, benchJson, type JsonRun, localJson, tally } from '../support/bench-run.ts';
import { cli, startCli } from '../support/cli.ts';
import { foregroundServices, localClient } from '../support/foreground-service.ts';
import { eventually } from '../support/processes.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const newFolder = temporaryFolders();
const startService = foregroundServices();
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

const folder = new URL('../../dist/handlers/worker/', import.meta.url).pathname;
const worker = {
  functionName: 'worker_lambda',
  folder,
  memorySizeMb: 256,
  timeoutMs: 60_000,
  environment: { TABLE: 'orders' },
  aliases: [{ name: 'worker_lambda_alias', provisioned: { requested: 1 } }],
};
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** An account that outlives the run, what can be seen of it, and a place for journals. */
async function anAccount(config: object = {}) {
  const home = await newFolder();
  const service = await startService([
    '--config',
    await localJson(await newFolder(), { functions: [worker], ...config }),
  ]);
  const client = { endpoint: service.url, region: 'us-east-1', credentials };
  const lambda = new LambdaClient(client);
  const logs = new CloudWatchLogsClient({ ...client, disableHostPrefix: true });
  const env = { ...localClient, XDG_STATE_HOME: home };
  const variables = async () =>
    (await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'worker_lambda' }))).Environment
      ?.Variables;
  const twins = async () =>
    (await lambda.send(new ListFunctionsCommand({}))).Functions?.map(
      ({ FunctionName }) => FunctionName,
    ).filter((name) => name !== 'worker_lambda');
  const groups = async () =>
    (await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/lambda/lambda-fanout-twin' })))
      .logGroups?.length;
  const at = ['--endpoint-url', service.url];
  return {
    env,
    at,
    lambda,
    variables,
    twins,
    journals: () => readdir(join(home, 'lambda-fanout', 'journals')).catch(() => []),
    isAsItWas: async () =>
      expect([await variables(), await twins(), await groups()]).toEqual([{ TABLE: 'orders' }, [], 0]),
    cleanup: (...args: readonly string[]) => cli(['cleanup', ...args], { env }),
    bench: (...args: readonly string[]) => benchJson([...at, ...args], { env }),
    running: (...args: readonly string[]) => {
      const child = startCli(['bench', ...at, '--format', 'json', ...args], { env });
      started.push(child);
      let stdout = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
      });
      const ended = new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal)));
      return { child, ended, stdout: () => stdout };
    },
  };
}

const kindsOfRound = ({ rows }: JsonRun, round: number) =>
  tally(
    rows.filter((row) => row.round === round),
    'startKind',
  );

describe('--force-cold', () => {
  it('$LATEST: each round meets environments that are new, and the account is as it was', async () => {
    const account = await anAccount();
    const { run, exitCode } = await account.bench(
      '--force-cold',
      '--rounds',
      '3',
      '--concurrency',
      '2',
      '--gap',
      '0',
    );
    expect(exitCode).toBe(0);
    for (const round of [1, 2, 3]) expect(kindsOfRound(run, round)).toEqual({ cold: 2 });
    expect(new Set(run.rows.map(({ environmentId }) => environmentId)).size).toBe(6);
    expect(run.warnings.map(({ code }) => code)).not.toContain('old-environments');
    await account.isAsItWas();
    expect(await account.journals()).toEqual([]);
    // Without it the same rounds are cold once.
    const plain = await account.bench('--rounds', '2', '--concurrency', '2', '--gap', '0');
    expect(kindsOfRound(plain.run, 2)).toEqual({ warm: 2 });
  });

  it('a published version: twins, one a round, with its code; provisioned concurrency is left alone', async () => {
    const account = await anAccount();
    const { run, exitCode } = await account.bench(
      ...alias,
      '--force-cold',
      '--rounds',
      '2',
      '--concurrency',
      '2',
      '--gap',
      '0',
    );
    expect(exitCode).toBe(0);
    for (const round of [1, 2]) expect(kindsOfRound(run, round)).toEqual({ cold: 2 });
    const names = run.rows.map((row) => (row as unknown as { functionName: string }).functionName);
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name).toMatch(/^lambda-fanout-twin-[0-9a-f]{16}-[12]$/);
    expect(run.target).toMatchObject({ version: '1', provisioned: { status: 'READY' } });
    await account.isAsItWas();
    expect(await account.journals()).toEqual([]);
  });

  it('a modelled function has modelled twins', async () => {
    const { run } = await benchJson([
      ...['--local', '--model', 'node22-x86-image', ...alias],
      ...['--twins', '--rounds', '2', '--concurrency', '3', '--gap', '0'],
    ]);
    for (const round of [1, 2]) expect(kindsOfRound(run, round)).toEqual({ cold: 3 });
  });

  it('--cool waits between rounds until Lambda has retired environments', async () => {
    const account = await anAccount({ retentionMs: 500 });
    const { run } = await account.bench('--cool', '1s', '--gap', '0', '--rounds', '2', '--concurrency', '2');
    for (const round of [1, 2]) expect(kindsOfRound(run, round)).toEqual({ cold: 2 });
  });

  it('REPORTs that no tail brought are looked for in the twins’ own groups, before they go', async () => {
    const account = await anAccount({ faults: [{ effect: { kind: 'no-tail' } }] });
    const { run } = await account.bench(
      ...alias,
      '--twins',
      '--rounds',
      '2',
      '--concurrency',
      '1',
      '--gap',
      '0',
    );
    expect(run.summary.coverage).toMatchObject({ due: 2, fromTail: 0, fromLogs: 2 });
    await account.isAsItWas();
  });
});

describe('faults in the middle', () => {
  it.each([
    {
      effect: { kind: 'access-denied' },
      says: /lambda:CreateFunction is not allowed; this statement grants it/,
    },
    { effect: { kind: 'expired-token' }, says: /credentials have expired/ },
  ])(
    '$effect.kind at the second twin: the first round stands, the rest is unsent and said',
    async ({ effect, says }) => {
      const account = await anAccount({
        faults: [{ match: { operation: 'CreateFunction' }, nth: { from: 2, to: 99 }, effect }],
      });
      const save = join(await newFolder(), 'run.jsonl');
      const { run, exitCode } = await account.bench(
        ...[...alias, '--twins', '--rounds', '3', '--concurrency', '1', '--gap', '0', '--save', save],
      );
      expect(exitCode).toBe(3);
      expect(tally(run.rows, 'outcome')).toEqual({ ok: 1, unsent: 2 });
      expect(run.warnings.find(({ code }) => code === 'cold-failed')?.message).toMatch(says);
      expect((await cli(['report', save, '--format', 'json'])).stdout).toContain('"ok": 1');
      await account.isAsItWas();
    },
  );

  it('at the first: nothing is measured, an error names the statement', async () => {
    const account = await anAccount({
      faults: [{ match: { operation: 'UpdateFunctionConfiguration' }, effect: { kind: 'access-denied' } }],
    });
    const result = await cli(['bench', ...account.at, '--force-cold', '--concurrency', '1'], {
      env: account.env,
    });
    expect(result.exitCode).toBe(4);
    expect(result.stderr).toContain('"Action":"lambda:UpdateFunctionConfiguration"');
    await account.isAsItWas();
    expect(await account.journals()).toEqual([]);
  });

  it('credentials that run out before the end: what is left is said, 3, and cleanup takes it away', async () => {
    const account = await anAccount({
      faults: [
        // Reading whose twin it is, at the end; making it reads the version, and the twin twice.
        {
          match: { operation: 'DeleteFunction' },
          nth: { from: 1, to: 1 },
          effect: { kind: 'expired-token' },
        },
      ],
    });
    const { run, exitCode } = await account.bench(...alias, '--twins', '--concurrency', '1');
    expect(exitCode).toBe(3);
    expect(tally(run.rows, 'outcome')).toEqual({ ok: 1 });
    const left = run.warnings.find(({ code }) => code === 'not-undone')?.message ?? '';
    expect(left).toMatch(
      /^the twin lambda-fanout-twin-\S+ is still there: .*ExpiredTokenException.*lambda-fanout cleanup --journal "/,
    );
    expect(await account.twins()).toHaveLength(1);
    const [journal] = await account.journals();
    expect(left).toContain(journal);
    expect((await account.cleanup('--yes')).exitCode).toBe(0);
    await account.isAsItWas();
    expect(await account.journals()).toEqual([]);
  });

  it('somebody who deploys meanwhile is not overwritten: the marker alone is taken out, and that is said', async () => {
    const account = await anAccount();
    const run = account.running('--force-cold', '--rounds', '2', '--concurrency', '1', '--gap', '3s');
    await eventually(account.variables, (found) => found?.LAMBDA_FANOUT_COLD?.endsWith(':2') === true);
    const Variables = { ...(await account.variables()), TABLE: 'other', NEW: 'yes' };
    await account.lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: 'worker_lambda', Environment: { Variables } }),
    );
    expect(await run.ended).toBe(0);
    const { warnings } = JSON.parse(run.stdout()) as JsonRun;
    expect(warnings.find(({ code }) => code === 'changed-since')?.message).toContain(
      'the marker alone was taken out',
    );
    expect(await account.variables()).toEqual({ TABLE: 'other', NEW: 'yes' });
  });
});

describe('kill -9', () => {
  /** Steps at which a run is killed, each told by what can be seen of it from outside. */
  const slow = (operation: string, nth = 1) => ({
    faults: [{ match: { operation }, nth, effect: { kind: 'slow', delayMs: 20_000 } }],
  });
  it.each<{
    step: string;
    args: readonly string[];
    config: object;
    until: (account: Awaited<ReturnType<typeof anAccount>>) => Promise<boolean>;
  }>([
    {
      step: 'while the marker is set, before its reply',
      args: ['--force-cold'],
      config: slow('UpdateFunctionConfiguration'),
      until: async ({ variables }) => (await variables())?.LAMBDA_FANOUT_COLD !== undefined,
    },
    {
      step: 'while a twin is made, before its reply',
      args: [...alias, '--twins'],
      config: slow('CreateFunction'),
      until: async ({ twins }) => (await twins())?.length === 1,
    },
    {
      step: 'while a round on a twin is in flight',
      args: [...alias, '--twins', '--hold', '20s', '--timeout', '60s'],
      config: {},
      until: async ({ twins }) => {
        const there = (await twins())?.length === 1;
        if (there) await new Promise((resolve) => setTimeout(resolve, 1_000));
        return there;
      },
    },
    {
      step: 'while the twin is deleted, its log group still there',
      args: [...alias, '--twins', '--concurrency', '1'],
      config: slow('DeleteFunction'),
      until: async (account) =>
        (await account.journals()).length === 1 &&
        (await account.twins())?.length === 0 &&
        (await deletedOnce(account)),
    },
  ])('$step: cleanup leaves the account as it was', async ({ args, config, until }) => {
    const account = await anAccount(config);
    const run = account.running('--concurrency', '1', ...args);
    await eventually(
      () => until(account),
      (there) => there,
    );
    // A run that is going on is left alone.
    const early = await account.cleanup('--yes', '--format', 'json');
    expect([early.exitCode, early.stdout]).toEqual([0, expect.stringContaining('"code": "running"')]);
    run.child.kill('SIGKILL');
    expect(await run.ended).toBe('SIGKILL');
    const asked = await account.cleanup();
    expect([asked.exitCode, asked.stderr]).toEqual([2, expect.stringContaining('Add --yes')]);
    const done = await account.cleanup('--yes');
    expect([done.exitCode, done.stdout]).toEqual([0, expect.stringContaining('the account is as it was')]);
    await account.isAsItWas();
    const again = await account.cleanup('--yes');
    expect([again.exitCode, again.stdout]).toEqual([0, expect.stringContaining('Nothing is to be undone')]);
  });

  /** The twin was there, and is gone: its log group tells that it has served. */
  async function deletedOnce({ at, env }: Awaited<ReturnType<typeof anAccount>>): Promise<boolean> {
    const found = await cli(['cleanup', '--find', '--older-than', '0', '--dry-run', ...at], { env });
    return found.stdout.includes('lambda-fanout-twin-');
  }
});

describe('Ctrl-C', () => {
  it('once: the round in flight is waited for, and all is undone', async () => {
    const account = await anAccount();
    const run = account.running(...alias, '--twins', '--rounds', '5', '--concurrency', '1', '--hold', '2s');
    await eventually(account.twins, (names) => names?.length === 1);
    run.child.kill('SIGINT');
    expect(await run.ended).toBe(130);
    await account.isAsItWas();
    expect(await account.journals()).toEqual([]);
  });
});

describe('cleanup --find', () => {
  it('finds what no journal tells of, not what is young; and says what it cannot undo', async () => {
    const account = await anAccount({
      faults: [{ match: { operation: 'DeleteLogGroup' }, nth: 1, effect: { kind: 'access-denied' } }],
    });
    const run = account.running(
      ...alias,
      '--twins',
      '--concurrency',
      '1',
      '--hold',
      '20s',
      '--timeout',
      '60s',
    );
    await eventually(account.twins, (names) => names?.length === 1);
    run.child.kill('SIGKILL');
    await run.ended;
    const find = (...args: readonly string[]) =>
      account.cleanup('--find', ...account.at, '--yes', '--format', 'json', ...args);
    const young = JSON.parse((await find()).stdout);
    expect([young.headline, young.warnings[0].code]).toEqual([
      'Nothing of a run was found in the account.',
      'younger',
    ]);
    const refused = await find('--older-than', '0');
    expect(refused.exitCode).toBe(4);
    expect(refused.stdout).toContain('logs:DeleteLogGroup');
    const done = await find('--older-than', '0');
    expect(done.exitCode).toBe(0);
    await account.isAsItWas();
  });
});
