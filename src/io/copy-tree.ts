import { lstat, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileError } from './file-errors.ts';
import { makeFolder } from './make-folder.ts';

/** One file to copy. */
export interface CopyJob {
  readonly from: string;
  readonly to: string;
}

const writeHint = 'Give a folder that this user may write to.';

/** The files of a file or a folder, each with its place below `to`, by name. */
export async function copyJobs(from: string, to: string): Promise<readonly CopyJob[]> {
  if (!(await stat(from)).isDirectory()) return [{ from, to }];
  const entries = await readdir(from, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ from: path, to: join(to, relative(from, path)) }));
}

/** Whether something is at a path, be it a link that leads nowhere.
 * @throws UsageError where that cannot be told */
export async function isTaken(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT') return false;
    throw fileError('write', path, error, writeHint);
  }
}

/** Copies one file, and makes the folders it lies in.
 * @param changed - the text that is written
 * @throws UsageError */
export async function copyText({ from, to }: CopyJob, changed: (text: string) => string): Promise<void> {
  try {
    await makeFolder(dirname(to));
    await writeFile(to, changed(await readFile(from, 'utf8')));
  } catch (error) {
    throw fileError('write', to, error, writeHint);
  }
}
