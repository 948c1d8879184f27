import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : null);

/**
 * Makes a folder, and those above it that are not there. Not by mkdir's `recursive`: where a file system takes no folders
 * and answers ENOENT, as that of /proc does, Node.js tries again for ever.
 */
export async function makeFolder(path: string, mode = 0o777): Promise<void> {
  const missing: string[] = [];
  const isMissing = async (at: string): Promise<boolean> => (await stat(at).catch(() => null)) === null;
  for (let at = resolve(path); await isMissing(at); at = dirname(at)) missing.unshift(at);
  // Something is there: a folder, else mkdir says what is wrong.
  if (missing.length === 0 && !(await stat(path)).isDirectory()) await mkdir(path);
  for (const each of missing) {
    try {
      await mkdir(each, { mode });
    } catch (error) {
      // Somebody else was faster.
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
}
