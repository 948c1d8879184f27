import { type Journal, type JournalLine, type JournalStore, openChanges } from '../model/journal.ts';

/** A journal on a store.
 * @param lines - what stands there already */
export function journalOn(store: JournalStore, lines: readonly JournalLine[]): Journal {
  const known = [...lines];
  let lastId = known.reduce((most, line) => (line.kind === 'intent' ? Math.max(most, line.id) : most), 0);
  const write = async (line: JournalLine): Promise<void> => {
    await store.append(line);
    known.push(line);
  };
  const open = () => openChanges(known);
  return {
    path: store.path,
    intend: async (change) => {
      lastId += 1;
      const id = lastId;
      await write({ kind: 'intent', id, change });
      return id;
    },
    done: (id, revisionId) => write({ kind: 'done', id, revisionId }),
    undone: (id, { how, note }) => write({ kind: 'undone', id, how, note }),
    open,
    close: () => (open().length === 0 ? store.remove() : store.close()),
  };
}

/** For a service that goes with the run: what is changed there need not be undone by anybody else. */
export const forgottenJournal = (): Journal =>
  journalOn({ path: null, append: async () => {}, remove: async () => {}, close: async () => {} }, []);
