import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { benchJson, type JsonRun, tally } from '../support/bench-run.ts';
import { cli, startCli } from '../support/cli.ts';
import { localClient } from '../support/foreground-service.ts';
import { eventually } from '../support/processes.ts';
import {
  invokeAnswer,
  requestIdOf,
  type Stub,
  type StubAnswer,
  type StubRequest,
  startStub,
} from '../support/stub-lambda.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const newFolder = temporaryFolders();
const stubs: Stub[] = [];
const started: ChildProcess[] = [];
afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  for (const stub of stubs.splice(0)) await stub.close();
});

const thousand = 1_000;
const model = ['--local', '--model', 'node22-arm64', '--logs', 'never'];
const configuration = JSON.stringify({
  FunctionName: 'worker_lambda',
  FunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:worker_lambda',
  Version: '$LATEST',
  Runtime: 'nodejs22.x',
  Architectures: ['x86_64'],
  MemorySize: 128,
  Timeout: 60,
});

/** A server that answers what is asked of the target, and invocations as the test says: `nth` counts these alone. */
async function lambda(answer: (nth: number) => StubAnswer | Promise<StubAnswer>): Promise<Stub> {
  let invoked = 0;
  const stub = await startStub(({ path }: StubRequest) => {
    if (path.includes('/invocations')) return answer(invoked++);
    return { body: path.includes('/configuration') ? configuration : '{}' };
  });
  stubs.push(stub);
  return stub;
}

const against = (stub: Stub, ...more: readonly string[]): string[] => [
  ...['--endpoint-url', stub.url, '--concurrency', String(thousand), '--logs', 'never', '--timeout', '30s'],
  ...more,
];

/** Whole lines of a run file, by kind. */
async function savedLines(
  path: string,
): Promise<readonly { readonly kind: string; readonly seq?: number }[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
const savedSeqs = async (path: string): Promise<readonly number[]> =>
  (await savedLines(path)).flatMap(({ kind, seq }) => (kind === 'invocation' ? (seq ?? -1) : []));

const everySeq = Array.from({ length: thousand }, (_, seq) => seq);
const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

describe('1,000 at once on models', () => {
  it('each has a row and an environment of its own, all at the same moment', async () => {
    const { run, exitCode } = await benchJson([...model, '--concurrency', '1000', '--hold', '4s']);
    expect(exitCode).toBe(0);
    expect(run.rows.map(({ seq }) => seq)).toEqual(everySeq);
    expect(tally(run.rows, 'outcome')).toEqual({ ok: thousand });
    expect(run.summary.waitedForInit).toBe(thousand);
    expect(run.summary.rounds[0]).toMatchObject({ achievedConcurrency: thousand, environments: thousand });
  });
});

describe('5,000 at once on models', () => {
  it('each has a row: those that got an environment, and those that were throttled', async () => {
    const { run, exitCode } = await benchJson([...model, '--concurrency', '5000', '--hold', '0s']);
    expect(exitCode).toBe(3);
    expect(run.rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 5_000 }, (_, seq) => seq));
    const { ok = 0, throttled = 0, ...others } = tally(run.rows, 'outcome');
    expect(others).toEqual({});
    expect(ok + throttled).toBe(5_000);
    // Lambda gives a function 1,000 new environments at once.
    expect(ok).toBeGreaterThanOrEqual(1_000);
  });
});

describe('no row is lost', () => {
  it('when a third of 1,000 connections is cut, and a third of the replies ends in the middle', async () => {
    const stub = await lambda((nth) =>
      nth % 3 === 0 ? 'reset' : nth % 3 === 1 ? 'half' : invokeAnswer(nth),
    );
    const path = join(await newFolder(), 'run.jsonl');
    const { run, exitCode } = await benchJson(against(stub, '--save', path), { env: localClient });
    expect(exitCode).toBe(3);
    expect(run.rows.map(({ seq }) => seq)).toEqual(everySeq);
    expect(tally(run.rows, 'outcome')).toEqual({ lost: 667, ok: 333 });
    expect(tally(run.rows, 'reason')).toMatchObject({
      null: 333,
      'the connection broke in the middle of the reply': 333,
    });
    // The ids of the heads that came are kept: by them a REPORT can be found.
    const lost = run.rows.filter(({ outcome }) => outcome === 'lost');
    expect(tally(lost, 'requestId')).toEqual({ null: 334, [requestIdOf(77)]: 333 });
    expect(sorted(await savedSeqs(path))).toEqual(everySeq);
  });

  it('when the server goes with 1,000 requests in flight', async () => {
    let waiting = 0;
    const stub = await lambda(() => {
      waiting += 1;
      if (waiting === thousand) setTimeout(() => void stub.close(), 100);
      return 'silence';
    });
    const { run, exitCode } = await benchJson(against(stub), { env: localClient });
    expect(exitCode).toBe(3);
    expect(run.rows.map(({ seq }) => seq)).toEqual(everySeq);
    expect(tally(run.rows, 'outcome')).toEqual({ lost: thousand });
  });

  it('that was written, when this process is killed with half of 1,000 in flight', async () => {
    const stub = await lambda((nth) => (nth < 500 ? invokeAnswer(nth) : 'silence'));
    const path = join(await newFolder(), 'run.jsonl');
    const child = startCli(['bench', ...against(stub, '--save', path, '--quiet')], { env: localClient });
    started.push(child);
    const ended = new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal)));
    const written = await eventually(
      () => savedSeqs(path),
      (seqs) => seqs.length >= 500,
    );
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    expect(written).toHaveLength(500);
    expect(new Set(written).size).toBe(500);
    const { stdout } = await cli(['report', path, '--format', 'json']);
    const run = JSON.parse(stdout) as JsonRun;
    expect(run.summary.killed).toBe(true);
    expect(run.rows.map(({ seq }) => seq)).toEqual(sorted(written));
    expect(tally(run.rows, 'outcome')).toEqual({ ok: 500 });
  });
});

describe('--release-at', () => {
  it('two runs, started apart, release at the same moment and not before', async () => {
    const atMs = Math.ceil(Date.now() / 1_000) * 1_000 + 7_000;
    const moment = new Date(atMs).toISOString();
    const stub = await lambda((nth) => invokeAnswer(nth));
    const folder = await newFolder();
    const firstWrittenAt = async (name: string): Promise<number> => {
      const path = join(folder, name);
      const args = ['bench', '--endpoint-url', stub.url, '--concurrency', '11', '--logs', 'never'];
      const { exitCode } = await cli([...args, '--save', path, '--release-at', moment], { env: localClient });
      expect(exitCode).toBe(0);
      const [header, ...rows] = (await readFile(path, 'utf8'))
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(header.plan.releaseAtWallMs).toBe(atMs);
      const writtenMs = rows.flatMap((row) => (row.kind === 'invocation' ? [row.writtenMs] : []));
      expect(writtenMs).toHaveLength(11);
      return Date.parse(header.startedAt) + Math.min(...writtenMs);
    };
    const apart = new Promise((resolve) => setTimeout(resolve, 500)).then(() => firstWrittenAt('b.jsonl'));
    const moments = await Promise.all([firstWrittenAt('a.jsonl'), apart]);
    // The wall clock tells whole milliseconds.
    for (const writtenAtMs of moments) expect(writtenAtMs).toBeGreaterThanOrEqual(atMs - 2);
  });
});
