import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { alias, benchJson, localJson, tally } from '../support/bench-run.ts';
import { cli } from '../support/cli.ts';
import { parseCsv } from '../support/csv-parser.ts';
import { foregroundServices, localClient } from '../support/foreground-service.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();
const startService = foregroundServices();
const model = ['--local', '--model', 'node22-arm64'];
const name = 'node22-arm64, seed 1';

describe('bench --local --model', () => {
  it('11 on ten provisioned environments: exactly one waited', async () => {
    const { run, exitCode } = await benchJson([...model, ...alias, '--concurrency', '11']);
    expect(exitCode).toBe(0);
    expect(tally(run.rows, 'startKind')).toEqual({ cold: 1, preinitialized: 10 });
    expect(run.summary.headline).toMatch(/^Modelled \(node22-arm64, seed 1\): 1 of 11 waited for an init/);
    expect(run.summary.rounds[0]).toMatchObject({ achievedConcurrency: 11, environments: 11 });
  });

  it('300 at once: each row is there, each waited, all at the same moment', async () => {
    const { run, exitCode } = await benchJson([...model, '--concurrency', '300', '--hold', '1500ms']);
    expect(exitCode).toBe(0);
    expect(run.rows).toHaveLength(300);
    expect(run.summary).toMatchObject({
      waitedForInit: 300,
      outcomes: { ok: 300 },
      coverage: { due: 300, fromTail: 300 },
    });
    expect(run.summary.rounds[0]).toMatchObject({ achievedConcurrency: 300, environments: 300 });
  });

  it('draws the same inits for the same seed, whichever request meets them', async () => {
    const inits = async (...more: string[]) => {
      const { run } = await benchJson([...model, '--concurrency', '20', ...more]);
      return run.rows.map(({ initMs }) => initMs ?? 0).sort((a, b) => a - b);
    };
    const first = await inits();
    expect(await inits()).toEqual(first);
    expect(await inits('--model-seed', '2')).not.toEqual(first);
  });

  it('says in every output that it is modelled', async () => {
    const cwd = await folder();
    const files = ['run.json', 'run.csv', 'run.txt'].flatMap((file) => ['--output', join(cwd, file)]);
    const saved = join(cwd, 'run.jsonl');
    const { stdout } = await cli(['bench', ...model, '--concurrency', '2', ...files, '--save', saved]);
    const said = `Modelled (${name}): 2 of 2 waited`;
    expect(stdout).toMatch(/^Modelled \(node22-arm64, seed 1\): 2 of 2 waited/);
    expect(stdout).toContain('! Modelled, not measured: no function ran.');
    expect(await readFile(join(cwd, 'run.txt'), 'utf8')).toContain(said);
    const json = JSON.parse(await readFile(join(cwd, 'run.json'), 'utf8'));
    expect(json.target.modelled).toBe(name);
    expect(json.rows[0].modelled).toBe(name);
    expect(json.warnings[0].code).toBe('modelled');
    const [columns = [], row = []] = parseCsv(await readFile(join(cwd, 'run.csv'), 'utf8'));
    expect(row[columns.indexOf('modelled')]).toBe(name);
    expect((await cli(['report', saved])).stdout).toContain(said);
    expect((await cli(['explain', saved, '0'])).stdout).toMatch(
      /^Modelled \(node22-arm64, seed 1\): Request 0/,
    );
    const { stdout: dry } = await cli(['bench', ...model, '--dry-run']);
    expect(dry).toMatch(/Modelled +node22-arm64, seed 1/);
  });

  it('says so too where the service was started by somebody else', async () => {
    const service = await startService(['--model', 'java21-x86', '--model-seed', '7']);
    expect(service.stdout()).toContain('Modelled, no code runs: worker_lambda (java21-x86, seed 7)');
    const { run } = await benchJson(['--endpoint-url', service.url, '--concurrency', '2'], {
      env: localClient,
    });
    expect(run.summary.headline).toMatch(/^Modelled \(java21-x86, seed 7\): /);
  });

  it("beyond the account's concurrency requests are throttled, and the rows say why", async () => {
    const { run, exitCode } = await benchJson([
      ...model,
      '--account-concurrency',
      '20',
      '--concurrency',
      '15',
    ]);
    // Ten of the twenty are provisioned behind the alias.
    expect(exitCode).toBe(3);
    expect(tally(run.rows, 'throttleReason')).toEqual({ null: 10, ConcurrentInvocationLimitExceeded: 5 });
  });

  it('models a function of local.json beside one that is run', async () => {
    const cwd = await folder();
    const config = await localJson(cwd, {
      functions: [{ functionName: 'm', model: { preset: 'dotnet8-x86', init: { p50Ms: 900, p99Ms: 900 } } }],
    });
    const { run } = await benchJson([
      '--local',
      '--config',
      config,
      '--function-name',
      'm',
      '--concurrency',
      '2',
    ]);
    expect(run.rows.map(({ initMs }) => Math.round(initMs ?? 0))).toEqual([900, 900]);
    expect(run.target).toMatchObject({ memorySizeMb: 1_024, runtime: 'dotnet8', architecture: 'x86_64' });
  });
});
