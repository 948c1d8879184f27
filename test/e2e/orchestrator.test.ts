import { execFile } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { jsonDocumentSchema } from '../../src/report/json-schema.ts';
import { alias, benchJson, localJson, tally } from '../support/bench-run.ts';
import { cli, packageRoot } from '../support/cli.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();
const ours = ['--local', '--orchestrator', 'orchestrator_lambda'] as const;
/** Where the worker does not matter: it takes no process. */
const modelled = [...ours, '--model', 'node22-arm64'] as const;

const worker = (holdMs: number, requested = 10) => ({
  functionName: 'worker_lambda',
  fixture: 'worker',
  memorySizeMb: 256,
  timeoutMs: 20_000,
  environment: { HOLD_MS: String(holdMs) },
  aliases: [{ name: 'worker_lambda_alias', provisioned: { requested } }],
});
const orchestrator = (timeoutMs = 30_000) => ({
  functionName: 'orchestrator_lambda',
  fixture: 'orchestrator',
  memorySizeMb: 1_769,
  timeoutMs,
});

/** A handler of `fixtures/handlers/shapes` as an orchestrator, away from this project and its packages. */
async function shape(name: string, environment: Record<string, string>, timeoutMs = 30_000) {
  const code = join(await folder(), name);
  await cp(join(packageRoot, 'fixtures/handlers/shapes', name), code, { recursive: true });
  return { functionName: 'tutorial', folder: code, memorySizeMb: 512, timeoutMs, environment };
}

const deployed = async (functions: readonly object[], faults: readonly object[] = []): Promise<string> =>
  localJson(await folder(), { functions, faults });

describe('bench --orchestrator, with one that speaks the contract', () => {
  it('alias × 11: one invocation of the orchestrator, and exactly one of its workers waited', async () => {
    const save = join(await folder(), 'run.jsonl');
    const { run, stdout, exitCode, stderr } = await benchJson([
      ...ours,
      ...alias,
      ...['--concurrency', '11', '--save', save],
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(tally(run.rows, 'startKind')).toEqual({ cold: 1, preinitialized: 10 });
    expect(tally(run.rows, 'reportSource')).toEqual({ tail: 11 });
    expect(run.summary.rounds[0]).toMatchObject({ asked: 11, environments: 11 });
    const document = jsonDocumentSchema.parse(JSON.parse(stdout));
    expect(document.orchestration).toMatchObject({ shards: 1, contract: 1, clocks: null });
    expect(document.orchestration?.parts).toMatchObject([
      {
        round: 1,
        shard: 1,
        requests: 11,
        invocation: { startKind: 'cold', functionName: 'orchestrator_lambda' },
      },
    ]);
    const lines = (await readFile(save, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const [orchestration, ...others] = lines.filter(({ kind }) => kind === 'orchestration');
    expect(others).toEqual([]);
    // Its own invocation surrounds those that it sent.
    for (const row of lines.filter(({ kind }) => kind === 'invocation')) {
      expect(row.shard).toBe(1);
      expect(row.writtenMs).toBeGreaterThan(orchestration.invocation.writtenMs);
      expect(row.doneMs).toBeLessThan(orchestration.invocation.doneMs);
    }
    const again = await cli(['report', save, '--format', 'json']);
    expect(JSON.parse(again.stdout)).toEqual(run);
    const table = (await cli(['report', save])).stdout.replaceAll(/\s+/g, ' ');
    expect(table).toMatch(/Orchestrator orchestrator_lambda:\$LATEST, speaks version 1 of the contract/);
    expect(table).toMatch(/ and to orchestrate .* USD for 1 request /);
    expect(table).toMatch(/Client paid .* round trip of the orchestrator's own invocation: cold, duration/);
    expect(table).toContain('Round trips are those that the orchestrator saw');
  });

  it('finds in CloudWatch Logs what tails did not bring', async () => {
    const config = await localJson(await folder(), {
      faults: [{ match: { functionName: 'worker_lambda' }, nth: 2, effect: { kind: 'no-tail' } }],
    });
    const { run, exitCode } = await benchJson([
      ...modelled,
      ...['--config', config, ...alias, '--concurrency', '3'],
    ]);
    expect(exitCode).toBe(0);
    expect(tally(run.rows, 'reportSource')).toEqual({ tail: 2, logs: 1 });
  });

  it('counts against the account: of the ten that are left for ten workers, it takes one', async () => {
    const { run, exitCode } = await benchJson([
      ...modelled,
      // Ten of the twenty are provisioned on the alias, which these requests do not use.
      ...['--account-concurrency', '20', '--concurrency', '10'],
    ]);
    expect(tally(run.rows, 'outcome')).toEqual({ ok: 9, throttled: 1 });
    expect(run.summary.rounds[0]?.expected.verdict).toBe('as-expected');
    expect(exitCode).toBe(3);
  });

  it('three of it share two rounds, and release at one moment', async () => {
    const save = join(await folder(), 'run.jsonl');
    const { run, stdout, exitCode } = await benchJson([
      ...modelled,
      ...alias,
      ...['--orchestrators', '3', '--concurrency', '11', '--rounds', '2', '--gap', '0', '--save', save],
      ...['--orchestrator-lead', '1s'],
    ]);
    expect(exitCode).toBe(0);
    expect(JSON.parse((await cli(['report', save, '--format', 'json'])).stdout)).toEqual(run);
    expect(tally(run.rows, 'startKind')).toMatchObject({ cold: 1, preinitialized: 10 });
    const { orchestration } = jsonDocumentSchema.parse(JSON.parse(stdout));
    expect(orchestration?.parts.map(({ round, shard, requests }) => [round, shard, requests])).toEqual([
      ...[1, 2, 3].map((shard) => [0, shard, 0]),
      ...[1, 2].flatMap((round) => [
        [round, 1, 4],
        [round, 2, 4],
        [round, 3, 3],
      ]),
    ]);
    expect(orchestration?.clocks?.surelyMs).toBeGreaterThan(0);
    // All of these clocks are one, so the workers cannot prove that they are not.
    expect(orchestration?.clocks?.byWorkersMs).toBeGreaterThan(0);
  });
});

describe('the handler', () => {
  it('is one file that needs no package, and says who it is to whoever invokes it otherwise', async () => {
    const alone = await folder();
    await cp(join(packageRoot, 'dist/handlers/orchestrator/index.mjs'), join(alone, 'index.mjs'));
    const script =
      "const { handler } = await import('./index.mjs'); await handler({ id: 1 }, {}).catch((e) => console.log(e.name, e.message));";
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      cwd: alone,
      env: { PATH: process.env.PATH ?? '' },
    });
    expect(stdout).toMatch(/^OrchestratorRefused This is the orchestrator of lambda-fanout/);
  });

  it('refuses more requests than an environment has file descriptors for', async () => {
    const { run, exitCode } = await benchJson([...modelled, '--concurrency', '961']);
    expect(tally(run.rows, 'outcome')).toEqual({ unsent: 961 });
    expect(run.warnings.find(({ code }) => code === 'orchestrator-not-started')?.message).toContain(
      '--orchestrators',
    );
    expect(exitCode).toBe(4);
  });
});

describe('a silent orchestrator: the shape of the tutorials, unchanged', () => {
  it.each([
    { calls: '$LATEST', workers: 10, want: { cold: 10 } },
    { calls: 'worker_lambda_alias', workers: 10, want: { preinitialized: 10 } },
    { calls: 'worker_lambda_alias', workers: 11, want: { cold: 1, preinitialized: 10 } },
  ])('$workers on $calls', async ({ calls, workers, want }) => {
    const tutorial = await shape('tutorial', { WORKER_ALIAS: calls, WORKERS: String(workers) });
    const { run, stdout, exitCode } = await benchJson([
      ...['--local', '--config', await deployed([worker(2_500), tutorial]), '--orchestrator', 'tutorial'],
      ...['--qualifier', calls, '--concurrency', String(workers)],
    ]);
    expect(tally(run.rows, 'startKind')).toEqual(want);
    expect(run.summary.rounds[0]).toMatchObject({ asked: workers, environments: workers });
    expect(run.summary.rounds[0]?.achievedConcurrency).toBe(workers);
    expect(run.summary.rounds[0]?.expected.verdict).toBe('as-expected');
    expect(tally(run.rows, 'reportSource')).toEqual({ logs: workers });
    const { orchestration, warnings } = jsonDocumentSchema.parse(JSON.parse(stdout));
    expect(orchestration).toMatchObject({ contract: null, clocks: null });
    expect(orchestration?.startSpreadMs).toBeGreaterThanOrEqual(0);
    expect(warnings.map(({ code }) => code)).toContain('silent-orchestrator');
    expect(exitCode).toBe(0);
  });

  it('whose workers do not last as long as it takes to start them: environments were shared', async () => {
    const tutorial = await shape('tutorial-loop', { WORKER_ALIAS: '$LATEST' });
    const { run } = await benchJson([
      ...['--local', '--config', await deployed([worker(0, 1), tutorial]), '--orchestrator', 'tutorial'],
      ...['--concurrency', '3'],
    ]);
    expect(tally(run.rows, 'startKind')).toEqual({ cold: 1, warm: 2 });
    expect(run.warnings.find(({ code }) => code === 'shared-environments')?.message).toContain(
      '3 requests were served by 1',
    );
  });

  it('that sends fewer than --concurrency, to another version than --qualifier says', async () => {
    const tutorial = await shape('tutorial', { WORKER_ALIAS: 'worker_lambda_alias', WORKERS: '2' });
    const { run, exitCode } = await benchJson([
      ...['--local', '--config', await deployed([worker(500, 2), tutorial]), '--orchestrator', 'tutorial'],
      ...['--concurrency', '3'],
    ]);
    expect(tally(run.rows, 'outcome')).toEqual({ ok: 2, lost: 1 });
    expect(run.warnings.find(({ code }) => code === 'executed-versions')?.message).toMatch(
      /Version 1 was executed, but \$LATEST .* tutorial chooses itself whom it invokes/,
    );
    expect(exitCode).toBe(3);
  });

  it('whose workers log where nobody may look: rows without a REPORT, and the statement that grants it', async () => {
    const tutorial = await shape('tutorial', { WORKER_ALIAS: '$LATEST', WORKERS: '1' });
    const faults = [{ match: { operation: 'FilterLogEvents' }, effect: { kind: 'access-denied' } }];
    const { run, exitCode } = await benchJson([
      ...['--local', '--config', await deployed([worker(0, 1), tutorial], faults)],
      ...['--orchestrator', 'tutorial', '--concurrency', '1'],
    ]);
    expect(tally(run.rows, 'outcome')).toEqual({ lost: 1 });
    const codes = run.warnings.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['orchestrator-start-unknown', 'logs-refused']));
    expect(run.warnings.find(({ code }) => code === 'logs-refused')?.message).toContain(
      '"Action":"logs:FilterLogEvents"',
    );
    expect(exitCode).toBe(3);
  });

  it('cannot share a round with others', async () => {
    const tutorial = await shape('tutorial', { WORKER_ALIAS: '$LATEST', WORKERS: '1' });
    const { exitCode, stderr } = await cli([
      ...[
        'bench',
        '--local',
        '--config',
        await deployed([worker(0, 1), tutorial]),
        '--orchestrator',
        'tutorial',
      ],
      ...['--orchestrators', '2'],
    ]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/tutorial does not speak the contract .* done 2 times/);
  });
});

describe('when the orchestrator fails', () => {
  const throttle = { kind: 'throttle', reason: 'ConcurrentInvocationLimitExceeded' };

  it('one of two that is throttled is rows with a reason, the other stands', async () => {
    // The first two are greeted.
    const config = await localJson(await folder(), {
      faults: [{ match: { functionName: 'orchestrator_lambda' }, nth: 3, effect: throttle }],
    });
    const { run, exitCode } = await benchJson([
      ...modelled,
      ...[
        '--config',
        config,
        '--orchestrators',
        '2',
        '--orchestrator-lead',
        '1s',
        '--concurrency',
        '4',
        ...alias,
      ],
    ]);
    expect(tally(run.rows, 'outcome')).toEqual({ ok: 2, unsent: 2 });
    expect(run.rows.find(({ outcome }) => outcome === 'unsent')?.reason).toContain('was not started');
    expect(exitCode).toBe(3);
  });

  it('a reply that is cut off: what it sent is found in the log, and saved', async () => {
    const config = await localJson(await folder(), {
      faults: [{ match: { functionName: 'orchestrator_lambda' }, effect: { kind: 'half-response' } }],
    });
    const { run } = await benchJson([...modelled, '--config', config, ...alias, '--concurrency', '3']);
    expect(tally(run.rows, 'outcome')).toEqual({ ok: 3 });
    expect(tally(run.rows, 'reportSource')).toEqual({ logs: 3 });
    expect(run.warnings.map(({ code }) => code)).toContain('orchestrator-failed');
  });

  it('a role that may not invoke the worker: rows, and the statement that grants it', async () => {
    const config = await localJson(await folder(), {
      faults: [{ match: { functionName: 'worker_lambda' }, effect: { kind: 'access-denied' } }],
    });
    const { run, exitCode } = await benchJson([
      ...modelled,
      '--config',
      config,
      ...alias,
      '--concurrency',
      '2',
    ]);
    expect(tally(run.rows, 'errorType')).toEqual({ AccessDeniedException: 2 });
    expect(run.warnings.find(({ code }) => code === 'orchestrator-denied')?.message).toMatch(
      /"Action":"lambda:InvokeFunction","Resource":"arn:aws:lambda:.*worker_lambda/,
    );
    expect(exitCode).toBe(4);
  });

  it('that may not be invoked itself: exit 4, and the statement for its caller', async () => {
    const config = await localJson(await folder(), {
      faults: [{ match: { functionName: 'orchestrator_lambda' }, effect: { kind: 'access-denied' } }],
    });
    const { exitCode, stderr } = await cli(['bench', ...modelled, '--config', config, ...alias]);
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(
      /"Action":"lambda:InvokeFunction","Resource":"arn:aws:lambda:.*orchestrator_lambda/,
    );
  });

  it('one whose own time runs out replies in time: its workers are not waited for', async () => {
    const config = await deployed([worker(4_000, 2), orchestrator(2_000)]);
    const { run, exitCode } = await benchJson([...ours, '--config', config, ...alias, '--concurrency', '2']);
    expect(tally(run.rows, 'outcome')).toEqual({ timeout: 2 });
    expect(run.rows[0]?.reason).toContain("orchestrator's own time was almost over");
    expect(exitCode).toBe(3);
  });

  it('a silent one that times out: what it had sent is found', async () => {
    const tutorial = await shape('tutorial', { WORKER_ALIAS: 'worker_lambda_alias', WORKERS: '2' }, 1_500);
    const { run } = await benchJson([
      ...['--local', '--config', await deployed([worker(2_500, 2), tutorial]), '--orchestrator', 'tutorial'],
      ...[...alias, '--concurrency', '2'],
    ]);
    expect(tally(run.rows, 'outcome')).toEqual({ ok: 2 });
    expect(run.warnings.find(({ code }) => code === 'orchestrator-failed')?.message).toContain('timed out');
  });
});

describe('what contradicts itself is refused before anything is sent', () => {
  it.each([
    {
      args: ['--orchestrators', '2'],
      says: /--orchestrators only means something together with --orchestrator/,
    },
    { args: ['--orchestrator-qualifier', 'x'], says: /--orchestrator-qualifier only means/ },
    {
      args: ['--orchestrator', 'o', '--orchestrators', '11'],
      says: /--orchestrators must be a whole number from 1 to 10/,
    },
    {
      args: ['--orchestrator', 'o', '--orchestrators', '3', '--concurrency', '2'],
      says: /is more than there are requests/,
    },
    { args: ['--orchestrator', 'worker_lambda'], says: /it would invoke itself/ },
    { args: ['--orchestrator', ''], says: /--orchestrator must not be empty/ },
  ])('$args', async ({ args, says }) => {
    const { exitCode, stderr, stdout } = await cli(['bench', '--local', ...args]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(says);
  });

  it('an orchestrator that is not there, with those that are', async () => {
    const { exitCode, stderr } = await cli(['bench', '--local', '--orchestrator', 'nobody']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/no function "nobody"[\s\S]*orchestrator_lambda/);
  });
});
