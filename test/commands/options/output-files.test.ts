import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { outputFilesOf, outputOptions } from '../../../src/commands/options/output.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();

it.each([
  { name: 'a link to what is read', output: ['link.json'] },
  { name: 'what is read, through a link to its folder', output: ['other/run.json'] },
  { name: 'a new file, by two names of its folder', output: ['folder/new.csv', 'other/new.csv'] },
])('never writes over $name', async ({ output }) => {
  const here = await folder();
  await mkdir(join(here, 'folder'));
  await writeFile(join(here, 'folder/run.json'), 'my only copy');
  await symlink('folder/run.json', join(here, 'link.json'));
  await symlink('folder', join(here, 'other'));
  const options = outputOptions.parse({ output: output.map((path) => join(here, path)) });
  await expect(outputFilesOf(options, [join(here, 'folder/run.json')])).rejects.toThrow('names twice');
});
