import { type FileHandle, open } from 'node:fs/promises';
import { fileError } from './file-errors.ts';

const chunkBytes = 1 << 19;
const readHint = 'Check the name, and that this user may read it.';

/** Opens a file to read it.
 * @throws UsageError where it cannot be read */
export async function openToRead(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    throw fileError('read', path, error, readHint);
  }
}

/**
 * A file in pieces, the next one read while the one before it is worked on, in memory that does not grow: a piece is
 * only there until the next one is asked for.
 *
 * @throws UsageError where it cannot be read
 */
export async function* readAhead(path: string): AsyncGenerator<Uint8Array> {
  const file = await openToRead(path);
  try {
    yield* piecesOf(file, path);
  } finally {
    await file.close();
  }
}

/** The same of a file that is open, and stays so. */
export async function* piecesOf(file: FileHandle, path: string): AsyncGenerator<Uint8Array> {
  let reading: Promise<number> | null = null;
  try {
    let [front, back] = [Buffer.allocUnsafeSlow(chunkBytes), Buffer.allocUnsafeSlow(chunkBytes)];
    reading = read(file, front);
    for (;;) {
      const bytesRead: number = await reading;
      if (bytesRead === 0) return;
      const piece = front.subarray(0, bytesRead);
      [front, back] = [back, front];
      reading = read(file, front);
      yield piece;
    }
  } catch (error) {
    throw fileError('read', path, error, readHint);
  } finally {
    // Whoever stops early leaves a read under way.
    await reading?.catch(() => {});
  }
}

async function read(file: FileHandle, into: Buffer): Promise<number> {
  const { bytesRead } = await file.read(into, 0, into.length, null);
  return bytesRead;
}
