import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseAssertion } from '../../src/analysis/assertions.ts';
import { parseRegression } from '../../src/analysis/gate/regression.ts';
import { commands } from '../../src/commands/table.ts';
import { cli } from '../support/cli.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();
const init = (cwd: string, ...args: readonly string[]) => cli(['init', ...args], { cwd });
const filesBelow = async (path: string): Promise<string[]> =>
  (await readdir(path, { recursive: true, withFileTypes: true }))
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .sort();

describe('init', () => {
  it('writes a scene and a workflow, and lists each file', async () => {
    const cwd = await folder();
    const { exitCode, stdout } = await init(cwd, 'here');
    expect(exitCode).toBe(0);
    const written = await filesBelow(join(cwd, 'here'));
    expect(written).toEqual(
      expect.arrayContaining([
        '.github/workflows/lambda-fanout.yml',
        'lambda-fanout/handlers/orchestrator/index.mjs',
        'lambda-fanout/handlers/plain-orchestrator/index.mjs',
        'lambda-fanout/handlers/worker/index.mjs',
        'lambda-fanout/local.json',
        'lambda-fanout/terraform/.gitignore',
        'lambda-fanout/terraform/worker.tf',
      ]),
    );
    for (const file of written) expect(stdout).toContain(`here/${file}`);
    expect(stdout).toContain(`Wrote ${written.length} files.`);
  });

  it('replaces nothing that is there, and writes nothing then', async () => {
    const cwd = await folder();
    await mkdir(join(cwd, 'lambda-fanout'));
    await writeFile(join(cwd, 'lambda-fanout/local.json'), 'mine');
    await mkdir(join(cwd, '.github/workflows'), { recursive: true });
    await symlink('/nowhere', join(cwd, '.github/workflows/lambda-fanout.yml'));
    const { exitCode, stderr, stdout } = await init(cwd);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(
      /2 files are there already, and nothing was written: lambda-fanout\/local\.json, \.github\/workflows\/lambda-fanout\.yml/,
    );
    expect(stderr).toContain('--force');
    expect(await filesBelow(cwd)).toEqual([
      '.github/workflows/lambda-fanout.yml',
      'lambda-fanout/local.json',
    ]);
    expect(await readFile(join(cwd, 'lambda-fanout/local.json'), 'utf8')).toBe('mine');
  });

  it('replaces them with --force', async () => {
    const cwd = await folder();
    await mkdir(join(cwd, 'lambda-fanout'));
    await writeFile(join(cwd, 'lambda-fanout/local.json'), 'mine');
    expect((await init(cwd, '--force')).exitCode).toBe(0);
    expect(JSON.parse(await readFile(join(cwd, 'lambda-fanout/local.json'), 'utf8'))).toHaveProperty(
      'functions',
    );
  });

  it('says where it cannot write', async () => {
    const cwd = await folder();
    await writeFile(join(cwd, 'file'), '');
    const { exitCode, stderr } = await init(cwd, 'file');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/cannot write .*: a part of its path is no folder/);
  });
});

describe('what it writes', () => {
  it('is a scene in which doctor finds nothing', async () => {
    const cwd = await folder();
    await init(cwd);
    const config = join(cwd, 'lambda-fanout/local.json');
    for (const orchestrator of ['orchestrator_lambda', 'plain_orchestrator_lambda']) {
      const { exitCode, stdout } = await cli([
        'doctor',
        '--local',
        '--config',
        config,
        '--qualifier',
        'worker_lambda_alias',
        '--orchestrator',
        orchestrator,
        '--format',
        'json',
      ]);
      const { findings } = JSON.parse(stdout) as { findings: { severity: string }[] };
      expect(findings.filter(({ severity }) => severity !== 'ok')).toEqual([]);
      expect(exitCode).toBe(0);
    }
  });

  it('is a workflow that takes a role, pins the version, and calls commands that there are', async () => {
    const cwd = await folder();
    await init(cwd);
    const text = await readFile(join(cwd, '.github/workflows/lambda-fanout.yml'), 'utf8');
    const workflow = parse(text) as {
      on: Record<string, unknown>;
      permissions: Record<string, string>;
      jobs: {
        measure: { steps: { uses?: string; run?: string; if?: string; with?: Record<string, unknown> }[] };
      };
    };
    expect(workflow.on).toHaveProperty('pull_request');
    expect(workflow.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
    const { steps } = workflow.jobs.measure;
    expect(steps.find(({ uses }) => uses?.startsWith('aws-actions/'))?.with).toHaveProperty('role-to-assume');
    const { stdout: version } = await cli(['--version']);
    const commandLines = steps.flatMap(({ run }) => run ?? []);
    expect(commandLines).toContain(`npm install --global lambda-fanout@${version.trim()}`);
    const calls = commandLines.filter((line) => line.startsWith('lambda-fanout '));
    expect(calls.map((call) => call.split(' ')[1])).toEqual(['doctor', 'gate', 'gate']);
    // Only the main branch may move what pull requests are compared with.
    expect(calls[2]).toMatch(/\{\{ github\.ref == 'refs\/heads\/main' && '--update-baseline' \|\| '' \}\}/);
    const [kept, ...others] = steps.filter(({ uses }) => /^actions\/cache(?!\/restore)/.test(uses ?? ''));
    expect(kept).toMatchObject({ if: "github.ref == 'refs/heads/main'", with: { path: 'baseline' } });
    expect(others).toEqual([]);
    for (const call of calls) {
      const [, name = ''] = call.split(' ');
      const spec = Object.entries(commands).find(([known]) => known === name)?.[1];
      const known = spec?.options.map(({ flags }) => flags.split(/[ ,]/)[0]);
      expect(known).toEqual(expect.arrayContaining(call.match(/--[\w-]+/g) ?? []));
      for (const [, assertion = ''] of call.matchAll(/--assert '([^']+)'/g)) parseAssertion(assertion);
      for (const [, regression = ''] of call.matchAll(/--regression '([^']+)'/g)) parseRegression(regression);
    }
  });

  it('is no longer than it must be: the orchestrator is one file that can be uploaded', async () => {
    const cwd = await folder();
    await init(cwd);
    const { size } = await stat(join(cwd, 'lambda-fanout/handlers/orchestrator/index.mjs'));
    expect(size).toBeLessThan(3_000_000);
  });
});
