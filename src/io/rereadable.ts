import { openToRead, piecesOf } from './read-ahead.ts';
import { type Bytes, createSpool, readAt } from './spool.ts';

/** A source that is gone through once, and of which single lines can be read again after that. */
export interface Rereadable {
  readonly pieces: AsyncIterable<Uint8Array>;
  /** The line that begins at an offset, without its line feed. */
  readonly lineAt: (offset: number) => string;
  readonly close: () => Promise<void>;
}

/** Most lines of a run file are shorter. */
const firstGuess = 4_096;

function lineOf({ read }: Bytes, offset: number): string {
  for (let length = firstGuess; ; length *= 4) {
    const bytes = read(offset, length);
    const end = bytes.indexOf(10);
    if (end >= 0 || bytes.length < length) return bytes.toString('utf8', 0, end >= 0 ? end : bytes.length);
  }
}

/**
 * Opens a run to be read. A file stays open until it is closed. Standard input, and what is no regular file (a named
 * pipe), can be read only once: it is kept, in memory up to 16 MiB and in a temporary file beyond.
 *
 * @param path - `-` reads standard input
 * @throws UsageError where it cannot be read
 */
export async function openRereadable(path: string, stdin: AsyncIterable<Uint8Array>): Promise<Rereadable> {
  if (path === '-') return spooled(stdin, async () => {});
  const file = await openToRead(path);
  const close = () => file.close();
  const pieces = piecesOf(file, path);
  if (!(await file.stat()).isFile()) return spooled(pieces, close);
  const bytes: Bytes = { read: (offset, length) => readAt(file.fd, offset, length), close: () => {} };
  return { pieces, lineAt: (offset) => lineOf(bytes, offset), close };
}

function spooled(source: AsyncIterable<Uint8Array>, close: () => Promise<void>): Rereadable {
  const spool = createSpool();
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for await (const piece of source) {
      spool.write(piece);
      yield piece;
    }
  }
  return {
    pieces: pieces(),
    lineAt: (offset) => lineOf(spool, offset),
    close: async () => {
      spool.close();
      await close();
    },
  };
}
