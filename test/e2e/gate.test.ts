import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { writeRun } from '../../bench/cli/run-file.ts';
import { gateDocumentSchema } from '../../src/report/gate-schema.ts';
import { cli, packageRoot } from '../support/cli.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();
const model = ['--local', '--model', 'node22-arm64', '--hold', '20ms', '--gap', '0'];
const latest = ['--qualifier', '$LATEST'];
const alias = ['--qualifier', 'worker_lambda_alias'];

type Document = z.output<typeof gateDocumentSchema>;

let validate: ReturnType<Ajv2020['compile']>;
/** Twenty cold starts. */
let saved = '';
/** The same, with an init half as long again. */
let slower = '';
beforeAll(async () => {
  const schema: object = JSON.parse(await readFile(join(packageRoot, 'dist/output.schema.json'), 'utf8'));
  validate = new Ajv2020({ strict: false }).compile(schema);
  const path = join(await folder(), 'run.jsonl');
  const { exitCode } = await cli(['bench', ...model, ...latest, '--concurrency', '20', '--save', path]);
  expect(exitCode).toBe(0);
  saved = await readFile(path, 'utf8');
  slower = saved.replaceAll(
    /Init Duration: ([\d.]+) ms/g,
    (_, ms) => `Init Duration: ${(Number(ms) * 1.5).toFixed(2)} ms`,
  );
  expect(slower).not.toBe(saved);
}, 60_000);

/** Runs `gate`; what it prints is as published. */
async function gate(args: readonly string[], cwd?: string) {
  const { stdout, stderr, exitCode } = await cli(
    ['gate', ...args, '--format', 'json'],
    cwd === undefined ? {} : { cwd },
  );
  if (stdout === '') throw new Error(`exit code ${exitCode}: ${stderr}`);
  const json: unknown = JSON.parse(stdout);
  expect(validate(json) ? [] : validate.errors).toEqual([]);
  expect(stdout).not.toMatch(/NaN|Infinity/);
  const document: Document = gateDocumentSchema.parse(json);
  return { document, exitCode, codes: document.warnings.map(({ code }) => code) };
}

/** A folder with the saved run and the slower one in it. */
async function runs(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const cwd = await folder();
  for (const [name, text] of Object.entries({ 'run.jsonl': saved, 'slow.jsonl': slower, ...files }))
    await writeFile(join(cwd, name), text);
  return cwd;
}

describe('--dry-run', () => {
  it.each([
    {
      args: ['--assert', 'cold.count <= 1', ...alias, '--concurrency', '11'],
      says: [/Would send +11 invocations: 11 at the same moment\n/, /Expected +1 to wait for an init/],
    },
    {
      args: ['--baseline', 'pool', '--update-baseline', '--regression', 'init.p50 > 10%', ...latest],
      says: [
        /Would send +80 invocations: 20 at the same moment, then 10, in 6 further rounds/,
        /at most\s+240\s+invocations\s+in\s+all/,
      ],
    },
    {
      args: ['--against', 'worker_lambda_alias', '--max-invocations', '320', '--twins', ...latest].concat(
        ...['--regression', 'init.p50 > 10%'],
      ),
      says: [
        /Would send +160 invocations: to either side 20 at first contact/,
        /measured again, once: at most 320/,
      ],
    },
  ])('$args', async ({ args, says }) => {
    const cwd = await folder();
    const { stdout, exitCode } = await cli(['gate', '--local', '--dry-run', ...args], { cwd });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Dry run: nothing was sent\./);
    for (const each of says) expect(stdout).toMatch(each);
    expect(await readdir(cwd)).toEqual([]);
  });
});

it('judges a run of many rows', async () => {
  const cwd = await runs();
  // More than a call takes arguments.
  await writeRun(join(cwd, 'many.jsonl'), 130_000);
  const { document } = await gate(['many.jsonl', '--assert', 'throttled.count == 0'], cwd);
  expect(document.verdict).toBe('passed');
});

describe('assertions', () => {
  const undecided = ['--assert', 'cold.round_trip.p99 < 10s'];
  it.each([
    ['met', [...alias, '--assert', 'cold.count <= 0'], 'passed', 0],
    ['not met', [...latest, '--assert', 'cold.count <= 1'], 'failed', 1],
    ['no sample for it', [...latest, ...undecided], 'undecided', 3],
    ['… which is a failure', [...latest, ...undecided, '--undecided', 'fail'], 'undecided', 1],
    ['… which is none', [...latest, ...undecided, '--undecided', 'pass'], 'undecided', 0],
    ['a breach, whatever else is open', [...latest, ...undecided, '--assert', 'cold.count < 9'], 'failed', 1],
  ])('%s', async (_, args, verdict, code) => {
    const { document, exitCode } = await gate([...model, ...args]);
    expect({ verdict: document.verdict, exitCode }).toEqual({ verdict, exitCode: code });
    expect(document).toMatchObject({ invocations: 10, measurements: 1, reference: 'none' });
  });
});

describe('against another version, measured in turn', () => {
  it('the same code is no regression', async () => {
    const { document, exitCode } = await gate([
      ...model,
      ...[...alias, '--against', '1', '--twins', '--rounds', '1', '--regression', 'init.p50 > 10%'],
    ]);
    expect(exitCode).toBe(0);
    expect(document.regressions).toMatchObject([{ verdict: 'passed' }]);
    expect(document.regressions[0]?.looks[0]).toMatchObject({ method: 'ranks', suspected: false });
    expect(document.reference).toBe('1, measured in turn with worker_lambda_alias');
  });

  const losesProvisioned = [...latest, '--against', 'worker_lambda_alias', '--rounds', '0'];
  const waiting = ['--regression', 'cold.count > 5%'];

  it('cold starts that were none: seen, and with nothing left to confirm them by', async () => {
    const { document, exitCode } = await gate([...model, ...losesProvisioned, ...waiting]);
    expect(exitCode).toBe(3);
    const [line] = document.regressions;
    expect(line?.because).toMatch(/^suspected, and could not be confirmed: .* no first contact$/);
    expect(line?.looks[0]).toMatchObject({ suspected: true });
    expect(document.measurements).toBe(2);
  });

  it('… and seen once is enough where it is said to be', async () => {
    const { document, exitCode } = await gate([...model, ...losesProvisioned, ...waiting, '--confirm', '0']);
    expect(exitCode).toBe(1);
    expect(document.measurements).toBe(1);
  });

  it('… and no confirmation goes beyond the invocations allowed', async () => {
    const { document, exitCode } = await gate([
      ...[...model, ...losesProvisioned, ...waiting, '--max-invocations', '40'],
    ]);
    expect(exitCode).toBe(3);
    expect(document).toMatchObject({ measurements: 1, invocations: 40 });
    expect(document.regressions[0]?.because).toContain('measured again 0 times of 2');
  });
});

describe('saved runs', () => {
  const reference = ['--reference', 'run.jsonl', '--regression', 'init.p50 > 10%'];
  it('finds an init half as long again; the same seed says the same', async () => {
    const cwd = await runs();
    const first = await gate(['slow.jsonl', ...reference], cwd);
    expect(first.exitCode).toBe(1);
    expect(first.document.invocations).toBe(0);
    const [look] = first.document.regressions[0]?.looks ?? [];
    expect(look?.change?.estimate).toBeCloseTo(0.5, 1);
    expect(first.codes).toContain('other-day');
    expect((await gate(['slow.jsonl', ...reference], cwd)).document).toEqual(first.document);
    expect((await gate(['run.jsonl', ...reference], cwd)).exitCode).toBe(0);
    // Half as long again is not beyond three quarters.
    const wide = [...reference.slice(0, -1), 'init.p50 > 75%'];
    expect((await gate(['slow.jsonl', ...wide], cwd)).exitCode).toBe(0);
  });

  it('one row, all throttled, not whole: never passed by luck', async () => {
    const [header = '', first = '', ...rest] = saved.trimEnd().split('\n');
    const end = rest.pop() ?? '';
    const throttled = [first, ...rest].map((line) => {
      const { tail: _, worker: __, ...row } = JSON.parse(line);
      const lost = { statusCode: 429, outcome: 'throttled', executedVersion: null, worker: null, tail: null };
      return JSON.stringify({ ...row, ...lost, throttleReason: 'ConcurrentInvocationLimitExceeded' });
    });
    const refused = throttled.map((line) => line.replaceAll('"throttled"', '"api-error"'));
    const cwd = await runs({
      'one.jsonl': [header, first, end, ''].join('\n'),
      'throttled.jsonl': [header, ...throttled, end, ''].join('\n'),
      'refused.jsonl': [header, ...refused, end, ''].join('\n'),
      'torn.jsonl': saved.slice(0, saved.length / 2),
    });
    for (const name of ['one.jsonl', 'throttled.jsonl', 'torn.jsonl']) {
      const { document, exitCode } = await gate([name, ...reference], cwd);
      expect({ name, exitCode, verdict: document.verdict }).toEqual({
        name,
        exitCode: 3,
        verdict: 'undecided',
      });
      expect(document.regressions[0]?.because).not.toBe('');
    }
    // Nobody waited, since nobody was served.
    const nobody = ['--assert', 'cold.count <= 1'];
    expect((await gate(['throttled.jsonl', ...nobody], cwd)).exitCode).toBe(3);
    expect((await gate(['refused.jsonl', ...nobody, '--undecided', 'pass'], cwd)).exitCode).toBe(4);
  });

  it.each([
    ['empty', (): string => ''],
    ['broken in the middle', (): string => saved.replace('"kind":"invocation"', '"kind":')],
    ['without rows', (): string => `${saved.split('\n')[0]}\n`],
    ['no run', (): string => 'hello\n'],
  ])('%s: one sentence, and exit code 2', async (_, text) => {
    const cwd = await runs({ 'bad.jsonl': text() });
    const { exitCode, stdout, stderr } = await cli(['gate', 'bad.jsonl', ...reference], { cwd });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('bad.jsonl');
    expect(stderr).not.toMatch(/ {4}at /);
  });
});

describe('a baseline', () => {
  const baseline = ['--baseline', 'base', '--regression', 'init.p50 > 10%'];
  /** The saved run as that of another day, as fast as that day was. */
  const onDay = (day: number): string => {
    const factor = 1 + (day % 3) / 50;
    return saved
      .replace(/"startedAt":"[^"]+"/, `"startedAt":"2026-01-0${day}T03:04:05.000Z"`)
      .replaceAll(
        /Init Duration: ([\d.]+) ms/g,
        (__, ms) => `Init Duration: ${(Number(ms) * factor).toFixed(2)} ms`,
      );
  };
  const days = () =>
    Object.fromEntries(Array.from({ length: 7 }, (_, at) => [`day${at + 1}.jsonl`, onDay(at + 1)]));

  it('begins empty, is filled by runs that are good, drops the oldest, and finds what is slower', async () => {
    const files = days();
    const cwd = await runs(files);
    const empty = await gate(['run.jsonl', ...baseline], cwd);
    expect(empty.exitCode).toBe(3);
    expect(empty.document.regressions[0]?.because).toBe(
      'needs n ≥ 5 runs in the baseline that have it, and there are 0',
    );
    const update = [...baseline, '--update-baseline', '--keep', '6'];
    const codes: (number | null)[] = [];
    for (const name of Object.keys(files)) codes.push((await gate([name, ...update], cwd)).exitCode);
    expect(codes).toEqual([3, 3, 3, 3, 3, 0, 0]);
    const names = (await readdir(join(cwd, 'base'))).sort();
    expect(names).toHaveLength(6);
    expect(names[0]).toMatch(/^2026-01-02T/);
    const slow = await gate(['slow.jsonl', ...update], cwd);
    expect(slow.exitCode).toBe(1);
    expect(slow.document.regressions[0]?.looks[0]).toMatchObject({ method: 'prediction', suspected: true });
    // A run that failed is not added.
    expect((await readdir(join(cwd, 'base'))).sort()).toEqual(names);
  });

  it('leaves out what is broken or unlike, and says so', async () => {
    const cwd = await runs();
    await mkdir(join(cwd, 'base'));
    const files = {
      '2026-01-01T00-00-00.000Z-a.jsonl': 'hello\n',
      '2026-01-02T00-00-00.000Z-b.jsonl': saved.replace('"memorySizeMb":1024', '"memorySizeMb":2048'),
      '2026-01-03T00-00-00.000Z-c.jsonl': saved.slice(0, saved.length / 2),
      '2026-01-04T00-00-00.000Z-d.jsonl': saved,
      'notes.txt': 'no run at all',
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, 'base', name), text);
    const { codes, document, exitCode } = await gate(['run.jsonl', ...baseline], cwd);
    expect(exitCode).toBe(3);
    expect(document.reference).toBe('1 earlier run (base)');
    expect(codes.filter((code) => code.startsWith('reference-'))).toEqual([
      'reference-unreadable',
      'reference-unlike',
      'reference-not-whole',
    ]);
  });

  it('is filled by what is measured, too', async () => {
    const cwd = await folder();
    const measured = [...model, ...latest, '--assert', 'cold.count >= 1', '--rounds', '0'];
    const { exitCode } = await gate([...measured, '--baseline', 'base', '--update-baseline'], cwd);
    expect(exitCode).toBe(0);
    expect(await readdir(join(cwd, 'base'))).toEqual([expect.stringMatching(/^\d{4}-.*\.jsonl$/)]);
  });
});

it.each([
  [[], 'the gate has nothing to judge'],
  [['--regression', 'init.p50 > 10%'], '--regression needs something to be worse than'],
  [['--assert', 'cold.count <= 1', '--assert', 'cold.count <= 1'], 'is given twice'],
  [['--assert', 'cold.count < 1', '--assert', 'cold.count > 2'], 'contradict each other'],
  [
    ['--regression', 'init.p50 > 1%', '--regression', 'init.p50 > 2%', '--reference', 'a'],
    'names init.p50 twice',
  ],
  [
    ['--regression', 'init.p50 > 1%', '--reference', 'a', '--baseline', 'b'],
    '--reference and --baseline are different references',
  ],
  [['--assert', 'cold.count <= 1', '--update-baseline'], '--update-baseline adds to a baseline'],
  [['run.jsonl', '--assert', 'cold.count <= 1', '--local'], '--local is for measuring'],
  [['run.jsonl', '--assert', 'cold.count <= 1', '--concurrency', '5'], '--concurrency is for measuring'],
  [['-', '--regression', 'init.p50 > 1%', '--reference', '-'], 'standard input holds one run'],
  [['--regression', 'init.p50 > 1%', '--reference', 'absent.jsonl'], 'cannot read "absent.jsonl"'],
])('%j is refused', async (args, message) => {
  const { exitCode, stdout, stderr } = await cli(['gate', ...args]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(message);
});

it('CSV has a row a check, JUnit its verdicts', async () => {
  const cwd = await runs();
  const args = ['slow.jsonl', '--reference', 'run.jsonl', '--regression', 'init.p50 > 10%'];
  const all = ['gate', ...args, '--assert', 'cold.count == 20', '--format'];
  const csv = await cli([...all, 'csv'], { cwd });
  expect(csv.stdout.trimEnd().split('\r\n')).toHaveLength(3);
  const junit = await cli([...all, 'junit'], { cwd });
  expect(junit.exitCode).toBe(1);
  expect(junit.stdout).toContain('failures="1"');
});
