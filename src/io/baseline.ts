import { copyFile, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError } from './file-errors.ts';
import { makeFolder } from './make-folder.ts';

const hint = 'Give a folder that this user may read and write.';

/** Run files of a baseline, oldest first: their names begin with the moment they were added.
 * @returns empty where the folder is not there yet
 * @throws UsageError */
export async function baselineFiles(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder))
      .filter((name) => /^\d{4}-\d{2}-\d{2}T.*\.jsonl$/.test(name))
      .sort()
      .map((name) => join(folder, name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw fileError('read', folder, error, hint);
  }
}

/**
 * Adds a run to a baseline, whole or not at all, and drops the oldest beyond `keep`.
 *
 * @param startedAt - of the run, ISO 8601: its place in the order
 * @returns how many it holds then
 * @throws UsageError
 */
export async function addToBaseline(
  folder: string,
  runFile: string,
  startedAt: string,
  runId: string,
  keep: number,
): Promise<number> {
  try {
    await makeFolder(folder);
    const name = `${startedAt.replaceAll(':', '-')}-${runId}.jsonl`;
    const temporary = join(folder, `.${name}.tmp`);
    await copyFile(runFile, temporary);
    await rename(temporary, join(folder, name));
    const files = await baselineFiles(folder);
    const over = files.slice(0, Math.max(0, files.length - keep));
    for (const file of over) await rm(file, { force: true });
    return files.length - over.length;
  } catch (error) {
    throw fileError('write', folder, error, hint);
  }
}
