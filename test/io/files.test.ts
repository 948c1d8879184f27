import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkWritable, readInput, writeWhole } from '../../src/io/files.ts';
import { realRandom } from '../../src/io/random.ts';
import { UsageError } from '../../src/model/errors.ts';
import { stdinOf, temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();
const limit = { maxBytes: 10, what: 'the payload' };

describe('reading', () => {
  it('a file, and standard input', async () => {
    const path = join(await folder(), 'in.json');
    await writeFile(path, '{"a":1}');
    const read = async (name: string) =>
      new TextDecoder().decode(await readInput(name, stdinOf('{"b"', ':2}'), limit));
    expect(await read(path)).toBe('{"a":1}');
    expect(await read('-')).toBe('{"b":2}');
  });

  it.each([
    { name: 'a file that is not there', path: 'none.json', want: 'there is no such file' },
    { name: 'a folder', path: '.', want: 'it is a folder' },
    { name: 'a file that is too large', path: 'large.json', want: 'is larger than 10 bytes' },
    { name: 'a path through a file', path: 'large.json/x', want: 'a part of its path is no folder' },
  ])('refuses $name', async ({ path, want }) => {
    const here = await folder();
    await writeFile(join(here, 'large.json'), 'x'.repeat(11));
    const reading = readInput(join(here, path), stdinOf(), limit);
    await expect(reading).rejects.toThrow(UsageError);
    await expect(readInput(join(here, path), stdinOf(), limit)).rejects.toThrow(want);
  });

  it('refuses too much on standard input', () =>
    expect(readInput('-', stdinOf('x'.repeat(6), 'y'.repeat(6)), limit)).rejects.toThrow(
      'the payload from standard input is larger than 10 bytes',
    ));
});

describe('writing', () => {
  it('writes whole, and leaves nothing else behind', async () => {
    const here = await folder();
    await writeWhole(join(here, 'out.csv'), ['a\r\n', 'b\r\n'], realRandom);
    expect(await readFile(join(here, 'out.csv'), 'utf8')).toBe('a\r\nb\r\n');
    expect(await readdir(here)).toEqual(['out.csv']);
  });

  it('what fails halfway leaves the file as it was', async () => {
    const here = await folder();
    const path = join(here, 'out.csv');
    await writeFile(path, 'before');
    function* broken(): Generator<string> {
      yield 'half';
      throw new Error('renderer broke');
    }
    await expect(writeWhole(path, broken(), realRandom)).rejects.toThrow('renderer broke');
    expect(await readFile(path, 'utf8')).toBe('before');
    expect(await readdir(here)).toEqual(['out.csv']);
  });

  it('keeps permissions, and follows a link', async () => {
    const here = await folder();
    await writeFile(join(here, 'real.csv'), 'before');
    await chmod(join(here, 'real.csv'), 0o600);
    await symlink('real.csv', join(here, 'link.csv'));
    await writeWhole(join(here, 'link.csv'), ['after'], realRandom);
    expect(await readFile(join(here, 'real.csv'), 'utf8')).toBe('after');
    expect((await stat(join(here, 'real.csv'))).mode & 0o777).toBe(0o600);
    expect((await readdir(here)).sort()).toEqual(['link.csv', 'real.csv']);
  });

  it('writes to a device as it is', () => writeWhole('/dev/null', ['text'], realRandom));

  it.each([
    { name: 'a folder that is not there', path: 'none/out.csv', want: 'there is no folder' },
    { name: 'a folder', path: 'sub', want: 'it is a folder' },
  ])('refuses $name before anything is sent', async ({ path, want }) => {
    const here = await folder();
    await mkdir(join(here, 'sub'));
    await expect(checkWritable(join(here, path))).rejects.toThrow(want);
    await expect(checkWritable(join(here, path))).rejects.toThrow(UsageError);
    await expect(writeWhole(join(here, path), ['x'], realRandom)).rejects.toThrow(want);
    expect(await readdir(here)).toEqual(['sub']);
  });
});
