import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../model/errors.ts';
import { reasonOf } from './file-errors.ts';

/** More than this goes to a temporary file. */
const mostInMemory = 16 * 1_024 * 1_024;

/** Bytes that can be read again by where they lie. */
export interface Bytes {
  /** @returns fewer bytes only at the end */
  readonly read: (offset: number, length: number) => Buffer;
  readonly close: () => void;
}

/** Keeps what comes from a source that can be read only once. */
export interface Spool extends Bytes {
  readonly write: (piece: Uint8Array) => void;
}

interface TemporaryFile {
  readonly fd: number;
  readonly remove: () => void;
}

/** Only this user may read it, and where the system allows it has no name any more once it is open: nothing is left of
 * it, however this process ends. */
function temporaryFile(): TemporaryFile {
  const folder = mkdtempSync(join(tmpdir(), 'lambda-fanout-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const fd = openSync(join(folder, 'spool'), 'wx+', 0o600);
    try {
      remove();
      return { fd, remove: () => {} };
    } catch {
      return { fd, remove };
    }
  } catch (error) {
    remove();
    throw error;
  }
}

/** Where a spool lies that outgrew memory. That it cannot be written is only told when it is read: most outputs need
 * nothing again. */
export function createSpool(): Spool {
  let kept: Buffer[] = [];
  let bytes = 0;
  let file: TemporaryFile | null = null;
  let failure: unknown = null;

  const writeAll = (piece: Uint8Array): void => {
    file ??= temporaryFile();
    for (let from = 0; from < piece.length; ) from += writeSync(file.fd, piece, from);
  };

  const write = (piece: Uint8Array): void => {
    bytes += piece.length;
    if (failure !== null) return;
    if (bytes <= mostInMemory) {
      kept.push(Buffer.from(piece));
      return;
    }
    try {
      for (const earlier of kept) writeAll(earlier);
      kept = [];
      writeAll(piece);
    } catch (error) {
      failure = error;
    }
  };

  const read = (offset: number, length: number): Buffer => {
    if (failure !== null) {
      throw new UsageError(
        `cannot keep standard input to read it again: ${reasonOf(failure)}`,
        'Save it to a file and give its name, or point TMPDIR to a folder with room.',
        failure,
      );
    }
    if (file !== null) return readAt(file.fd, offset, length);
    if (kept.length > 1) kept = [Buffer.concat(kept)];
    return kept[0]?.subarray(offset, offset + length) ?? Buffer.alloc(0);
  };

  return {
    write,
    read,
    close: () => {
      if (file === null) return;
      closeSync(file.fd);
      file.remove();
      file = null;
    },
  };
}

/** Bytes of an open file; fewer than asked for only at its end. */
export function readAt(fd: number, offset: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const bytesRead = readSync(fd, buffer, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
