import { execFileSync } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { linesOf } from '../../src/io/lines.ts';
import { openRereadable } from '../../src/io/rereadable.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();
afterEach(() => vi.unstubAllEnvs());

/** Lines of 1 to 20,000 characters, told by their first ones. */
const lineOf = (at: number): string => `${at}:${'x'.repeat((at * 7_919) % 20_000)}`;
const textOf = (lines: number): string =>
  Array.from({ length: lines }, (_, at) => `${lineOf(at)}\n`).join('');

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let from = 0; from < bytes.length; from += 60_000) yield bytes.slice(from, from + 60_000);
}

/** Goes through a source, then reads each line again, the last one first. */
async function readTwice(path: string, stdin: AsyncIterable<Uint8Array>): Promise<readonly string[]> {
  const source = await openRereadable(path, stdin);
  try {
    const offsets: number[] = [];
    for await (const batch of linesOf(source.pieces, 'test')) offsets.push(...batch.map(({ at }) => at));
    return offsets
      .reverse()
      .map((at) => source.lineAt(at))
      .reverse();
  } finally {
    await source.close();
  }
}

describe('a source that is read again', () => {
  const small = textOf(50);
  // Over the 16 MiB that are kept in memory.
  const large = textOf(2_500);

  it.each([
    { name: 'small', text: small },
    { name: 'large', text: large },
  ])('as a file, as standard input and as a named pipe: $name', async ({ text }) => {
    const wanted = text.split('\n').slice(0, -1);
    const here = await folder();
    const [file, pipe] = [join(here, 'file'), join(here, 'pipe')];
    await writeFile(file, text);
    expect(await readTwice(file, bytesOf(''))).toEqual(wanted);
    expect(await readTwice('-', bytesOf(text))).toEqual(wanted);
    execFileSync('mkfifo', [pipe]);
    const writing = writeFile(pipe, text);
    expect(await readTwice(pipe, bytesOf(''))).toEqual(wanted);
    await writing;
  });

  it('leaves no temporary file, while it is open and after', async () => {
    vi.stubEnv('TMPDIR', await folder());
    const source = await openRereadable('-', bytesOf(large));
    for await (const _ of source.pieces);
    expect(await readdir(tmpdir())).toEqual([]);
    expect(source.lineAt(0)).toBe(lineOf(0));
    await source.close();
    expect(await readdir(tmpdir())).toEqual([]);
  });

  it('tells what to do where standard input cannot be kept, and only when it is asked for', async () => {
    vi.stubEnv('TMPDIR', join(await folder(), 'none'));
    const source = await openRereadable('-', bytesOf(large));
    for await (const _ of source.pieces);
    expect(() => source.lineAt(0)).toThrow(
      'cannot keep standard input to read it again: there is no such file',
    );
    await source.close();
  });

  it('names what cannot be read', async () => {
    const path = join(await folder(), 'none');
    await expect(openRereadable(path, bytesOf(''))).rejects.toThrow('there is no such file');
  });
});
