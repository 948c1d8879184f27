import { describe, expect, it } from 'vitest';
import { alias, benchJson, localJson } from '../support/bench-run.ts';
import { cli } from '../support/cli.ts';
import { foregroundServices, localClient } from '../support/foreground-service.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const newFolder = temporaryFolders();
const startService = foregroundServices();

interface Document {
  readonly headline: string;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly tables: readonly { readonly rows: readonly (readonly (string | number | null)[])[] }[];
}

const folder = new URL('../../dist/handlers/worker/', import.meta.url).pathname;
/** Two provisioned environments: processes enough to show it. */
const worker = (more: object = {}) => ({
  functionName: 'worker_lambda',
  folder,
  memorySizeMb: 256,
  timeoutMs: 20_000,
  aliases: [{ name: 'worker_lambda_alias', provisioned: { requested: 2 }, ...more }],
});

async function withService(config: object) {
  const service = await startService(['--config', await localJson(await newFolder(), config)]);
  const at = ['--endpoint-url', service.url];
  const provision = async (...args: readonly string[]) => {
    const result = await cli(['provision', ...args, ...at, ...alias, '--format', 'json'], {
      env: localClient,
    });
    return {
      ...result,
      document: (result.stdout === '' ? null : JSON.parse(result.stdout)) as Document | null,
    };
  };
  return { service, at, provision };
}

const costOf = (document: Document | null): string | undefined =>
  document?.facts.find(({ name }) => name === 'Cost')?.value;

describe('provision', () => {
  it('shows, sets, awaits and clears; the price is said before, and again after', async () => {
    const { provision } = await withService({ functions: [worker()] });
    const shown = await provision('show');
    expect(shown.exitCode).toBe(0);
    expect(shown.document?.headline).toBe(
      'worker_lambda:worker_lambda_alias has 2 of 2 provisioned environments available, READY.',
    );
    // https://aws.amazon.com/lambda/pricing/, US East (N. Virginia), x86: 2 × 0.25 GB × 3,600 s × 0.0000041667 USD.
    expect(costOf(shown.document)).toContain('0.00750 USD an hour');
    const set = await provision('set', '3', '--yes');
    expect(set.exitCode).toBe(0);
    expect(set.stderr).toContain(
      'provisioned concurrency 2 → 3.\nCost: nothing on the embedded service; on AWS 0.0113 USD',
    );
    expect(set.document?.headline).toBe(
      'worker_lambda:worker_lambda_alias: provisioned concurrency is 3, READY.',
    );
    expect(set.document?.tables[0]?.rows).toEqual([['worker_lambda_alias', 3, 3, 3, 'READY']]);
    // As it is already: nothing is asked for, and nothing asked back.
    const again = await provision('set', '3', '--yes');
    expect([again.exitCode, again.stderr]).toEqual([0, '']);
    const cleared = await provision('clear', '--yes');
    expect(cleared.exitCode).toBe(0);
    expect(cleared.document?.headline).toContain('has no provisioned concurrency any more; it had 3.');
    expect((await provision('clear', '--yes')).exitCode).toBe(0);
    const awaited = await provision('wait');
    expect(awaited.exitCode).toBe(2);
    expect(awaited.stderr).toContain('lambda-fanout provision set 10 --qualifier worker_lambda_alias');
  });

  it('without a terminal a question is a usage error, before anything is asked of AWS', async () => {
    for (const action of [['set', '3'], ['clear']]) {
      const { exitCode, stderr } = await cli(
        ['provision', ...action, ...alias, '--endpoint-url', 'http://127.0.0.1:1'],
        { env: localClient },
      );
      expect(exitCode).toBe(2);
      expect(stderr).toBe(
        `lambda-fanout: provision ${action[0]} asks back first, and there is no terminal to ask on\n  Add --yes.\n`,
      );
    }
  });

  it('refuses $LATEST with the remedy, and says where an unknown qualifier leads', async () => {
    const refused = await cli(['provision', 'set', '5', '--yes', '--endpoint-url', 'http://127.0.0.1:1'], {
      env: localClient,
    });
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toMatch(
      /^lambda-fanout: \$LATEST cannot have provisioned concurrency\.\n.*publish a version/,
    );
  });

  it('FAILED is a finding: 1, with the reason and what to do', async () => {
    const { provision } = await withService({
      functions: [worker()],
      faults: [
        {
          match: { operation: 'PutProvisionedConcurrencyConfig' },
          nth: 2,
          effect: { kind: 'provisioning-failed' },
        },
      ],
    });
    const set = await provision('set', '3', '--yes');
    expect(set.exitCode).toBe(1);
    expect(set.stderr).toMatch(/FAILED: FUNCTION_ERROR_INIT_FAILURE\n {2}The function's init fails/);
    const waited = await provision('wait');
    expect(waited.exitCode).toBe(1);
    expect(waited.document?.headline).toContain('FAILED (FUNCTION_ERROR_INIT_FAILURE)');
    expect((await provision('show')).exitCode).toBe(0);
  });

  it('that is not READY in time is no evidence: 3, with how far it is', async () => {
    const { provision } = await withService({
      functions: [worker({ provisioned: { requested: 2, course: 'pending' } })],
    });
    const waited = await provision('wait', '--timeout', '1s');
    expect(waited.exitCode).toBe(3);
    expect(waited.stderr).toContain('was not READY within 1 s: 0 of 2 allocated.');
    const set = await provision('set', '1', '--yes', '--no-wait');
    expect([set.exitCode, set.document?.headline]).toEqual([
      0,
      'worker_lambda:worker_lambda_alias: provisioned concurrency is 1 as asked for; lambda-fanout provision wait tells when it is READY.',
    ]);
  });

  it('says what to do about each refusal of AWS', async () => {
    const operation = 'PutProvisionedConcurrencyConfig';
    const error = (status: number, type: string, message: string) => ({
      kind: 'error',
      status,
      type,
      message,
    });
    const more =
      "Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [8].";
    const effects = [
      { kind: 'access-denied' },
      error(400, 'InvalidParameterValueException', more),
      error(409, 'ResourceConflictException', 'Version is pointed by a Provisioned Concurrency alias'),
    ];
    const { provision } = await withService({
      functions: [worker()],
      faults: effects.map((effect, at) => ({ match: { operation }, nth: at + 1, effect })),
    });
    const want = [
      [
        4,
        /"Action":"lambda:PutProvisionedConcurrencyConfig","Resource":"arn:[\w:-]+:function:worker_lambda:worker_lambda_alias"/,
      ],
      [2, /AWS does not take 3 for .*unreserved concurrency \[8\]\.\n {2}Ask for less/],
      [2, /Version is pointed by .*\n {2}A version has provisioned concurrency once/],
    ] as const;
    for (const [exitCode, says] of want) {
      const set = await provision('set', '3', '--yes');
      expect([set.exitCode, set.stderr]).toEqual([exitCode, expect.stringMatching(says)]);
    }
  });

  it('a control plane that throttles while it is waited for is asked again', async () => {
    const { provision } = await withService({
      functions: [worker({ provisioned: { requested: 2, course: { readyAfterMs: 3_000 } } })],
      faults: [
        {
          match: { operation: 'GetProvisionedConcurrencyConfig' },
          nth: { from: 2, to: 4 },
          effect: { kind: 'throttle', reason: 'CallerRateLimitExceeded' },
        },
      ],
    });
    expect((await provision('wait')).exitCode).toBe(0);
  });
});

describe('bench on a deployment that is not READY', () => {
  const pending = (state: string) => [
    '--local',
    '--local-provisioning',
    state,
    '--provisioned',
    '2',
    ...alias,
  ];

  it('warns, without an option', async () => {
    const { run } = await benchJson([...pending('pending'), '--concurrency', '2']);
    expect(run.warnings.map(({ code }) => code)).toContain('not-ready');
  });

  it('--wait-ready: waits, and nobody waits for an init then', async () => {
    const { run, exitCode } = await benchJson([
      ...pending('pending:2s'),
      '--concurrency',
      '2',
      '--wait-ready',
    ]);
    expect(exitCode).toBe(0);
    expect(run.target.provisioned?.status).toBe('READY');
    expect(run.summary.waitedForInit).toBe(0);
  });

  it.each([
    {
      state: 'pending',
      args: ['--ready-timeout', '1s'],
      exitCode: 3,
      says: /was not READY within 1 s: 0 of 2/,
    },
    {
      state: 'ready',
      args: ['--provisioned', '0'],
      exitCode: 2,
      says: /has no provisioned concurrency\.\n.*provision set/,
    },
  ])('--wait-ready on $state: $exitCode', async ({ state, args, exitCode, says }) => {
    const given = pending(state).filter(
      (each, at, all) =>
        !(args.includes('0') && (each === '--provisioned' || all[at - 1] === '--provisioned')),
    );
    const result = await cli(['bench', ...given, '--concurrency', '2', '--wait-ready', ...args]);
    expect(result.exitCode).toBe(exitCode);
    expect(result.stderr).toMatch(says);
    expect(result.stdout).toBe('');
  });

  it('--watch-deployment: tells the first round that was served wholly, and so does its file', async () => {
    const save = `${await newFolder()}/watch.jsonl`;
    const { run, exitCode } = await benchJson([
      ...pending('pending:3s'),
      ...['--concurrency', '2', '--gap', '200ms', '--watch-deployment', '--save', save],
    ]);
    expect(exitCode).toBe(0);
    const { deployment } = run.summary as unknown as {
      deployment: {
        firstWhole: number;
        rounds: {
          round: number;
          provisioned: number;
          retained: number;
          new: number;
          state: { status: string };
        }[];
      };
    };
    const { rounds, firstWhole } = deployment;
    // Just after the deployment everybody waits; then retained environments serve; then provisioned ones.
    expect(rounds[0]).toMatchObject({ new: 2, retained: 0, provisioned: 0 });
    expect(rounds.slice(1, firstWhole - 1)).toEqual(
      rounds.slice(1, firstWhole - 1).map((round) => ({ ...round, new: 0, retained: 2, provisioned: 0 })),
    );
    expect(rounds.slice(firstWhole - 1).every(({ provisioned }) => provisioned === 2)).toBe(true);
    expect(rounds.map(({ state }) => state.status).indexOf('READY')).toBe(rounds.length - 1);
    expect(run.summary.headline).toMatch(
      new RegExp(
        `^Round ${firstWhole}, \\d+\\.\\d s after the start, was the first that provisioned environments`,
      ),
    );
    const replayed = await cli(['report', save, '--format', 'json']);
    expect(replayed.exitCode).toBe(0);
    expect(JSON.parse(replayed.stdout).summary).toEqual(run.summary);
  });

  it('--watch-deployment on one that FAILED: a finding', async () => {
    const config = await localJson(await newFolder(), {
      functions: [worker()],
      faults: [{ effect: { kind: 'provisioning-failed' } }],
    });
    const { run, exitCode } = await benchJson([
      '--local',
      '--config',
      config,
      ...alias,
      '--concurrency',
      '2',
      '--watch-deployment',
    ]);
    expect(exitCode).toBe(1);
    expect(run.summary.headline).toContain('the allocation FAILED (FUNCTION_ERROR_INIT_FAILURE)');
  });

  it('--watch-deployment where there is nothing to watch: says how to get something', async () => {
    const { exitCode, stderr } = await cli(['bench', '--local', '--provisioned', '0', '--watch-deployment']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /worker_lambda:\$LATEST has no provisioned concurrency\.\n.*never serves \$LATEST/,
    );
  });
});
