import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alias } from '../support/bench-run.ts';
import { cli } from '../support/cli.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();
let saved = '';
beforeAll(async () => {
  saved = join(await mkdtemp(join(tmpdir(), 'lambda-fanout-outputs-')), 'run.jsonl');
  const { exitCode } = await cli(['bench', '--local', ...alias, '--concurrency', '11', '--save', saved]);
  expect(exitCode).toBe(0);
});

afterAll(() => rm(dirname(saved), { recursive: true, force: true }));

const oneCold = ['--assert', 'cold.count == 1', '--assert', 'cold.count == 0'];

describe('several outputs from one run', () => {
  it('writes each, by prefix or ending', async () => {
    const at = await folder();
    const files = ['run.html', 'run.csv', 'run.json', 'run.md', 'run.txt', 'run.xml'].map((name) =>
      join(at, name),
    );
    const { exitCode, stdout } = await cli([
      ...['report', saved, ...oneCold, '--format', 'table'],
      ...files.flatMap((file) => ['--output', file]),
      ...['--output', `junit:${join(at, 'again')}`],
    ]);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^1 of 11 waited/);
    const [html, csv, json, markdown, text, xml, again] = await Promise.all(
      [...files, join(at, 'again')].map((file) => readFile(file, 'utf8')),
    );
    expect(html).toMatch(/^<!doctype html>/);
    expect(csv?.split('\r\n')).toHaveLength(13);
    expect(JSON.parse(json ?? '')).toMatchObject({ kind: 'run' });
    expect(markdown).toMatch(/❌ breached: cold.count == 0/);
    expect(text).toBe(stdout);
    expect(xml).toContain('failures="1"');
    expect(again).toBe(xml);
  });

  it('junit says what kept the run from being made', async () => {
    const file = join(await folder(), 'run.xml');
    const { exitCode } = await cli(['report', 'no-such-run.jsonl', '--output', file]);
    expect(exitCode).toBe(2);
    expect(await readFile(file, 'utf8')).toMatch(/errors="1".*\n.*\n.*<error message="cannot read/);
  });

  it('csv --summary: one record a figure, by the names of assertions', async () => {
    const { stdout } = await cli(['report', saved, '--format', 'csv', '--summary']);
    const records = stdout.split('\r\n').map((line) => line.split(','));
    expect(records[0]).toEqual('run_id,function_name,qualifier,metric,unit,value,n,meaning'.split(','));
    const cold = records.find(([, , , metric]) => metric === 'cold.count');
    expect(cold?.slice(4, 6)).toEqual(['count', '1']);
    expect(records.find(([, , , metric]) => metric === 'round_trip.max')?.[6]).toBe('11');
  });

  it('--details: a bar for each request', async () => {
    const { stdout } = await cli(['report', saved, '--details']);
    expect(stdout.match(/^request \d+ +(?:cold|preinitialized) .*█/gm)).toHaveLength(11);
    expect(stdout.match(/▒/g)?.length).toBeGreaterThan(2);
    expect(stdout).toMatch(/█ handler .*at the right: when it ended$/m);
  });

  it('--format github: annotations in the log, Markdown added to the summary of the job', async () => {
    const file = join(await folder(), 'summary.md');
    await writeFile(file, '# before\n');
    const { stdout } = await cli(['report', saved, ...oneCold, '--format', 'github'], {
      env: { GITHUB_STEP_SUMMARY: file },
    });
    expect(stdout).toMatch(/^::error title=cold\.count == 0::expected cold\.count == 0, but it is 1$/m);
    const summary = await readFile(file, 'utf8');
    expect(summary).toMatch(/^# before\n### Fan-out of /);
    expect(summary).toContain('✅ passed: cold.count == 1');
  });

  it.skipIf(process.platform !== 'linux')('--open hands the page to the program for it', async () => {
    const at = await folder();
    await mkdir(join(at, 'bin'));
    await writeFile(join(at, 'bin/xdg-open'), `#!/bin/sh\nprintf '%s' "$1" > ${at}/opened\n`, {
      mode: 0o755,
    });
    const file = join(at, 'run.html');
    const { exitCode } = await cli(['report', saved, '--output', file, '--open'], {
      env: { PATH: `${join(at, 'bin')}${delimiter}${process.env.PATH}` },
    });
    expect(exitCode).toBe(0);
    await expect.poll(() => readFile(join(at, 'opened'), 'utf8').catch(() => '')).toBe(file);
  });

  it.each([
    { args: ['--open'], want: '--open opens an HTML file, and none is written' },
    { args: ['--summary'], want: '--summary is a form of CSV, and none is written' },
    { args: ['--output', 'github:x'], want: 'does not say its format' },
    { args: ['--output', 'junit:'], want: 'names no file' },
  ])('$args is refused', async ({ args, want }) => {
    const { exitCode, stderr } = await cli(['report', saved, ...args]);
    expect({ exitCode, told: stderr.includes(want) }).toEqual({ exitCode: 2, told: true });
  });
});
