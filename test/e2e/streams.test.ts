import { execFile, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { aHeader, anInvocation } from '../support/analysis-builder.ts';
import { alias } from '../support/bench-run.ts';
import { cli, packageRoot, plainEnvironment } from '../support/cli.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const newFolder = temporaryFolders();

/** A run of many rows, larger than any pipe holds. */
async function longRun(
  changes: { readonly reason?: string; readonly qualifier?: string } = {},
): Promise<string> {
  const path = join(await newFolder(), 'run.jsonl');
  const rows = Array.from({ length: 5_000 }, (_, seq) => ({
    kind: 'invocation',
    ...anInvocation({ seq, outcome: 'lost', requestId: null, ...changes }),
  }));
  await writeFile(path, [aHeader(), ...rows].map((line) => `${JSON.stringify(line)}\n`).join(''));
  return path;
}

const shell = (command: string, env: Readonly<Record<string, string>> = {}) =>
  promisify(execFile)('bash', ['-c', `${command}`], {
    env: { ...plainEnvironment(), CLI: join(packageRoot, 'dist/cli.js'), NODE: process.execPath, ...env },
    maxBuffer: 1e8,
  });

describe('a pipe that its reader closes', () => {
  it.each(['csv', 'json', 'table'])('%s | head -1: silent', async (format) => {
    const RUN = await longRun();
    const { stdout, stderr } = await shell(
      `"$NODE" "$CLI" report "$RUN" --format ${format} | head -1; true`,
      { RUN },
    );
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toBe('');
  });

  it('keeps its exit code', async () => {
    const RUN = await longRun();
    // The run was killed, which is 3.
    const { stdout } = await shell(
      `"$NODE" "$CLI" report "$RUN" --format csv | true; echo \${PIPESTATUS[0]}`,
      { RUN },
    );
    expect(stdout).toBe('3\n');
  });

  it('standard error that is closed is no error either', async () => {
    const { stdout } = await shell('"$NODE" "$CLI" bench --local --concurrency 2 --format csv 2>&- | wc -l');
    expect(stdout.trim()).toBe('3');
  });

  it('gives all to a reader that is slow', async () => {
    const RUN = await longRun();
    const { stdout } = await shell(`"$NODE" "$CLI" report "$RUN" --format csv | (sleep 1; wc -l)`, { RUN });
    expect(stdout.trim()).toBe('5001');
  });
});

describe('standard output', () => {
  it.each([
    { name: 'as it is', env: { NO_COLOR: '' } },
    { name: 'NO_COLOR', env: { NO_COLOR: '1' } },
    { name: 'CI', env: { NO_COLOR: '', CI: 'true' } },
    {
      name: 'a terminal that is named',
      env: { NO_COLOR: '', TERM: 'xterm-256color', COLORTERM: 'truecolor' },
    },
  ])('$name: carries the result without colour or movement where it is a pipe', async ({ env }) => {
    const result = await cli(['bench', '--local', ...alias, '--concurrency', '2'], { env });
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout).toMatch(/^0 of 2 waited/);
    expect(result.stdout).not.toMatch(/[\u001b\r]/);
  });

  it.each(['json', 'csv'])('%s: nothing but the document', async (format) => {
    const { stdout, stderr } = await cli(['bench', '--local', '--concurrency', '2', '--format', format]);
    expect(stderr).toBe('');
    if (format === 'json') expect(() => JSON.parse(stdout)).not.toThrow();
    else expect(stdout.split('\r\n')).toHaveLength(4);
  });

  it('the warning of the AWS SDK about old Node.js never comes through', async () => {
    const { stderr } = await cli(['bench', '--local', '--concurrency', '1', '--dry-run']);
    expect(stderr).toBe('');
  });

  it('names and reasons of a hostile run file do nothing to a terminal or a spreadsheet', async () => {
    const path = await longRun({
      reason: '=HYPERLINK("http://x")\u001b]0;owned\u0007',
      qualifier: '@SUM(1)\u001b[2J',
    });
    for (const format of ['table', 'csv']) {
      const { stdout } = await cli(['report', path, '--format', format]);
      expect(stdout).not.toMatch(/[\u001b\u0007]/);
      expect(stdout).not.toMatch(/(^|,)"?[=@]/m);
    }
    const explained = await cli(['explain', path, '0']);
    expect(explained.stdout).not.toMatch(/[\u001b\u0007]/);
  });

  it('a full disk behind a redirection is said', async ({ skip }) => {
    if (process.platform !== 'linux') skip('/dev/full is there on Linux only');
    const path = await longRun();
    const child = spawn('bash', ['-c', '"$NODE" "$CLI" report "$RUN" --format csv > /dev/full'], {
      env: {
        ...plainEnvironment(),
        CLI: join(packageRoot, 'dist/cli.js'),
        NODE: process.execPath,
        RUN: path,
      },
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(2);
    expect(stderr).toMatch(/^lambda-fanout: the output could not be written: .*\n {2}\S.*\n$/);
  });
});

describe('--dry-run', () => {
  it('shows the target and what to expect, and sends nothing', async () => {
    const folder = await newFolder();
    const config = join(folder, 'local.json');
    // Were anything sent, it would be refused.
    await writeFile(config, JSON.stringify({ faults: [{ effect: { kind: 'access-denied' } }] }));
    const args = [
      'bench',
      '--local',
      '--config',
      config,
      ...alias,
      '--concurrency',
      '11',
      '--dry-run',
      '--save',
      join(folder, 'run.jsonl'),
    ];
    const result = await cli(args, { cwd: folder });
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout).toContain('lambda:InvokeFunction');
    expect(result.stdout.replaceAll(/\s+/g, ' ')).toMatch(/Expected 1 /);
    expect((await promisify(execFile)('ls', [folder])).stdout).toBe('local.json\n');
  });
});

it('what is no terminal gets no more than a line every ten seconds, so a short run none', async () => {
  const startedMs = performance.now();
  const { exitCode, stdout, stderr } = await cli([
    'bench',
    '--local',
    ...alias,
    '--rounds',
    '3',
    '--gap',
    '50ms',
  ]);
  const tens = Math.floor((performance.now() - startedMs) / 10_000);
  expect(exitCode).toBe(0);
  expect(stdout).not.toContain('waiting for the next round');
  expect(stderr.split('\n').length - 1).toBeLessThanOrEqual(tens);
});
