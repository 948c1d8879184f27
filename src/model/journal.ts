import * as z from 'zod';
import { type AccountChange, accountChangeSchema, type Undoing, undoings } from './account-change.ts';

/** Version of the journal's form; a reader refuses a later one. */
export const journalSchemaVersion = 1;

/** First line: who changes what is written below, and where. No credentials. */
export const journalHeaderSchema = z.object({
  kind: z.literal('journal'),
  schema: z.literal(journalSchemaVersion),
  tool: z.object({ name: z.literal('lambda-fanout'), version: z.string() }),
  runId: z.string(),
  startedAt: z.string(),
  region: z.string(),
  profile: z.string().nullable(),
  endpointUrl: z.string().nullable(),
  /** The process that runs, and its machine: whether it still does can be asked there. */
  pid: z.int().positive(),
  host: z.string(),
});

/** A change is written down before it is made (`intent`), when it is made (`done`, again for each time it is renewed),
 * and when it is undone. What has an intent and is not undone may be there. */
export const journalLineSchema = z.discriminatedUnion('kind', [
  journalHeaderSchema,
  z.object({ kind: z.literal('intent'), id: z.int(), change: accountChangeSchema }),
  z.object({ kind: z.literal('done'), id: z.int(), revisionId: z.string().nullable() }),
  z.object({
    kind: z.literal('undone'),
    id: z.int(),
    how: z.enum(undoings),
    note: z.string().nullable(),
  }),
]);
export type JournalHeader = z.infer<typeof journalHeaderSchema>;
export type JournalLine = z.infer<typeof journalLineSchema>;

/** A change that may be there. */
export interface OpenChange {
  readonly id: number;
  readonly change: AccountChange;
  /** Revision that the run left last; null: not known. */
  readonly revisionId: string | null;
}

/** What is not undone, the latest first: undone in that order. */
export function openChanges(lines: readonly JournalLine[]): readonly OpenChange[] {
  const open = new Map<number, OpenChange>();
  for (const line of lines) {
    if (line.kind === 'intent') open.set(line.id, { id: line.id, change: line.change, revisionId: null });
    const known = line.kind === 'done' ? open.get(line.id) : undefined;
    if (line.kind === 'done' && known !== undefined)
      open.set(line.id, { ...known, revisionId: line.revisionId });
    if (line.kind === 'undone') open.delete(line.id);
  }
  return [...open.values()].reverse();
}

/** Changes of an account, written down so that they can be undone after this process was killed. Each call resolves
 * when its line is on disk.
 * @throws UsageError where it cannot be written: then nothing may be changed */
export interface Journal {
  /** Where it is; null: nowhere, as what is changed goes with the run. */
  readonly path: string | null;
  /** Before the change is made. @returns its id */
  readonly intend: (change: AccountChange) => Promise<number>;
  readonly done: (id: number, revisionId: string | null) => Promise<void>;
  readonly undone: (id: number, undoing: Undoing) => Promise<void>;
  readonly open: () => readonly OpenChange[];
  /** Removes the file where all is undone. */
  readonly close: () => Promise<void>;
}

/** What a journal's lines are kept by. */
export interface JournalStore {
  readonly path: string | null;
  /** Resolves when the line is where it outlives this process. @throws UsageError */
  readonly append: (line: JournalLine) => Promise<void>;
  readonly remove: () => Promise<void>;
  readonly close: () => Promise<void>;
}
