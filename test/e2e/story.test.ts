import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { alias, benchJson, localJson, tally } from '../support/bench-run.ts';
import { cli, packageRoot } from '../support/cli.ts';
import { foregroundServices, localClient } from '../support/foreground-service.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();
const startService = foregroundServices();

/** A function's init that takes long enough to be told from the noise of a busy machine. */
const wait = (ms: number): string => `await new Promise((resolve) => setTimeout(resolve, ${ms}));`;

describe('bench --local', () => {
  it('$LATEST × 10: all ten waited', async () => {
    const { run, exitCode, stderr } = await benchJson([
      '--local',
      '--qualifier',
      '$LATEST',
      '--concurrency',
      '10',
    ]);
    expect(tally(run.rows, 'startKind')).toEqual({ cold: 10 });
    expect(run.summary).toMatchObject({ rows: 10, waitedForInit: 10, classified: 10, outcomes: { ok: 10 } });
    expect(run.summary.headline).toMatch(/^10 of 10 waited for an init .*\$LATEST/);
    expect(run.summary.rounds[0]).toMatchObject({ asked: 10, environments: 10 });
    expect(run.summary.rounds[0]?.expected.verdict).toBe('as-expected');
    for (const row of run.rows) expect(row.initInPathMs).toBe(row.initMs);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  it('takes $LATEST and ten where nothing is said, and says which function that is', async () => {
    const { exitCode, stdout } = await cli(['bench', '--local']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^10 of 10 waited/);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'worker_lambda:$LATEST, on the embedded service (named by the default)',
    );
  });

  it.each([{ initOnFirstProvisionedRequest: true }, { initOnFirstProvisionedRequest: false }])(
    'alias × 10: none waited, $initOnFirstProvisionedRequest for an Init Duration in the REPORT',
    async (config) => {
      const path = await localJson(await folder(), config);
      const { run, exitCode } = await benchJson([
        '--local',
        '--config',
        path,
        ...alias,
        '--concurrency',
        '10',
      ]);
      expect(run.summary).toMatchObject({ waitedForInit: 0, classified: 10 });
      expect(tally(run.rows, 'initType')).toEqual({ 'provisioned-concurrency': 10 });
      const carrying = config.initOnFirstProvisionedRequest ? 10 : 0;
      expect(run.rows.filter(({ initMs }) => initMs !== null)).toHaveLength(carrying);
      expect(tally(run.rows, 'startKind')).toEqual(carrying === 10 ? { preinitialized: 10 } : { warm: 10 });
      for (const row of run.rows) expect(row.initInPathMs).toBe(0);
      expect(run.warnings.some(({ code }) => code === 'preinitialized-inits')).toBe(carrying === 10);
      expect(exitCode).toBe(0);
    },
  );

  it('alias × 11: exactly one waited, on an environment of its own', async () => {
    const { run, exitCode } = await benchJson(['--local', ...alias, '--concurrency', '11']);
    expect(tally(run.rows, 'startKind')).toEqual({ cold: 1, preinitialized: 10 });
    expect(run.rows.filter(({ startKind }) => startKind === 'cold')).toMatchObject([
      { initType: 'on-demand', executedVersion: '1' },
    ]);
    expect(new Set(run.rows.map(({ environmentId }) => environmentId)).size).toBe(11);
    expect(run.summary.headline).toMatch(
      /^1 of 11 waited for an init .*10 were served by environments initialized ahead and 1 spilled over/,
    );
    expect(run.summary.rounds[0]).toMatchObject({ asked: 11, environments: 11 });
    expect(exitCode).toBe(0);
  });

  it('alias × 10 while IN_PROGRESS: all wait', async () => {
    const { run } = await benchJson([
      '--local',
      ...alias,
      '--concurrency',
      '10',
      '--local-provisioning',
      'pending',
    ]);
    expect(tally(run.rows, 'startKind')).toEqual({ cold: 10 });
    expect(run.target.provisioned?.status).toBe('IN_PROGRESS');
    expect(run.summary.headline).toContain('IN_PROGRESS, not READY');
  });

  it('5 of 10 allocated: the other five wait', async () => {
    const { run } = await benchJson([
      '--local',
      ...alias,
      '--concurrency',
      '10',
      '--local-provisioning',
      '5of10',
    ]);
    expect(tally(run.rows, 'startKind')).toEqual({ cold: 5, preinitialized: 5 });
    expect(run.summary.rounds[0]?.expected.because).toContain('5 environments of an older allocation serve');
  });

  it('an environment that is configured for AWS, or badly, changes nothing', async () => {
    const env = {
      AWS_PROFILE: 'nobody',
      AWS_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_ENDPOINT_URL_LAMBDA: 'http://127.0.0.1:1',
      AWS_MAX_ATTEMPTS: '7',
      HTTP_PROXY: 'http://127.0.0.1:1',
      HTTPS_PROXY: 'http://127.0.0.1:1',
      NODE_NO_WARNINGS: '0',
      HOLD_MS: '0',
    };
    const { run, exitCode, stderr } = await benchJson(['--local', ...alias, '--concurrency', '11'], { env });
    expect(tally(run.rows, 'startKind')).toEqual({ cold: 1, preinitialized: 10 });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  it('hold 0: says that requests may share environments', async () => {
    const { run } = await benchJson(['--local', ...alias, '--concurrency', '11', '--hold', '0']);
    expect(run.summary.rows).toBe(11);
    expect(run.warnings.map(({ code }) => code)).toContain('small-hold');
    expect(run.warnings.find(({ code }) => code === 'small-hold')?.message).toContain('--hold');
  });

  it('two rounds: says which could be cold, and the second is not', async () => {
    const { run } = await benchJson([
      '--local',
      ...alias,
      '--concurrency',
      '11',
      '--rounds',
      '2',
      '--gap',
      '0',
    ]);
    expect(
      tally(
        run.rows.filter(({ round }) => round === 1),
        'startKind',
      ),
    ).toEqual({ cold: 1, preinitialized: 10 });
    expect(
      tally(
        run.rows.filter(({ round }) => round === 2),
        'startKind',
      ),
    ).toEqual({ warm: 11 });
    expect(run.warnings.find(({ code }) => code === 'later-rounds')?.message).toMatch(
      /round 1 is the first contact/,
    );
  });

  it('a warm-up round is in the rows and not in the figures', async () => {
    const { run } = await benchJson([
      '--local',
      ...alias,
      '--concurrency',
      '11',
      '--warm-up',
      '1',
      '--gap',
      '0',
    ]);
    expect(run.rows).toHaveLength(22);
    expect(run.summary).toMatchObject({ rows: 11, waitedForInit: 0 });
  });
});

describe('a service that runs on', () => {
  it('has the environments of the first run for the second, and the second says so', async () => {
    const service = await startService();
    const args = ['--endpoint-url', service.url, ...alias, '--concurrency', '11'];
    const first = await benchJson(args, { env: localClient });
    expect(tally(first.run.rows, 'startKind')).toEqual({ cold: 1, preinitialized: 10 });
    const second = await benchJson(args, { env: localClient });
    expect(tally(second.run.rows, 'startKind')).toEqual({ warm: 11 });
    expect(second.run.summary.waitedForInit).toBe(0);
    expect(second.run.summary.headline).toMatch(
      /^0 of 11 waited .*10 were served by environments initialized ahead and 1 by a retained environment that had served before/,
    );
    expect(second.exitCode).toBe(0);
    expect(service.stdout()).toContain('Invoke POST /2015-03-31/functions/worker_lambda/invocations');
    expect(await service.stop()).toBe(0);
  });
});

describe("--handler: the user's own", () => {
  const own = ['--local', '--handler', 'app.handler', '--provisioned', '3', ...alias, '--concurrency', '4'];

  it('with the import of this package: one of four waited, by the clock of the worker', async () => {
    const cwd = await folder();
    await mkdir(join(cwd, 'node_modules'));
    await symlink(packageRoot, join(cwd, 'node_modules', 'lambda-fanout'), 'dir');
    await writeFile(
      join(cwd, 'app.mjs'),
      `import { withFanout } from 'lambda-fanout/worker';\n${wait(100)}\nexport const handler = withFanout(async () => ({ answer: 42 }));\n`,
    );
    const { run, exitCode } = await benchJson(own, { cwd });
    expect(tally(run.rows, 'evidence')).toEqual({ 'worker-clock-adjacent': 1, 'init-type-provisioned': 3 });
    expect(run.summary.waitedForInit).toBe(1);
    const [cold] = run.rows.filter(({ startKind }) => startKind === 'cold');
    expect(cold?.initMs).toBeGreaterThanOrEqual(100);
    expect(exitCode).toBe(0);
  });

  it('that knows nothing of this tool: one of four waited, by log and round trip', async () => {
    const cwd = await folder();
    await mkdir(join(cwd, 'src'));
    await writeFile(
      join(cwd, 'src/app.mjs'),
      `${wait(300)}\nexport const handler = async () => {\n${wait(300)}\nreturn 'hello';\n};\n`,
    );
    const { run, exitCode } = await benchJson(
      own.map((argument) => (argument === 'app.handler' ? 'src/app.handler' : argument)),
      { cwd },
    );
    expect(run.summary).toMatchObject({ waitedForInit: 1, classified: 4 });
    expect(tally(run.rows, 'startKind')).toEqual({ cold: 1, preinitialized: 3 });
    expect(
      Object.keys(tally(run.rows, 'evidence')).filter((evidence) => evidence.startsWith('worker-clock')),
    ).toEqual([]);
    expect(exitCode).toBe(0);
  });

  it('in CommonJS with a callback, given by its whole path', async () => {
    const there = await folder();
    await writeFile(
      join(there, 'app.cjs'),
      "exports.handler = (event, context, callback) => { setTimeout(() => callback(null, 'hello'), 300); };\n",
    );
    const { run } = await benchJson(
      ['--local', '--handler', join(there, 'app.handler'), '--concurrency', '3'],
      { cwd: await folder() },
    );
    expect(tally(run.rows, 'outcome')).toEqual({ ok: 3 });
    expect(tally(run.rows, 'startKind')).toEqual({ cold: 3 });
  });
});
