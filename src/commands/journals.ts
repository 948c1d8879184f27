import { hostname } from 'node:os';
import { join } from 'node:path';
import { forgottenJournal, journalOn } from '../fanout/journal.ts';
import type { Io } from '../io/io.ts';
import { createJournal, journalFolder } from '../io/journal-file.ts';
import { type Journal, type JournalHeader, journalSchemaVersion } from '../model/journal.ts';
import type { Context } from './context.ts';

interface JournalPlace {
  readonly context: Context;
  readonly io: Io;
  readonly runId: string;
  readonly profile: string | undefined;
  /** `--journal`; not there: a file of its own in the folder of journals. */
  readonly path: string | undefined;
}

/** `2026-11-23T10-00-00`, so that names sort by time. */
const stampOf = (startedAt: string): string => startedAt.slice(0, 19).replaceAll(':', '-');

/**
 * Opens the journal of a run that is going to change an account. A service that was started for the run needs none: what
 * is changed there goes with it.
 *
 * @throws UsageError where it cannot be written; then nothing may be changed
 */
export async function openJournal({ context, io, runId, profile, path }: JournalPlace): Promise<Journal> {
  if (context.local) return forgottenJournal();
  const startedAt = new Date(io.clock.wallMs()).toISOString();
  const header: JournalHeader = {
    kind: 'journal',
    schema: journalSchemaVersion,
    tool: { name: 'lambda-fanout', version: io.version },
    runId,
    startedAt,
    region: context.region,
    profile: profile ?? io.env.AWS_PROFILE ?? null,
    endpointUrl: context.endpointUrl,
    pid: io.pid,
    host: hostname(),
  };
  const place = path ?? join(journalFolder(io.env), `${stampOf(startedAt)}-${runId.slice(0, 8)}.jsonl`);
  return journalOn(await createJournal(place, header), [header]);
}
