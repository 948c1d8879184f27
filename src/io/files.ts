import { constants } from 'node:fs';
import { access, appendFile, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../model/errors.ts';
import type { Random } from '../model/ports.ts';
import { fileError } from './file-errors.ts';

const readHint = 'Check the name, and that this user may read it.';
const writeHint = 'Give a file in a folder that is there and that this user may write to.';

/**
 * Reads a file, or standard input where the path is `-`, whole.
 *
 * @param limit - most bytes; `what` names the thing in the error
 * @throws UsageError where it cannot be read or is larger
 */
export async function readInput(
  path: string,
  stdin: AsyncIterable<Uint8Array>,
  limit: { readonly maxBytes: number; readonly what: string },
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const part of path === '-' ? stdin : readChunks(path)) {
      bytes += part.byteLength;
      if (bytes > limit.maxBytes) {
        const from = path === '-' ? 'standard input' : JSON.stringify(path);
        throw new UsageError(
          `${limit.what} from ${from} is larger than ${limit.maxBytes.toLocaleString('en')} bytes`,
          'Give a smaller one.',
        );
      }
      parts.push(part);
    }
  } catch (error) {
    throw fileError('read', path, error, readHint);
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** A file in pieces, in constant memory.
 * @throws UsageError where it cannot be read */
export async function* readChunks(path: string): AsyncGenerator<Uint8Array> {
  try {
    const file = await open(path, 'r');
    yield* file.createReadStream({ highWaterMark: 1 << 18 });
  } catch (error) {
    throw fileError('read', path, error, readHint);
  }
}

/** Makes sure before anything is measured that a file can be read later.
 * @throws UsageError */
export async function checkReadable(path: string): Promise<void> {
  try {
    await access(path, constants.R_OK);
  } catch (error) {
    throw fileError('read', path, error, readHint);
  }
}

/** What is at a path, links followed; null: nothing. */
export const whatIsAt = async (path: string): Promise<Awaited<ReturnType<typeof stat>> | null> => {
  try {
    return await stat(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw fileError('write', path, error, writeHint);
  }
};

/** Where a file of this name is or would be, links followed: equal for two names of one file. */
export async function placeOf(path: string): Promise<string> {
  const absolute = resolve(path);
  const real = async (name: string): Promise<string | null> => realpath(name).catch(() => null);
  return (
    (await real(absolute)) ?? join((await real(dirname(absolute))) ?? dirname(absolute), basename(absolute))
  );
}

/** Makes sure before anything is measured that a file can be written later: its folder is there and writable, and the
 * path is no folder.
 * @throws UsageError */
export async function checkWritable(path: string): Promise<void> {
  if (path === '-') {
    throw new UsageError(
      'standard output has one result, in the form that --format says: "-" is taken for no file',
      'Give the name of a file; one that is called so is ./-',
    );
  }
  const there = await whatIsAt(path);
  if (there?.isDirectory() === true) {
    throw new UsageError(`cannot write ${JSON.stringify(path)}: it is a folder`, 'Give the name of a file.');
  }
  const folder = dirname(resolve(path));
  try {
    await access(there !== null && !there.isFile() ? path : folder, constants.W_OK);
    if (there !== null) await access(path, constants.W_OK);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new UsageError(
        `cannot write ${JSON.stringify(path)}: there is no folder ${JSON.stringify(folder)}`,
        'Make the folder first, or give another.',
        error,
      );
    }
    throw fileError('write', path, error, writeHint);
  }
}

/** A file that appears whole at the end or not at all. */
export interface WholeFile {
  /** @throws UsageError */
  readonly write: (text: string) => Promise<void>;
  /** Puts the file in its place. @throws UsageError */
  readonly commit: () => Promise<void>;
  /** Leaves what was there before. */
  readonly abandon: () => Promise<void>;
}

/**
 * Begins a file beside its place, which is renamed at the end. What is no regular file (a device, a named pipe) is
 * written to as it is.
 *
 * @throws UsageError
 */
export async function openWhole(path: string, random: Random): Promise<WholeFile> {
  await checkWritable(path);
  const there = await whatIsAt(path);
  const target = there === null ? resolve(path) : await realpath(path);
  const whole = there === null || there.isFile();
  const temporary = whole
    ? join(dirname(target), `.${basename(target).slice(0, 100)}.${random.hex(8)}.tmp`)
    : target;
  const told = async <Result>(work: Promise<Result>): Promise<Result> => {
    try {
      return await work;
    } catch (error) {
      throw fileError('write', path, error, writeHint);
    }
  };
  const mode = there === null ? 0o666 : Number(there.mode) & 0o777;
  const file = await told(open(temporary, whole ? 'wx' : 'w', mode));
  return {
    write: (text) => told(file.writeFile(text)),
    commit: async () => {
      await told(file.close());
      if (whole) await told(rename(temporary, target));
    },
    abandon: async () => {
      await file.close().catch(() => {});
      if (whole) await rm(temporary, { force: true });
    },
  };
}

/** Writes a file whole or not at all.
 * @throws UsageError; the file is as it was then */
export async function writeWhole(path: string, chunks: Iterable<string>, random: Random): Promise<void> {
  const file = await openWhole(path, random);
  try {
    for (const chunk of chunks) await file.write(chunk);
    await file.commit();
  } catch (error) {
    await file.abandon();
    throw error;
  }
}

/** Adds to the end of a file, which need not be there yet.
 * @throws UsageError */
export async function appendText(path: string, text: string): Promise<void> {
  try {
    await appendFile(path, text);
  } catch (error) {
    throw fileError('write', path, error, writeHint);
  }
}

/** Removes a file that may not be there. */
export const removeFile = (path: string): Promise<void> => rm(path, { force: true });
