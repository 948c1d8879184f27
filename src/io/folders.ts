import { access, constants, mkdir } from 'node:fs/promises';
import { UsageError } from '../model/errors.ts';
import { fileError } from './file-errors.ts';
import { whatIsAt } from './files.ts';

/** Makes sure before anything is measured that files can be written into a folder; makes it where it is not there.
 * @throws UsageError */
export async function checkFolder(path: string): Promise<void> {
  const hint = 'Give a folder that this user may write to.';
  const there = await whatIsAt(path);
  if (there !== null && !there.isDirectory())
    throw new UsageError(`cannot save to ${JSON.stringify(path)}: it is no folder`, hint);
  try {
    if (there === null) await mkdir(path, { recursive: true });
    else await access(path, constants.W_OK);
  } catch (error) {
    throw fileError('write', path, error, hint);
  }
}
