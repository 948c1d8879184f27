import { access, constants, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { UsageError } from '../model/errors.ts';
import { fileError } from './file-errors.ts';
import { whatIsAt } from './files.ts';
import { makeFolder } from './make-folder.ts';

/** Where files lie that nobody gave a place, of one kind.
 * @see https://specifications.freedesktop.org/basedir-spec/latest/ XDG_STATE_HOME */
export function stateFolder(env: Readonly<Record<string, string | undefined>>, kind: string): string {
  const state = env.XDG_STATE_HOME;
  const base = state === undefined || state === '' ? join(homedir(), '.local', 'state') : state;
  return join(base, 'lambda-fanout', kind);
}

/** Makes sure before anything is measured that files can be written into a folder; makes it where it is not there.
 * @throws UsageError */
export async function checkFolder(path: string): Promise<void> {
  const hint = 'Give a folder that this user may write to.';
  const there = await whatIsAt(path);
  if (there !== null && !there.isDirectory())
    throw new UsageError(`cannot save to ${JSON.stringify(path)}: it is no folder`, hint);
  try {
    if (there === null) await makeFolder(path);
    else await access(path, constants.W_OK);
  } catch (error) {
    throw fileError('write', path, error, hint);
  }
}

/** Writes a new file that its owner alone may read, in a folder that is made where it is not there.
 * @throws UsageError */
export async function writePrivate(path: string, text: string): Promise<void> {
  try {
    await makeFolder(dirname(path), 0o700);
    await writeFile(path, text, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    throw fileError('write', path, error, 'Set XDG_STATE_HOME to a folder that this user may write to.');
  }
}
