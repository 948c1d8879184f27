import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { comparisonDocumentSchema } from '../../src/report/comparison-schema.ts';
import { aHeader, anInvocation } from '../support/analysis-builder.ts';
import { localJson } from '../support/bench-run.ts';
import { type CliOptions, cli, startCli } from '../support/cli.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();
const model = ['--local', '--model', 'node22-arm64', '--hold', '20ms', '--gap', '0'];
const bothWays = ['--qualifier', '$LATEST', '--qualifier', 'worker_lambda_alias'];

async function compareJson(args: readonly string[], options: CliOptions = {}) {
  const { stdout, stderr, exitCode } = await cli(['compare', ...args, '--format', 'json'], options);
  if (stdout === '') throw new Error(`exit code ${exitCode}: ${stderr}`);
  const document = comparisonDocumentSchema.parse(JSON.parse(stdout));
  return { document, exitCode, line: (name: string) => document.lines.find(({ metric }) => metric === name) };
}

describe('compare of two targets', () => {
  it('ten cold on $LATEST, none behind ten provisioned: the files say the same again', async () => {
    const cwd = await folder();
    const live = await compareJson(
      [
        ...model,
        ...bothWays,
        '--first-contact',
        '10',
        '--rounds',
        '4',
        '--save',
        'a.jsonl',
        '--save',
        'b.jsonl',
      ],
      { cwd },
    );
    expect(live.exitCode).toBe(0);
    expect(live.line('cold.count')).toMatchObject({
      old: 10,
      new: 0,
      verdict: 'changed',
      direction: 'less',
      // Ten against none of ten: 2 ÷ C(20, 10).
      p: Number((2 / 184_756).toPrecision(6)),
    });
    expect(live.line('init.p50')).toMatchObject({ new: null, verdict: 'undecided' });
    expect(live.line('round_trip.p95')).toMatchObject({ n: { old: 4, new: 4, of: 'rounds' } });
    const saved = await compareJson(['a.jsonl', 'b.jsonl'], { cwd });
    expect(saved.exitCode).toBe(0);
    expect(saved.document.lines).toEqual(live.document.lines);
    const names = (await readFile(join(cwd, 'a.jsonl'), 'utf8'))
      .split('\n')
      .filter((line) => line.includes('"seq"'));
    expect(names).toHaveLength(10 + 4 * 10);
  });

  it('takes the first contact wide, and finds an init that is 20 % longer', async () => {
    const cwd = await folder();
    const of = (functionName: string, p50Ms: number) => ({
      functionName,
      model: { preset: 'node22-arm64', init: { p50Ms, p99Ms: p50Ms * 1.3 } },
    });
    const config = await localJson(cwd, { functions: [of('before', 120), of('after', 144)] });
    const options = ['--local', '--config', config, '--hold', '20ms', '--gap', '0', '--rounds', '0'];
    const sides = ['--function-name', 'before', '--function-name', 'after', '--metric', 'init.p50'];
    const { line, exitCode } = await compareJson([...options, ...sides, '--vary', 'service']);
    expect(exitCode).toBe(0);
    expect(line('init.p50')).toMatchObject({
      verdict: 'changed',
      direction: 'greater',
      n: { old: 20, new: 20 },
    });
    expect(line('init.p50')?.relative?.estimate).toBeGreaterThan(0.1);
    const refused = await cli(['compare', ...options, ...sides]);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toMatch(/differ in service \(a model .*\)/);
  });

  it('a target measured against itself has no first contact left, which it says', async () => {
    const { line, exitCode } = await compareJson([
      ...model,
      ...['--qualifier', '$LATEST', '--qualifier', '$LATEST', '--rounds', '0', '--metric', 'cold.count'],
    ]);
    expect(exitCode).toBe(3);
    expect(line('cold.count')).toMatchObject({ verdict: 'undecided' });
    expect(line('cold.count')?.because).toMatch(/^20 of 20 requests of the (old|new) side met environments/);
  });

  it('needs more rounds than three, and says how many', async () => {
    const { line, exitCode } = await compareJson([
      ...model,
      ...[
        ...bothWays,
        '--first-contact',
        '2',
        '--concurrency',
        '2',
        '--rounds',
        '3',
        '--metric',
        'duration.p50',
      ],
    ]);
    expect(exitCode).toBe(3);
    expect(line('duration.p50')).toMatchObject({ verdict: 'too-few', needs: 4 });
  });

  it('makes every round a first contact where that is asked for: marked on $LATEST, by twins of a version', async () => {
    const { line, exitCode, document } = await compareJson([
      ...model,
      ...[...bothWays, '--force-cold', '--rounds', '1', '--concurrency', '4', '--first-contact', '4'],
      ...['--metric', 'init.p50'],
    ]);
    expect(exitCode).toBe(0);
    expect([document.old.plan.cold, document.new.plan.cold]).toEqual(['marker', 'twins']);
    expect(line('init.p50')).toMatchObject({
      rounds: { old: [1, 2], new: [1, 2] },
      n: { old: 8, new: 8, of: 'requests' },
      method: 'ranks',
    });
  });

  it('keeps what was measured when it is interrupted', async () => {
    const cwd = await folder();
    const child = startCli(
      ['compare', ...model, ...bothWays, '--gap', '30s', '--save', 'a.jsonl', '--save', 'b.jsonl', '--quiet'],
      { cwd },
    );
    const rowsOf = async (file: string) =>
      (await readFile(join(cwd, file), 'utf8').catch(() => ''))
        .split('\n')
        .filter((line) => line.includes('"seq"'));
    while ((await rowsOf('a.jsonl')).length + (await rowsOf('b.jsonl')).length < 20)
      await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill('SIGINT');
    const exitCode = await new Promise((resolve) => child.once('close', resolve));
    expect(exitCode).toBe(130);
    for (const file of ['a.jsonl', 'b.jsonl']) {
      expect(await rowsOf(file)).toHaveLength(20 + 6 * 10);
      expect(await readFile(join(cwd, file), 'utf8')).toContain('"interrupted":true');
    }
  });

  it('shows what it would send', async () => {
    const { stdout, exitCode } = await cli(['compare', ...model, ...bothWays, '--dry-run']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      'Would send       160 invocations: to either side 20 at first contact, then 6 rounds',
    );
  });
});

const header = aHeader();
const row = (seq: number, changes: object = {}) => ({
  kind: 'invocation',
  ...anInvocation({ seq }),
  ...changes,
});
const end = { kind: 'end', finishedAt: '2026-01-02T03:05:00.000Z', interrupted: false, notes: [] };
const lines = (...values: readonly unknown[]) =>
  values.map((value) => `${typeof value === 'string' ? value : JSON.stringify(value)}\n`).join('');
const throttled = { outcome: 'throttled', reason: 'Rate exceeded', statusCode: 429 };
const files: Readonly<Record<string, string>> = {
  'good.jsonl': lines(header, row(0), row(1), end),
  'empty.jsonl': '',
  'header.jsonl': lines(header),
  'broken.jsonl': lines(header, row(0), '{"kind":"invocation",', row(1)),
  'cut.jsonl': `${lines(header, row(0))}{"kind":"invo`,
  'later.jsonl': lines({ ...header, schema: 99 }, row(0)),
  'one-row.jsonl': lines(header, row(0), end),
  'throttled.jsonl': lines(header, row(0, throttled), row(1, throttled), end),
  'memory.jsonl': lines({ ...header, target: { ...header.target, memorySizeMb: 1_024 } }, row(0), end),
};

describe('compare of what cannot be compared', () => {
  it.each([
    { args: ['empty.jsonl', 'good.jsonl'], exit: 2, says: /"empty\.jsonl" is empty/ },
    { args: ['good.jsonl', 'broken.jsonl'], exit: 2, says: /"broken\.jsonl": line 3 is not JSON/ },
    { args: ['good.jsonl', 'later.jsonl'], exit: 2, says: /form 99 of the run file/ },
    { args: ['good.jsonl', 'nowhere.jsonl'], exit: 2, says: /nowhere\.jsonl/ },
    {
      args: ['good.jsonl', 'memory.jsonl'],
      exit: 2,
      says: /differ in memory \(128 MB and 1024 MB\)[\s\S]*--vary memory/,
    },
    { args: ['good.jsonl'], exit: 2, says: /takes two saved runs, and one is given/ },
    { args: ['-', '-'], exit: 2, says: /standard input holds one run/ },
    { args: [], exit: 2, says: /compare needs two sides/ },
    {
      args: ['--qualifier', 'a', '--qualifier', 'b', '--qualifier', 'c'],
      exit: 2,
      says: /--qualifier may be given twice at most/,
    },
    { args: ['good.jsonl', 'good.jsonl', '--rounds', '3'], exit: 2, says: /--rounds is for measuring/ },
    { args: ['good.jsonl', 'good.jsonl', '--vary', 'moon'], exit: 2, says: /--vary has no "moon"/ },
    {
      args: ['good.jsonl', 'good.jsonl', '--metric', 'init.p59'],
      exit: 2,
      says: /Did you mean init\.p5?9?0?/,
    },
    { args: ['good.jsonl', 'good.jsonl', '--alpha', '5'], exit: 2, says: /--alpha must be a number above 0/ },
    { args: [...model, ...bothWays, '--save', 'a.jsonl'], exit: 2, says: /each to a file of its own/ },
    {
      args: [...model, ...bothWays, '--save', 'a.jsonl', '--save', 'a.jsonl'],
      exit: 2,
      says: /saved to one file/,
    },
    {
      args: ['good.jsonl', 'good.jsonl', '--output', 'good.jsonl'],
      exit: 2,
      says: /does not say its format/,
    },
    { args: ['good.jsonl', 'good.jsonl', '--output', 'csv:good.jsonl'], exit: 2, says: /names twice/ },
  ])('$args', async ({ args, exit, says }) => {
    const cwd = await folder();
    for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text);
    const { exitCode, stderr, stdout } = await cli(['compare', ...args], { cwd });
    expect(stderr).toMatch(says);
    expect(stdout).toBe('');
    expect(exitCode).toBe(exit);
  });

  it.each(['header.jsonl', 'one-row.jsonl', 'throttled.jsonl', 'cut.jsonl'])(
    '%s: nothing is decided, nothing is no number, and it is incomplete evidence',
    async (name) => {
      const cwd = await folder();
      for (const [file, text] of Object.entries(files)) await writeFile(join(cwd, file), text);
      const { stdout, exitCode } = await cli(['compare', 'good.jsonl', name], { cwd });
      expect(exitCode).toBe(3);
      expect(stdout).toMatch(/^Not decidable: /);
      expect(stdout).not.toMatch(/NaN|Infinity|undefined/);
    },
  );
});
