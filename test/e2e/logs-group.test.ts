import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonRun } from '../support/bench-run.ts';
import { localJson } from '../support/bench-run.ts';
import { cli, startCli } from '../support/cli.ts';
import { type ForegroundService, foregroundServices, localClient } from '../support/foreground-service.ts';
import { eventually } from '../support/processes.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const newFolder = temporaryFolders();
const startService = foregroundServices();

/** Functions without processes, so that each run is short. */
const modelled = (functionName: string, more: object = {}) => ({
  functionName,
  model: { preset: 'node22-arm64' },
  memorySizeMb: 1_024,
  aliases: [{ name: 'live', provisioned: { requested: 2 } }],
  ...more,
});
const ofLogs = (nth: unknown, effect: object) => ({ match: { operation: 'FilterLogEvents' }, nth, effect });

async function service(functions: readonly object[], faults: readonly object[]) {
  const config = await localJson(await newFolder(), { functions, faults });
  const started = await startService(['--config', config]);
  const on = ['--endpoint-url', started.url];
  const options = { env: { ...localClient, XDG_STATE_HOME: await newFolder() } };
  return {
    /** Resolves once so many more pages were asked for. */
    pages: (more: number) => pagesAsked(started, more),
    bench: (...args: readonly string[]) =>
      cli(['bench', ...on, '--concurrency', '5', '--quiet', '--hold', '10ms', ...args], options),
    logs: (...args: readonly string[]) => cli(['logs', ...on, ...args], options),
    /** Ends it by Ctrl-C once so many more pages were asked for. */
    interrupted: async (more: number, ...args: readonly string[]) => {
      const asked = pagesAsked(started, more);
      const child = startCli(['logs', ...on, ...args], options);
      const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
      let [stdout, stderr] = ['', ''];
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
      });
      await asked;
      child.kill('SIGINT');
      const exitCode = await ended;
      return { exitCode, stdout, stderr, token: /--resume (\S+)/.exec(stderr)?.[1] ?? '' };
    },
  };
}

const pagesOf = ({ stdout }: ForegroundService): number => stdout().split(' FilterLogEvents ').length - 1;

async function pagesAsked(started: ForegroundService, more: number): Promise<void> {
  const before = pagesOf(started);
  await eventually(
    async () => pagesOf(started),
    (pages) => pages >= before + more,
  );
}

const parsed = ({ stdout }: { readonly stdout: string }) =>
  JSON.parse(stdout) as JsonRun & { readonly source: object };
const json = ['--format', 'json'];

describe('logs of a log group', () => {
  it('Ctrl-C and --resume give the very figures of one go, past and following', async () => {
    const endless = ofLogs(1, { kind: 'empty-pages', count: 1_000 });
    const { bench, logs, interrupted } = await service([modelled('worker_lambda')], [endless]);
    await bench('--qualifier', 'live', '--rounds', '2');
    await bench();
    const group = ['--log-group', '/aws/lambda/worker_lambda'];
    const past = ['--since', '1h', '--until', new Date().toISOString()];

    const cut = await interrupted(3, ...group, ...past, ...json);
    expect(cut.exitCode).toBe(130);
    expect(parsed(cut)).toMatchObject({ summary: { rows: 0 }, source: { complete: false } });
    const rest = await logs('--resume', cut.token, ...json);
    expect(rest).toMatchObject({ exitCode: 0, stderr: '' });
    const { summary, rows, source } = parsed(rest);
    // All but the two that meet a provisioned environment first, and those that come again.
    expect(summary).toMatchObject({ rows: 15, waitedForInit: 8 });
    expect(summary).toMatchObject({
      versions: [
        { version: '$LATEST', rows: 5 },
        { version: '1', rows: 10 },
      ],
    });
    const whole = parsed(await logs('--function-name', 'worker_lambda', ...past.slice(0, 1), '1h', ...json));
    expect({ summary: whole.summary, rows: whole.rows }).toEqual({ summary, rows });
    expect(source).toMatchObject({ complete: true, until: past[3] });

    const followed = await interrupted(
      2,
      '--function-name',
      'worker_lambda',
      '--follow',
      '--since',
      '1h',
      ...json,
    );
    expect({ exitCode: followed.exitCode, summary: parsed(followed).summary }).toEqual({
      exitCode: 0,
      summary,
    });
    await bench('--qualifier', 'live');
    const further = await interrupted(2, '--resume', followed.token, ...json);
    expect(further.exitCode).toBe(0);
    expect(parsed(further).rows.map(({ seq }) => seq)).toEqual([15, 16, 17, 18, 19]);
    expect(parsed(further).summary).toEqual(parsed(await logs(...group, ...json)).summary);
  });

  it('what goes wrong in the middle is said, and what was measured is saved', async () => {
    const hidden = { logFormat: 'JSON', systemLogLevel: 'WARN' };
    const { bench, logs } = await service(
      [modelled('worker_lambda'), modelled('quiet', hidden)],
      [
        ofLogs(2, { kind: 'throttle' }),
        ofLogs(4, { kind: 'expired-token' }),
        ofLogs(5, { kind: 'access-denied' }),
      ],
    );
    await bench();
    const output = join(await newFolder(), 'logs.json');
    const follow = ['--log-group', '/aws/lambda/worker_lambda', '--follow', '--since', '1h'];
    const cut = await logs(...follow, '--output', output);
    expect(cut.exitCode).toBe(3);
    expect(cut.stderr).toMatch(/FilterLogEvents was refused: ExpiredTokenException.*\n.*Sign in again/);
    expect(cut.stderr).toMatch(/lambda-fanout logs --resume logs1\./);
    expect(cut.stdout).toMatch(/^5 of 5 waited for an init/);
    const saved = parsed({ stdout: await readFile(output, 'utf8') });
    expect(saved).toMatchObject({ source: { complete: false }, warnings: [{ code: 'logs-ended-early' }] });

    const refused = await logs('--function-name', 'worker_lambda', ...json);
    expect(refused).toMatchObject({ exitCode: 4, stdout: '' });
    expect(refused.stderr).toMatch(/logs:FilterLogEvents is not allowed; this statement grants it/);

    await bench('--function-name', 'quiet', '--logs', 'never');
    const silent = await logs('--function-name', 'quiet', ...json);
    expect(silent.exitCode).toBe(3);
    expect(parsed(silent)).toMatchObject({ summary: { rows: 0 }, warnings: [{ code: 'report-hidden' }] });
  });
});
