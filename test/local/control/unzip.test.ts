import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { unzip } from '../../../src/local/control/unzip.ts';
import { storedZip, type ZipEntry } from '../stored-zip.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lambda-fanout-unzip-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('unpacks files and folders, and keeps what may be run', async () => {
  const zip = storedZip([
    { name: 'lib/', text: '', mode: 0o040755 },
    { name: 'lib/deep/a.js', text: 'a' },
    { name: 'bootstrap', text: '#!/bin/sh\n', mode: 0o100755 },
  ]);
  await unzip(zip, folder);
  expect(await readFile(join(folder, 'lib/deep/a.js'), 'utf8')).toBe('a');
  expect((await stat(join(folder, 'bootstrap'))).mode & 0o777).toBe(0o755);
});

const bad: { name: string; entries: ZipEntry[]; message: RegExp }[] = [
  { name: 'a path that leads out', entries: [{ name: '../out.js', text: 'x' }], message: /Could not unzip/ },
  { name: 'an absolute path', entries: [{ name: '/etc/x', text: 'x' }], message: /Could not unzip/ },
  { name: 'a path with a step out', entries: [{ name: 'a/../../x', text: 'x' }], message: /Could not unzip/ },
  { name: 'a link', entries: [{ name: 'link', text: '/etc', mode: 0o120777 }], message: /symbolic link/ },
  {
    name: 'more than 250 MB',
    entries: [
      { name: 'a', text: '', claimedSize: 200 * 1024 * 1024 },
      { name: 'b', text: '', claimedSize: 51 * 1024 * 1024 },
    ],
    message: /Could not unzip|Unzipped size must be smaller than 262144000 bytes/,
  },
  {
    name: 'one entry of more than 250 MB',
    entries: [{ name: 'a', text: '', claimedSize: 251 * 1024 * 1024 }],
    message: /Unzipped size must be smaller than 262144000 bytes/,
  },
];

it.each(bad)('refuses $name', async ({ entries, message }) => {
  await expect(unzip(storedZip(entries), folder)).rejects.toMatchObject({
    statusCode: 400,
    type: 'InvalidParameterValueException',
    message: expect.stringMatching(message),
  });
});

it('refuses what is no zip', async () => {
  await expect(unzip(Buffer.from('hello'), folder)).rejects.toThrow(/Could not unzip uploaded file/);
});
