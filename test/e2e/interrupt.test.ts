import type { ChildProcess } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { alias, benchJson, type JsonRun, tally } from '../support/bench-run.ts';
import { cli, startCli } from '../support/cli.ts';
import { eventually, goneSoon, processesWith } from '../support/processes.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const newFolder = temporaryFolders();
const started: ChildProcess[] = [];
afterEach(() => {
  // Only what a failed test leaves; the service goes with it.
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

interface Running {
  readonly child: ChildProcess;
  readonly folder: string;
  readonly savePath: string;
  readonly env: { readonly TMPDIR: string };
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  readonly lines: () => Promise<readonly string[]>;
  /** Folders of services that are running, or have left them behind. */
  readonly stateFolders: () => Promise<readonly string[]>;
}

/** `bench --local --save`, with a TMPDIR of its own that marks every process it starts. */
async function running(...args: readonly string[]): Promise<Running> {
  const folder = await newFolder();
  const savePath = join(folder, 'run.jsonl');
  const env = { TMPDIR: folder };
  const child = startCli(['bench', '--local', ...alias, '--save', savePath, '--format', 'json', ...args], {
    env,
  });
  started.push(child);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const stateFolders = async () => {
    const [root] = (await readdir(folder)).filter((name) => name.startsWith('lambda-fanout-'));
    return root === undefined ? [] : readdir(join(folder, root));
  };
  return {
    ...{ child, folder, savePath, env, stateFolders },
    stdout: () => stdout,
    stderr: () => stderr,
    ended: new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal))),
    lines: async () =>
      (await readFile(savePath, 'utf8').catch(() => '')).split('\n').filter((line) => line !== ''),
  };
}

/** Resolves once at least so many rows are in the file. */
const rowsSaved = (run: Running, count: number) => eventually(run.lines, (lines) => lines.length > count);

const nothingLeft = async (run: Running): Promise<void> => {
  expect(await goneSoon(run.folder)).toEqual([]);
  expect(await run.stateFolders()).toEqual([]);
};

/** More requests than the ten provisioned environments, each held by an environment: the CLI, the service and they are
 * there. */
const held = (run: Running, requests: number): Promise<unknown> =>
  eventually(
    () => processesWith(run.folder),
    (found) => found.length >= requests + 2,
  );

describe('Ctrl-C', () => {
  it('once, between rounds: nothing more is sent, what was measured is saved and summarised, 130', async () => {
    const run = await running('--concurrency', '11', '--rounds', '4', '--gap', '60s');
    await rowsSaved(run, 11);
    run.child.kill('SIGINT');
    expect(await run.ended).toBe(130);
    const { rows, summary } = JSON.parse(run.stdout()) as JsonRun;
    expect(summary).toMatchObject({ interrupted: true, waitedForInit: 1 });
    expect(tally(rows, 'outcome')).toEqual({ ok: 11, unsent: 33 });
    expect(run.stderr()).toContain('Ctrl-C again stops at once');
    expect((await run.lines()).at(-1)).toContain('"kind":"end"');
    await nothingLeft(run);
    const replayed = await cli(['report', run.savePath, '--format', 'json']);
    expect(replayed.exitCode).toBe(3);
    expect((JSON.parse(replayed.stdout) as JsonRun).rows).toEqual(rows);
  });

  it('once, in flight: waits for the replies', async () => {
    const run = await running('--concurrency', '12', '--hold', '3s', '--rounds', '2', '--gap', '0');
    await held(run, 12);
    run.child.kill('SIGINT');
    expect(await run.ended).toBe(130);
    const { rows } = JSON.parse(run.stdout()) as JsonRun;
    const outcomes = (of: number) =>
      tally(
        rows.filter(({ round }) => round === of),
        'outcome',
      );
    expect(outcomes(1)).toEqual({ ok: 12 });
    expect(outcomes(2)).toEqual({ unsent: 12 });
    await nothingLeft(run);
  });

  // The time it may take is well below the 50 s that the worker holds.
  it('twice: ends at once, and what was saved stays', async () => {
    const run = await running('--concurrency', '12', '--hold', '50s', '--timeout', '60s');
    await held(run, 12);
    run.child.kill('SIGINT');
    await eventually(
      async () => run.stderr(),
      (text) => text.includes('Ctrl-C again'),
    );
    run.child.kill('SIGINT');
    expect(await run.ended).toBe(130);
    expect((await run.lines())[0]).toContain('"kind":"header"');
    const { rows } = JSON.parse(run.stdout()) as JsonRun;
    expect(tally(rows, 'outcome')).toEqual({ timeout: 12 });
    await nothingLeft(run);
  }, 30_000);

  it('while the service is starting: 130 and nothing left', async () => {
    const run = await running('--concurrency', '3');
    await eventually(
      () => processesWith(run.folder),
      (found) => found.length >= 2,
    );
    run.child.kill('SIGINT');
    expect(await run.ended).toBe(130);
    expect(run.stdout()).toBe('');
    await nothingLeft(run);
  });

  it('for `local`: ends with 0, its environments too', async () => {
    const folder = await newFolder();
    const child = startCli(['local', '--port', '0'], { env: { TMPDIR: folder } });
    const ended = new Promise((resolve) => child.once('close', resolve));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    expect((await processesWith(folder)).length).toBeGreaterThan(10);
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(await goneSoon(folder)).toEqual([]);
  });
});

describe('kill -9', () => {
  it('of the CLI: the service and every environment end by themselves', async () => {
    const run = await running('--concurrency', '12', '--hold', '50s', '--timeout', '60s');
    await held(run, 12);
    run.child.kill('SIGKILL');
    expect(await run.ended).toBe('SIGKILL');
    await nothingLeft(run);
  });

  it('of the service in the middle of a round: every row is there, as lost, and no exception', async () => {
    const run = await running('--concurrency', '12', '--hold', '50s', '--timeout', '60s', '--logs', 'never');
    await held(run, 12);
    const service = (await processesWith(run.folder)).find(({ command }) => command.includes('--managed'));
    process.kill(service?.pid ?? 0, 'SIGKILL');
    expect(await run.ended).toBe(3);
    const { rows } = JSON.parse(run.stdout()) as JsonRun;
    expect(tally(rows, 'outcome')).toEqual({ lost: 12 });
    for (const { reason, startKind } of rows) {
      expect(startKind).toBe('unknown');
      expect(reason).toMatch(/connection broke/);
    }
    expect(run.stderr()).not.toMatch(/\n\s+at /);
    // Environments see their Runtime API go; the folder stays for the next start to sweep.
    expect(await goneSoon(run.folder)).toEqual([]);
    expect(await run.stateFolders()).toHaveLength(1);
    const next = await benchJson(['--local', '--concurrency', '1'], { env: run.env });
    expect(next.exitCode).toBe(0);
    await nothingLeft(run);
  });

  it('of the service under a handler that spins: the next start sweeps it', async () => {
    const cwd = await newFolder();
    await writeFile(join(cwd, 'app.mjs'), 'export const handler = () => { for (;;) {} };\n');
    const run = await running(
      ...['--handler', join(cwd, 'app.handler'), '--provisioned', '0', '--concurrency', '1'],
      ...['--timeout', '50s', '--logs', 'never'],
    );
    const service = await eventually(
      async () => {
        const found = await processesWith(run.folder);
        const environment = found.some(({ command }) => command.includes('bootstrap'));
        return environment ? found.find(({ command }) => command.includes('--managed')) : undefined;
      },
      (found) => found !== undefined,
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    process.kill(service?.pid ?? 0, 'SIGKILL');
    expect(await run.ended).toBe(3);
    await benchJson(['--local', '--concurrency', '1'], { env: run.env });
    await nothingLeft(run);
  });
});
