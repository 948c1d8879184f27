import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRunFile } from '../../src/io/run-file-reader.ts';
import { checkRunFile, openRunFile } from '../../src/io/run-file-writer.ts';
import { UsageError } from '../../src/model/errors.ts';
import type {
  DeploymentLine,
  EndLine,
  InvocationLine,
  OrchestrationLine,
  ReportLine,
  RunLine,
} from '../../src/model/run-file.ts';
import { aHeader, anInvocation } from '../support/analysis-builder.ts';
import { stdinOf, temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();
const header = aHeader();
const invocation = (seq: number): InvocationLine => ({
  kind: 'invocation',
  ...anInvocation({ seq }),
  worker: null,
  tail: ['REPORT RequestId: x\tDuration: 1.00 ms\t'],
});
const report: ReportLine = {
  kind: 'report',
  requestId: 'x',
  source: 'logs',
  events: [{ atMs: 1_767_322_445_000, logStream: 's', message: 'REPORT …' }],
};
const orchestration: OrchestrationLine = {
  kind: 'orchestration',
  round: 1,
  shard: 1,
  requests: 3,
  invocation: { ...anInvocation(), worker: null, tail: null },
  contract: 1,
  orchestrator: { environmentId: 'e', code: 'c', runtime: 'r' },
  clock: { calledAtWallMs: 1_767_322_445_000, preparedMs: 120, endedMs: 400 },
  offsetMs: 110,
};
const deployment: DeploymentLine = {
  kind: 'deployment',
  round: 1,
  atMs: 12.5,
  provisioned: { requested: 10, allocated: 3, available: 0, status: 'IN_PROGRESS', statusReason: null },
};
const end: EndLine = { kind: 'end', finishedAt: '2026-01-02T03:04:06.000Z', interrupted: false, notes: [] };

const textOf = (...lines: readonly unknown[]): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join('');
const read = (text: string) => readRunFile('-', stdinOf(text));

it('what was written is read back, in order', async () => {
  const path = join(await folder(), 'run.jsonl');
  const lines: readonly RunLine[] = [
    orchestration,
    deployment,
    invocation(0),
    invocation(2),
    report,
    invocation(1),
    end,
  ];
  const writer = await openRunFile(path, header);
  for (const line of lines) writer.append(line);
  await writer.close();
  await writer.close();
  expect(await readRunFile(path, stdinOf())).toEqual({
    run: {
      header,
      invocations: [invocation(0), invocation(2), invocation(1)],
      orchestrations: [orchestration],
      reports: [report],
      deployment: [deployment],
      end,
    },
    notes: [],
  });
});

it('a file of an older version says nothing of the exactness of stamps', async () => {
  const { stampUncertaintyMs: _, ...older } = invocation(0);
  const { run } = await read(textOf(header, older, end));
  expect(run.invocations[0]?.stampUncertaintyMs).toBeNull();
  expect(run.end?.resolution).toBeUndefined();
});

it('is readable before it is closed: header first, then whole lines', async () => {
  const path = join(await folder(), 'run.jsonl');
  const writer = await openRunFile(path, header);
  for (let seq = 0; seq < 50; seq += 1) writer.append(invocation(seq));
  await expect.poll(() => readFile(path, 'utf8')).toMatch(/"seq":49,.*\n$/);
  const { run } = await readRunFile(path, stdinOf());
  expect(run.invocations.length).toBe(50);
  expect(run.end).toBeNull();
  await writer.close();
});

describe('where to save', () => {
  it('an older run file is replaced', async () => {
    const path = join(await folder(), 'run.jsonl');
    for (const seq of [1, 2]) {
      const writer = await openRunFile(path, header);
      writer.append(invocation(seq));
      await writer.close();
    }
    expect((await readRunFile(path, stdinOf())).run.invocations.map(({ seq }) => seq)).toEqual([2]);
  });

  it('another file is refused and left as it is', async () => {
    const path = join(await folder(), 'notes.txt');
    await writeFile(path, 'my notes');
    await expect(openRunFile(path, header)).rejects.toThrow('is no run file of lambda-fanout');
    expect(await readFile(path, 'utf8')).toBe('my notes');
  });

  it('an empty file is fine, a folder that is not there is not', async () => {
    const here = await folder();
    await writeFile(join(here, 'empty.jsonl'), '');
    await checkRunFile(join(here, 'empty.jsonl'));
    await expect(checkRunFile(join(here, 'none', 'run.jsonl'))).rejects.toThrow('there is no folder');
    await mkdir(join(here, 'sub'));
    await expect(checkRunFile(join(here, 'sub'))).rejects.toThrow('it is a folder');
  });

  it('a disk that is full is told at the end', async () => {
    const writer = await openRunFile('/dev/full', header);
    writer.append(invocation(0));
    await expect(writer.close()).rejects.toThrow('there is no room left');
  });
});

describe('reading', () => {
  it('a run that was killed: no end line', async () => {
    const { run, notes } = await read(textOf(header, invocation(0)));
    expect(run.end).toBeNull();
    expect(run.invocations.length).toBe(1);
    expect(notes).toEqual([]);
  });

  it('wherever it was cut, the whole lines before are read', async () => {
    const lines = [header, invocation(0), invocation(1), end].map((line) => `${JSON.stringify(line)}\n`);
    const whole = lines.join('');
    const headerLength = lines[0]?.length ?? 0;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: headerLength, max: whole.length }), async (cut) => {
        const { run, notes } = await read(whole.slice(0, cut));
        // A line that lacks only its line end is whole.
        const complete = whole.slice(headerLength, cut + 1).split('\n').length - 1;
        expect(run.invocations.length + (run.end === null ? 0 : 1)).toBe(complete);
        const partial = whole.slice(0, cut).split('\n').at(-1) ?? '';
        const isCut = partial !== '' && whole[cut] !== '\n';
        expect(notes.map(({ code }) => code)).toEqual(isCut ? ['cut-line'] : []);
      }),
    );
  });

  it('however it comes in chunks', async () => {
    const bytes = new TextEncoder().encode(textOf(header, { ...invocation(0), reason: '関数 💥' }, end));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 700 }), async (size) => {
        async function* chunks(): AsyncGenerator<Uint8Array> {
          for (let from = 0; from < bytes.length; from += size) yield bytes.slice(from, from + size);
        }
        expect((await readRunFile('-', chunks())).run.invocations[0]?.reason).toBe('関数 💥');
      }),
      { numRuns: 30 },
    );
  });

  it('CRLF, empty lines, a byte order mark and fields of later versions', async () => {
    const text = `\ufeff${textOf(header, { ...invocation(0), later: 1 }, end).replaceAll('\n', '\r\n\r\n')}`;
    const { run } = await read(text);
    expect(run.invocations).toEqual([invocation(0)]);
    expect(run.end).toEqual(end);
  });

  it.each([
    { name: 'nothing', text: '', want: 'standard input is empty' },
    { name: 'only line ends', text: '\n\n', want: 'standard input is empty' },
    { name: 'a header that was cut', text: '{"kind":"hea', want: 'line 1 is not JSON' },
    { name: 'another file', text: 'seq,round\n0,1\n', want: 'line 1 is not JSON' },
    { name: 'JSON of another kind', text: '[1]\n', want: 'line 1 is no JSON object' },
    { name: 'no header first', text: textOf(invocation(0)), want: 'line 1 is no header' },
    {
      name: 'a later form',
      text: textOf({ ...header, schema: 2, other: 1 }),
      want: 'has form 2 of the run file',
    },
    {
      name: 'a header without a target',
      text: textOf({ ...header, target: null }),
      want: 'line 1 is broken at target',
    },
    {
      name: 'a header with less memory than none',
      text: textOf({ ...header, target: { ...header.target, memorySizeMb: -512 } }),
      want: 'line 1 is broken at target.memorySizeMb',
    },
    {
      name: 'a header with a weight that is no share',
      text: textOf({ ...header, target: { ...header.target, weights: { 3: 5 } } }),
      want: 'line 1 is broken at target.weights.3',
    },
    {
      name: 'a line that is not JSON',
      text: `${textOf(header)}{"kind"\n${textOf(end)}`,
      want: 'line 2 is not JSON',
    },
    {
      name: 'an unknown kind',
      text: textOf(header, { kind: 'surprise' }),
      want: 'line 2 has the unknown kind "surprise"',
    },
    { name: 'no kind', text: textOf(header, {}), want: 'line 2 has the unknown kind' },
    {
      name: 'a field of the wrong type',
      text: textOf(header, { ...invocation(0), round: 'one' }),
      want: 'line 2 is broken at round: expected number, received string',
    },
    {
      name: 'a field that is not there',
      text: textOf(header, { ...invocation(0), reason: undefined }),
      want: 'line 2 is broken at reason: expected string, and it is not there',
    },
    {
      name: 'a number beyond numbers',
      text: textOf(header, invocation(0)).replace('"plannedMs":100', '"plannedMs":1e999'),
      want: 'line 2 is broken at plannedMs',
    },
    {
      name: 'an unknown outcome',
      text: textOf(header, { ...invocation(0), outcome: 'fine' }),
      want: 'line 2 is broken at outcome',
    },
    {
      name: 'the same request twice',
      text: textOf(header, invocation(3), invocation(3)),
      want: 'line 3 repeats seq 3 of line 2',
    },
    { name: 'two runs in one file', text: textOf(header, end, header), want: 'line 3 is a second header' },
    { name: 'two ends', text: textOf(header, end, end), want: 'line 3 is a second end line' },
  ])('refuses $name', async ({ text, want }) => {
    await expect(read(text)).rejects.toThrow(want);
    await expect(read(text)).rejects.toThrow(UsageError);
  });

  it('refuses what never ends a line, without reading all of it', async () => {
    let served = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        served += 1;
        yield new Uint8Array(1_000_000).fill(120);
      }
    }
    await expect(readRunFile('-', endless())).rejects.toThrow('is longer than');
    expect(served).toBeLessThan(50);
  });

  it('names the file that is not there', async () => {
    const path = join(await folder(), 'none.jsonl');
    await expect(readRunFile(path, stdinOf())).rejects.toThrow('none.jsonl": there is no such file');
  });
});
