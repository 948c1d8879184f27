import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../model/errors.ts';
import {
  type JournalHeader,
  type JournalLine,
  type JournalStore,
  journalLineSchema,
  journalSchemaVersion,
} from '../model/journal.ts';
import { fileError } from './file-errors.ts';
import { readInput, whatIsAt } from './files.ts';
import { stateFolder } from './folders.ts';
import { makeFolder } from './make-folder.ts';

const hint =
  'A journal is written before anything is changed, so nothing was. Give another place with --journal FILE.';
const maximumBytes = 50_000_000;
/** Of every journal, as far as it was written. */
const beginning = '{"kind":"journal"';

/** Where journals lie that nobody gave a place. */
export const journalFolder = (env: Readonly<Record<string, string | undefined>>): string =>
  stateFolder(env, 'journals');

/** So that the file's name is on disk too, where a folder can be synced (Windows cannot). */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), 'r').catch(() => null);
  await folder?.sync().catch(() => {});
  await folder?.close();
}

const storeOn = (file: FileHandle, path: string): JournalStore => {
  let closed = false;
  const close = async (): Promise<void> => {
    if (!closed) await file.close();
    closed = true;
  };
  return {
    path,
    append: async (line) => {
      try {
        await file.appendFile(`${JSON.stringify(line)}\n`);
        await file.sync();
      } catch (error) {
        throw fileError('write', path, error, hint);
      }
    },
    remove: async () => {
      await close();
      await rm(path, { force: true });
    },
    close,
  };
};

/** Begins a journal; its folder is made where it is not there. Only its owner may read it.
 * @throws UsageError where it cannot be written, or is there already */
export async function createJournal(path: string, header: JournalHeader): Promise<JournalStore> {
  const whole = resolve(path);
  try {
    await makeFolder(dirname(whole), 0o700);
  } catch (error) {
    throw fileError('write', path, error, hint);
  }
  if ((await whatIsAt(whole)) !== null)
    throw new UsageError(
      `${JSON.stringify(path)} is there already: an earlier run may have left something`,
      `Look at it with: lambda-fanout cleanup --journal ${JSON.stringify(path)}`,
    );
  try {
    const store = storeOn(await open(whole, 'ax', 0o600), whole);
    await store.append(header);
    await syncFolder(whole);
    return store;
  } catch (error) {
    throw fileError('write', path, error, hint);
  }
}

export interface ReadJournal {
  readonly path: string;
  readonly header: JournalHeader;
  readonly lines: readonly JournalLine[];
  /** Bytes of whole lines: what is after them was cut while it was written, and not acted upon. */
  readonly wholeBytes: number;
}

function parsed(text: string, path: string, number: number): JournalLine {
  const refused = (what: string, cause?: unknown) =>
    new UsageError(
      `${JSON.stringify(path)}: line ${number} ${what}`,
      'A journal is what lambda-fanout writes while it changes an account (docs/provisioned.md).',
      cause,
    );
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refused('is not JSON', error);
  }
  const schema = (value as { schema?: unknown } | null)?.schema;
  if (typeof schema === 'number' && schema > journalSchemaVersion)
    throw refused(`has form ${schema}; this version of lambda-fanout reads ${journalSchemaVersion}`);
  const line = journalLineSchema.safeParse(value);
  if (!line.success) throw refused('is no line of a journal', line.error);
  return line.data;
}

/** Reads a journal; null: it is empty, as its run was killed before it changed anything.
 * @throws UsageError where it is none */
export async function readJournal(path: string): Promise<ReadJournal | null> {
  const bytes = await readInput(path, nothing(), { maxBytes: maximumBytes, what: 'the journal' });
  const wholeBytes = Buffer.from(bytes).lastIndexOf('\n') + 1;
  const notBegun = () =>
    new UsageError(
      `${JSON.stringify(path)} does not begin as a journal does`,
      'Give a file that a run has left.',
    );
  const texts = new TextDecoder().decode(bytes.subarray(0, wholeBytes)).split('\n').slice(0, -1);
  const lines = texts.map((text, index) => parsed(text, path, index + 1));
  const [header] = lines;
  if (header === undefined) {
    // Cleanup removes a journal that holds nothing; anything else is somebody's file.
    const cut = new TextDecoder().decode(bytes);
    if (!cut.startsWith(beginning.slice(0, cut.length))) throw notBegun();
    return null;
  }
  if (header.kind !== 'journal') throw notBegun();
  return { path, header, lines, wholeBytes };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** Goes on with a journal that was read. @throws UsageError */
export async function continueJournal({ path, wholeBytes }: ReadJournal): Promise<JournalStore> {
  try {
    const file = await open(path, 'a', 0o600);
    await file.truncate(wholeBytes);
    return storeOn(file, path);
  } catch (error) {
    throw fileError('write', path, error, 'Check that this user may write to it.');
  }
}

/** Journals in a folder, the oldest first by name; empty where there is no folder. @throws UsageError */
export async function journalsIn(folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => name.endsWith('.jsonl'))
      .sort()
      .map((name) => join(folder, name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw fileError('read', folder, error, 'Check that this user may read it.');
  }
}

/** Removes a journal in which nothing is written. */
export const removeJournal = (path: string): Promise<void> => rm(path, { force: true });
