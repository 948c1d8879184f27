import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot, plainEnvironment } from '../support/cli.ts';

const run = promisify(execFile);

/** `npm pack`, and the tarball installed into an empty folder, as somebody does who has no checkout. */
describe('the package', () => {
  let folder = '';
  let packed: readonly string[] = [];
  // Settings of an npm that runs the tests are none of the user's.
  const npm = (args: readonly string[], cwd: string) =>
    run('npm', [...args], {
      cwd,
      env: { ...plainEnvironment(), npm_config_update_notifier: 'false' },
      maxBuffer: 1e7,
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lambda-fanout-package-'));
    const { stdout } = await npm(
      ['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
      packageRoot,
    );
    const [tarball] = JSON.parse(stdout) as { filename: string; files: { path: string }[] }[];
    packed = tarball?.files.map(({ path }) => path) ?? [];
    await writeFile(
      join(folder, 'package.json'),
      JSON.stringify({ name: 'empty', private: true, type: 'module' }),
    );
    const file = join(folder, tarball?.filename ?? '');
    await npm(['install', '--prefer-offline', '--no-audit', '--no-fund', file], folder);
  }, 240_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('holds what runs and what is read, and nothing else', () => {
    expect(packed).toEqual(
      expect.arrayContaining([
        'package.json',
        'LICENSE',
        'dist/cli.js',
        'dist/bootstrap.js',
        'dist/worker.js',
        'dist/worker.d.ts',
        'dist/handlers/worker/index.mjs',
        'dist/handlers/orchestrator/index.mjs',
        'fixtures/scene/gitignore',
        'fixtures/scene/workflow.yml',
        'fixtures/terraform/worker.tf',
      ]),
    );
    expect(
      packed.filter(
        (path) =>
          !/^(dist|docs|fixtures\/(scene|terraform))\/|^(package\.json|README\.md|CHANGELOG\.md|LICENSE)$/.test(
            path,
          ),
      ),
    ).toEqual([]);
  });

  it('installs no tool of the developers', async () => {
    const lock = await readFile(join(folder, 'node_modules/.package-lock.json'), 'utf8');
    expect(lock).not.toMatch(/node_modules\/(vitest|typescript|esbuild|@biomejs)/);
  });

  it('runs the main job', async () => {
    const args = [
      'lambda-fanout',
      'bench',
      '--local',
      '--concurrency',
      '11',
      '--qualifier',
      'worker_lambda_alias',
    ];
    const { stdout, stderr } = await run('npx', args, { cwd: folder, env: plainEnvironment() });
    expect(stdout).toMatch(/^1 of 11 waited for an init/);
    // npm may have something of its own to say; this tool has not.
    expect(stderr).not.toMatch(/lambda-fanout|node_modules|AWS SDK/);
  });

  it("gives withFanout to a user's own worker", async () => {
    await writeFile(
      join(folder, 'app.mjs'),
      "import { withFanout } from 'lambda-fanout/worker';\nexport const handler = withFanout(async () => 'hello');\n",
    );
    const args = [
      'lambda-fanout',
      'bench',
      '--local',
      '--handler',
      'app.handler',
      '--concurrency',
      '2',
      '--format',
      'json',
    ];
    const { stdout } = await run('npx', args, { cwd: folder, env: plainEnvironment() });
    expect(JSON.parse(stdout)).toMatchObject({ summary: { evidence: { 'worker-clock-adjacent': 2 } } });
  });
});
