import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readAhead } from '../../src/io/read-ahead.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();

it.each([0, 1, (1 << 19) - 1, 1 << 19, 3 * (1 << 19) + 7])(
  'gives all of %i bytes in order',
  async (length) => {
    const path = join(await folder(), 'file');
    const bytes = Buffer.from(Array.from({ length }, (_, at) => (at * 31) % 251));
    await writeFile(path, bytes);
    const pieces: Buffer[] = [];
    // A piece is gone when the next one is asked for.
    for await (const piece of readAhead(path)) pieces.push(Buffer.from(piece));
    expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
  },
);

it('can be left in the middle', async () => {
  const path = join(await folder(), 'file');
  await writeFile(path, Buffer.alloc(5 << 19));
  for await (const piece of readAhead(path)) {
    expect(piece.length).toBeGreaterThan(0);
    break;
  }
});

it('names what cannot be read', async () => {
  const path = join(await folder(), 'none.log');
  const read = async (): Promise<void> => {
    for await (const _ of readAhead(path)) expect.unreachable();
  };
  await expect(read()).rejects.toThrow('none.log": there is no such file');
});
