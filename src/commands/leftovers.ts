import { hostname } from 'node:os';
import { journalOn } from '../fanout/journal.ts';
import { undo } from '../fanout/undo.ts';
import type { Io } from '../io/io.ts';
import {
  continueJournal,
  journalFolder,
  journalsIn,
  type ReadJournal,
  readJournal,
  removeJournal,
} from '../io/journal-file.ts';
import type { AccountChange, Undoing } from '../model/account-change.ts';
import { UsageError } from '../model/errors.ts';
import { openChanges } from '../model/journal.ts';
import { openContext } from './context.ts';
import type { CleanupOptions } from './options/cleanup.ts';

/** A change that may still be there, and how to undo it. */
export interface ToUndo {
  readonly change: AccountChange;
  readonly region: string;
  /** ISO 8601; null: not known. */
  readonly since: string | null;
  /** @throws UsageError, UnreachableError */
  readonly undo: (signal: AbortSignal) => Promise<Undoing>;
}

export interface Leftovers {
  readonly toUndo: readonly ToUndo[];
  readonly notes: readonly { readonly code: string; readonly message: string }[];
  /** Closes what was opened; journals in which nothing is left are removed. */
  readonly close: () => Promise<void>;
}

const none = async (): Promise<void> => {};

/** The run may still be going on: on this machine its process can be asked for. */
function isRunning({ header }: ReadJournal, io: Io): boolean {
  if (header.host !== hostname() || header.pid === io.pid) return false;
  try {
    return io.signalProcess(header.pid, 0);
  } catch {
    // It is there, and is somebody else's.
    return true;
  }
}

/** Where a journal's calls go. The environment must not send elsewhere what belongs to AWS. @throws UsageError */
function placeOf({ header, path }: ReadJournal, options: CleanupOptions, io: Io) {
  const endpointUrl = options.endpointUrl ?? header.endpointUrl ?? undefined;
  const elsewhere = io.env.AWS_ENDPOINT_URL_LAMBDA ?? io.env.AWS_ENDPOINT_URL;
  if (endpointUrl === undefined && elsewhere !== undefined)
    throw new UsageError(
      `The journal ${JSON.stringify(path)} is of AWS itself, but AWS_ENDPOINT_URL points to ${elsewhere}`,
      'Unset it, or say where to with --endpoint-url.',
    );
  return {
    qualifier: '$LATEST',
    region: header.region,
    profile: options.profile ?? header.profile ?? undefined,
    endpointUrl,
  };
}

/** What one journal tells of. @throws UsageError */
async function ofJournal(read: ReadJournal, options: CleanupOptions, io: Io): Promise<Leftovers> {
  const { header, lines } = read;
  const open = openChanges(lines);
  if (open.length === 0)
    return {
      toUndo: [],
      notes: [],
      close: async () => journalOn(await continueJournal(read), lines).close(),
    };
  const context = await openContext(placeOf(read, options, io), {}, io, new AbortController().signal);
  const journal = journalOn(await continueJournal(read), lines);
  return {
    toUndo: open.map((one) => ({
      change: one.change,
      region: header.region,
      since: header.startedAt,
      undo: async (signal) => {
        const undoing = await undo(one, await context.account(), signal);
        await journal.undone(one.id, undoing);
        return undoing;
      },
    })),
    notes: [],
    close: async () => {
      await journal.close();
      await context.close();
    },
  };
}

/** What journals tell of: of the one that was named, else of all that runs have left. A run that is going on is left
 * alone, unless its journal was named. @throws UsageError */
export async function leftoversOfJournals(options: CleanupOptions, io: Io): Promise<Leftovers> {
  const paths = options.journal === undefined ? await journalsIn(journalFolder(io.env)) : [options.journal];
  const found: Leftovers[] = [];
  for (const path of paths) {
    const read = await readJournal(path);
    if (read === null) {
      if (options.dryRun !== true) await removeJournal(path);
      continue;
    }
    if (options.journal === undefined && isRunning(read, io)) {
      const message = `The run of ${path} is going on (process ${read.header.pid}): it undoes its changes itself. If it does not, name its journal with --journal.`;
      found.push({ toUndo: [], notes: [{ code: 'running', message }], close: none });
    } else found.push(await ofJournal(read, options, io));
  }
  return {
    toUndo: found.flatMap(({ toUndo }) => toUndo),
    notes: found.flatMap(({ notes }) => notes),
    close: async () => {
      for (const each of found) await each.close();
    },
  };
}

/** What can be found in the account itself, without a journal. @throws UsageError, UnreachableError */
export async function leftoversOfAccount(
  options: CleanupOptions,
  io: Io,
  signal: AbortSignal,
): Promise<Leftovers> {
  const context = await openContext({ ...options, qualifier: '$LATEST' }, {}, io, signal);
  try {
    const account = await context.account();
    const all = await account.leftovers();
    const young = (madeAt: string | null): boolean =>
      madeAt !== null && io.clock.wallMs() - Date.parse(madeAt) < options.olderThan;
    const toUndo = all
      .filter(({ madeAt }) => !young(madeAt))
      .map(({ change, madeAt }) => ({
        change,
        region: context.region,
        since: madeAt,
        undo: (until: AbortSignal) => undo({ change, revisionId: null }, account, until),
      }));
    const leftAlone = all.length - toUndo.length;
    const message = `${leftAlone} more are there, younger than --older-than: their run may be going on.`;
    return {
      toUndo,
      notes: leftAlone === 0 ? [] : [{ code: 'younger', message }],
      close: context.close,
    };
  } catch (error) {
    await context.close();
    throw error;
  }
}
