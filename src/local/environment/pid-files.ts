import { mkdirSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a service writes which processes are its own, so that the next one can end what a killed one left. */
export const environmentsFolder = (stateDir: string): string => join(stateDir, 'environments');

export interface PidFiles {
  readonly add: (pid: number, token: string) => void;
  readonly remove: (pid: number) => void;
  /** Resolves when all is on disk. */
  readonly settled: () => Promise<void>;
}

/** One file a process, named by its id, holding its token. A file that cannot be written is no reason to stop: it
 * would only be missed by a sweep after a crash of the service. */
export function createPidFiles(stateDir: string): PidFiles {
  const folder = environmentsFolder(stateDir);
  mkdirSync(folder, { recursive: true });
  const file = (pid: number): string => join(folder, String(pid));
  let last: Promise<unknown> = Promise.resolve();
  const then = (work: () => Promise<unknown>): void => {
    last = last.then(work).catch(() => {});
  };
  return {
    add: (pid, token) => then(() => writeFile(file(pid), token)),
    remove: (pid) => then(() => rm(file(pid), { force: true })),
    settled: async () => {
      await last;
    },
  };
}
