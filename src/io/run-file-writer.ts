import { type FileHandle, open } from 'node:fs/promises';
import { UsageError } from '../model/errors.ts';
import type { HeaderLine, RunLine } from '../model/run-file.ts';
import { fileError } from './file-errors.ts';
import { checkWritable, whatIsAt } from './files.ts';

/** A run file that grows line by line, so that a run that is killed can still be read. */
export interface RunFileWriter {
  /** Takes a line at once and writes it as soon as the ones before it are written; never throws. */
  readonly append: (line: RunLine) => void;
  /** Resolves once all lines are in the file, and closes it. Idempotent.
   * @throws UsageError where a line could not be written (the lines before it are there) */
  readonly close: () => Promise<void>;
}

const hint =
  'Nothing measured is lost elsewhere: the other outputs are complete. Make room, or save to another place.';

/** Whether a file may be replaced: it is empty or is a run file itself. */
const isOurs = async (path: string): Promise<boolean> => {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(200), 0, 200, 0);
    return bytesRead === 0 || /^\s*\{.*"kind"\s*:\s*"header"/.test(buffer.toString('utf8', 0, bytesRead));
  } finally {
    await file.close();
  }
};

/**
 * Makes sure, before anything is sent, that a run can be saved there. An older run file is replaced; any other file
 * that holds something is refused, since `--save notes.txt` is a slip.
 *
 * @throws UsageError
 */
export async function checkRunFile(path: string): Promise<void> {
  await checkWritable(path);
  const there = await whatIsAt(path);
  if (there === null || !there.isFile()) return;
  const ours = await isOurs(path).catch((error: unknown) => {
    throw fileError('write', path, error, hint);
  });
  if (!ours) {
    throw new UsageError(
      `${JSON.stringify(path)} is there already and is no run file of lambda-fanout`,
      'Give another name, or remove it first.',
    );
  }
}

/** Starts a run file with its header; an older run file is replaced.
 * @throws UsageError as {@link checkRunFile} does */
export async function openRunFile(path: string, header: HeaderLine): Promise<RunFileWriter> {
  await checkRunFile(path);
  let file: FileHandle;
  try {
    file = await open(path, 'w');
  } catch (error) {
    throw fileError('write', path, error, hint);
  }
  let failure: unknown = null;
  let closing: Promise<void> | null = null;
  // One write a line and one at a time: what is in the file is always whole lines, in order.
  let written: Promise<void> = Promise.resolve();
  const append = (line: RunLine): void => {
    const text = `${JSON.stringify(line)}\n`;
    written = written.then(async () => {
      if (failure !== null) return;
      try {
        await file.writeFile(text);
      } catch (error) {
        failure = error;
      }
    });
  };
  const finish = async (): Promise<void> => {
    await written;
    await file.close();
    if (failure !== null) throw fileError('write', path, failure, hint);
  };
  // Kind and schema come first: whoever opens the file sees what it is.
  const { kind, schema, ...rest } = header;
  append({ kind, schema, ...rest });
  return {
    append,
    close: () => {
      closing ??= finish();
      return closing;
    },
  };
}
