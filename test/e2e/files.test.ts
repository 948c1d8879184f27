import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alias, type JsonRun } from '../support/bench-run.ts';
import { type CliResult, cli, startCli } from '../support/cli.ts';
import { parseCsv } from '../support/csv-parser.ts';
import { eventually } from '../support/processes.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

/** The contract of the CSV; later columns come after these. */
const contract =
  'round,seq,request_id,start_kind,evidence,outcome,status_code,error_type,executed_version,log_stream,environment_id,planned_ms,written_ms,first_byte_ms,done_ms,round_trip_ms,duration_ms,billed_ms,init_ms,restore_ms,billed_restore_ms,memory_size_mb,max_memory_used_mb,report_source,xray_trace_id,run_id,warm_up,throttle_reason,init_type,shard,function_name,qualifier';

const newFolder = temporaryFolders();
const json = (text: string): JsonRun => JSON.parse(text) as JsonRun;

describe('one run, saved, and every output of it', () => {
  let folder = '';
  let bench: CliResult;
  const inFolder = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
  const run = (...args: readonly string[]): Promise<CliResult> => cli(args, { cwd: folder });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lambda-fanout-files-'));
    bench = await run(
      ...['bench', '--local', ...alias, '--concurrency', '11', '--save', 'run.jsonl'],
      ...['--output', 'run.csv', '--output', 'json:run.data', '--output', 'run.txt', '--output', 'csv:again'],
    );
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('writes what was asked for and nothing else', async () => {
    expect(bench).toMatchObject({ exitCode: 0, stderr: '' });
    expect((await readdir(folder)).sort()).toEqual(['again', 'run.csv', 'run.data', 'run.jsonl', 'run.txt']);
    expect(await inFolder('again')).toBe(await inFolder('run.csv'));
    expect(await inFolder('run.txt')).toBe(bench.stdout);
  });

  it('CSV: the columns of the contract, in its order, one record a request', async () => {
    const [header = [], ...records] = parseCsv(await inFolder('run.csv'));
    expect(header.slice(0, contract.split(',').length).join(',')).toBe(contract);
    expect(new Set(header).size).toBe(header.length);
    expect(records).toHaveLength(11);
    expect(records.every((record) => record.length === header.length)).toBe(true);
    const kinds = records.map((record) => record[header.indexOf('start_kind')]);
    expect(kinds.filter((kind) => kind === 'cold')).toHaveLength(1);
    // Not measured is empty, never 0.
    for (const record of records) expect(record[header.indexOf('restore_ms')]).toBe('');
    // And a round trip is what lies between written and done.
    for (const record of records) {
      const [written, done, roundTrip] = ['written_ms', 'done_ms', 'round_trip_ms'].map((name) =>
        Number(record[header.indexOf(name)]),
      );
      expect(Math.abs((done ?? 0) - (written ?? 0) - (roundTrip ?? 0))).toBeLessThan(0.01);
    }
  });

  it('JSON: the same rows under the same names in camel case', async () => {
    const [header = [], ...records] = parseCsv(await inFolder('run.csv'));
    const { rows, summary } = json(await inFolder('run.data'));
    const names = header.map((name) =>
      name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    );
    expect(rows.map((row) => Object.keys(row))).toEqual(rows.map(() => names));
    expect(rows.map((row) => Object.values(row).map((value) => String(value ?? '')))).toEqual(records);
    expect(summary).toMatchObject({ rows: 11, waitedForInit: 1 });
  });

  it('report gives the same again, without network', async () => {
    const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' };
    const again = async (format: string) => {
      const result = await cli(['report', join(folder, 'run.jsonl'), '--format', format], { env });
      expect(result).toMatchObject({ exitCode: 0, stderr: '' });
      return result.stdout;
    };
    expect(await again('csv')).toBe(await inFolder('run.csv'));
    expect(json(await again('json'))).toEqual(json(await inFolder('run.data')));
    // Only who named the function is not on file.
    const told = (text: string) => text.replaceAll(/\s+/g, ' ').replace(/ \(named by [^)]*\)/, '');
    expect(told(await again('table'))).toBe(told(bench.stdout));
  });

  it('report reads standard input, and judges anew', async () => {
    const stdin = await inFolder('run.jsonl');
    const good = await cli(['report', '-', '--assert', 'cold.count == 1'], { stdin });
    expect(good.exitCode).toBe(0);
    const breached = await cli(['report', '-', '--assert', 'cold.count == 0', '--format', 'json'], { stdin });
    expect(breached.exitCode).toBe(1);
    expect(json(breached.stdout).verdicts).toMatchObject([{ verdict: 'breached' }]);
  });

  it('explain: why, with every number', async () => {
    const { rows } = json(await inFolder('run.data'));
    const cold = rows.find(({ startKind }) => startKind === 'cold');
    const result = await run('explain', 'run.jsonl', String(cold?.seq));
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout).toContain('cold');
    expect(result.stdout).toContain(cold?.requestId ?? 'no request id');
    expect(result.stdout).toContain('worker');
    const provisioned = rows.find(({ startKind }) => startKind === 'preinitialized');
    const other = await run('explain', 'run.jsonl', String(provisioned?.seq));
    expect(other.stdout).toContain('provisioned-concurrency');
  });

  it('of the log only platform lines are kept, of the payload only hash and size', async () => {
    const text = await inFolder('run.jsonl');
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ kind }) => kind)).toEqual([
      'header',
      ...Array.from({ length: 11 }, () => 'invocation'),
      'end',
    ]);
    expect(lines[0]).toMatchObject({ schema: 1, plan: { payload: { bytes: 2 } } });
  });

  it('--save and --output replace their own files whole', async () => {
    await copyFile(join(folder, 'run.jsonl'), join(folder, 'old.jsonl'));
    await writeFile(join(folder, 'old.csv'), 'x'.repeat(1_000_000));
    const result = await run(
      'bench',
      '--local',
      '--concurrency',
      '2',
      '--save',
      'old.jsonl',
      '--output',
      'old.csv',
    );
    expect(result.exitCode).toBe(0);
    expect((await inFolder('old.jsonl')).trimEnd().split('\n')).toHaveLength(4);
    expect(parseCsv(await inFolder('old.csv'))).toHaveLength(3);
  });
});

describe('a run that was killed', () => {
  it('is read as far as it came', async () => {
    const cwd = await newFolder();
    const path = join(cwd, 'run.jsonl');
    const args = [
      'bench',
      '--local',
      ...alias,
      '--concurrency',
      '11',
      '--rounds',
      '50',
      '--gap',
      '0',
      '--save',
      path,
    ];
    const child = startCli(args, { cwd });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const lines = async () => (await readFile(path, 'utf8').catch(() => '')).split('\n').length;
    await eventually(lines, (count) => count > 15);
    child.kill('SIGKILL');
    await ended;
    const result = await cli(['report', path, '--format', 'json']);
    const { summary, warnings, rows } = json(result.stdout);
    expect(result.exitCode).toBe(3);
    expect(summary).toMatchObject({ killed: true });
    expect(rows.length).toBeGreaterThanOrEqual(11);
    expect(rows.filter(({ startKind }) => startKind === 'cold')).toHaveLength(1);
    expect(warnings.map(({ code }) => code)).toContain('killed');
    const table = await cli(['report', path]);
    expect(table.exitCode).toBe(3);
    expect(table.stdout.replaceAll(/\s+/g, ' ')).toContain('The run was killed before its end');

    // The last line may have been cut while it was written.
    const whole = await readFile(path, 'utf8');
    await writeFile(path, whole.slice(0, -20));
    const cut = await cli(['report', path, '--format', 'json']);
    expect(cut.exitCode).toBe(3);
    expect(json(cut.stdout).rows).toHaveLength(rows.length - 1);
    expect(json(cut.stdout).warnings.map(({ code }) => code)).toContain('cut-line');
  });
});

describe('logs', () => {
  const id = (n: number): string => `a1b2c3d4-0000-4000-8000-${String(n).padStart(12, '0')}`;
  const stream = (n: number): string => `2026/01/02/[1]${String(n).padStart(32, '0')}`;
  const at = (ms: number): string =>
    new Date(Date.UTC(2026, 0, 2, 3, 4, 5) + ms).toISOString().replace('Z', '000+00:00');
  const report = (n: number, initMs: number | null): string =>
    `REPORT RequestId: ${id(n)}\tDuration: 250.00 ms\tBilled Duration: ${250 + (initMs ?? 0)} ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\t${initMs === null ? '' : `Init Duration: ${initMs}.00 ms\t`}`;

  /** `aws logs tail` of an environment that is made for request 1 and serves 2, and of one that was initialized five
   * seconds before request 3. */
  const tail = [
    `${at(0)} ${stream(1)} INIT_START Runtime Version: nodejs:22.v40\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:00ff`,
    `${at(202)} ${stream(1)} START RequestId: ${id(1)} Version: 1`,
    `${at(452)} ${stream(1)} END RequestId: ${id(1)}`,
    `${at(452)} ${stream(1)} ${report(1, 200)}`,
    `${at(900)} ${stream(1)} START RequestId: ${id(2)} Version: 1`,
    `${at(950)} ${stream(1)} 2026-01-02T03:04:05.950Z\t${id(2)}\tINFO\tI saw REPORT RequestId: ${id(9)} today`,
    `${at(1_150)} ${stream(1)} END RequestId: ${id(2)}`,
    `${at(1_150)} ${stream(1)} ${report(2, null)}`,
    `${at(1_000)} ${stream(2)} INIT_START Runtime Version: nodejs:22.v40\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:00ff`,
    `${at(6_000)} ${stream(2)} START RequestId: ${id(3)} Version: 1`,
    `${at(6_250)} ${stream(2)} END RequestId: ${id(3)}`,
    `${at(6_250)} ${stream(2)} ${report(3, 200)}`,
    '',
  ].join('\n');

  const platformJson = [
    {
      time: '2026-01-02T03:04:05.000Z',
      type: 'platform.initStart',
      record: { initializationType: 'on-demand', phase: 'init', runtimeVersion: 'nodejs:22.v40' },
    },
    { time: '2026-01-02T03:04:05.202Z', type: 'platform.start', record: { requestId: id(1), version: '1' } },
    {
      time: '2026-01-02T03:04:05.452Z',
      type: 'platform.report',
      record: {
        requestId: id(1),
        status: 'success',
        metrics: {
          durationMs: 250,
          billedDurationMs: 450,
          memorySizeMB: 128,
          maxMemoryUsedMB: 64,
          initDurationMs: 200,
        },
      },
    },
  ]
    .map((event) => `${JSON.stringify(event)}\n`)
    .join('');

  it('of aws logs tail, on standard input: kinds by the clock of the log', async () => {
    const result = await cli(['logs', '-', '--format', 'json'], { stdin: tail });
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    const { rows, summary } = json(result.stdout);
    expect(rows.map(({ requestId, startKind, evidence }) => ({ requestId, startKind, evidence }))).toEqual([
      { requestId: id(1), startKind: 'cold', evidence: 'log-clock-adjacent' },
      { requestId: id(2), startKind: 'warm', evidence: 'no-init' },
      { requestId: id(3), startKind: 'preinitialized', evidence: 'log-clock-gap' },
    ]);
    expect(summary).toMatchObject({ rows: 3, waitedForInit: 1 });
  });

  it('of files, in any chunks, several at once', async () => {
    const folder = await newFolder();
    await writeFile(join(folder, 'a.log'), tail.replaceAll('\n', '\r\n'));
    await writeFile(join(folder, 'b.log'), platformJson.replaceAll(id(1), id(4)));
    const result = await cli(['logs', 'a.log', 'b.log', '--format', 'json', '--output', 'logs.csv'], {
      cwd: folder,
    });
    expect(result.exitCode).toBe(0);
    const { rows, summary } = json(result.stdout);
    expect(rows.map(({ requestId }) => requestId)).toEqual([id(1), id(2), id(3), id(4)]);
    expect(summary.waitedForInit + summary.classified).toBeGreaterThanOrEqual(4);
    const [header, ...records] = parseCsv(await readFile(join(folder, 'logs.csv'), 'utf8'));
    expect(header?.slice(0, 32).join(',')).toBe(contract);
    expect(records).toHaveLength(4);
  });

  it('as a table, which says what a log without streams cannot tell', async () => {
    const { stdout, exitCode } = await cli(['logs', '-'], { stdin: platformJson });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Nothing can be said of 1 request/);
  });

  it('CSV: rows come while the log is still being written', async () => {
    const child = startCli(['logs', '-', '--format', 'csv']);
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stdin.write(tail);
    const early = await eventually(
      async () => stdout,
      (text) => text.includes(id(2)),
    );
    expect(early).toContain(id(2));
    child.stdin.end(platformJson.replaceAll(id(1), id(4)));
    expect(await ended).toBe(0);
    expect(parseCsv(stdout)).toHaveLength(5);
  });

  it.each([
    { assertion: 'cold.count == 1', exitCode: 0 },
    { assertion: 'cold.count == 0', exitCode: 1 },
    { assertion: 'duration.max <= 250ms', exitCode: 0 },
    { assertion: 'round_trip.max < 1s', exitCode: 3 },
  ])('--assert $assertion: $exitCode', async ({ assertion, exitCode }) => {
    const result = await cli(['logs', '-', '--assert', assertion, '--format', 'json'], { stdin: tail });
    expect(result.exitCode).toBe(exitCode);
    expect(json(result.stdout).verdicts).toHaveLength(1);
  });

  it.each([
    { name: 'nothing', stdin: '' },
    { name: 'no REPORT', stdin: 'hello\nworld\n' },
  ])('$name: incomplete, not an error', async ({ stdin }) => {
    const result = await cli(['logs', '-'], { stdin });
    expect(result).toMatchObject({ exitCode: 3, stderr: '' });
    expect(result.stdout).not.toBe('');
  });

  it('of the embedded service itself, as the service wrote them', async () => {
    const folder = await newFolder();
    await cli(['bench', '--local', '--concurrency', '2', '--save', 'run.jsonl'], { cwd: folder });
    const text = await readFile(join(folder, 'run.jsonl'), 'utf8');
    const tails = text
      .trimEnd()
      .split('\n')
      .flatMap((line) => (JSON.parse(line) as { tail?: string[] }).tail ?? []);
    const result = await cli(['logs', '-', '--format', 'json'], { stdin: `${tails.join('\n')}\n` });
    expect(json(result.stdout).rows).toHaveLength(2);
    expect((await stat(join(folder, 'run.jsonl'))).size).toBeLessThan(20_000);
  });
});
