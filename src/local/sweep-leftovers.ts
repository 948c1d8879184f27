import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { environmentsFolder } from './environment/pid-files.ts';
import { type LookAtProcess, lookAtProcess } from './environment/process-look.ts';
import type { SignalProcess } from './environment/runtime-process.ts';
import { endStragglers } from './environment/stragglers.ts';
import { tokenVariable } from './environment/variables.ts';

const ownerFile = 'service.json';

interface Owner {
  readonly pid: number;
  readonly startedAt: string;
}

/** Makes the folder of this service under `stateRoot` and says in it whose it is.
 * @param name - unique, for instance a UUID
 * @returns the folder's path */
export async function claimStateDir(
  stateRoot: string,
  name: string,
  servicePid: number,
  look: LookAtProcess = lookAtProcess,
): Promise<string> {
  const stateDir = join(stateRoot, name);
  await mkdir(stateDir, { recursive: true });
  const startedAt = (await look(servicePid))?.startedAt ?? '';
  await writeFile(join(stateDir, ownerFile), JSON.stringify({ pid: servicePid, startedAt } satisfies Owner));
  return stateDir;
}

export interface SweepOptions {
  readonly stateRoot: string;
  readonly signalProcess: SignalProcess;
  readonly look?: LookAtProcess;
}

/** What a sweep ended and removed. */
export interface Swept {
  readonly processes: readonly number[];
  readonly folders: readonly string[];
}

const readOwner = async (stateDir: string): Promise<Owner | null> => {
  try {
    const owner: unknown = JSON.parse(await readFile(join(stateDir, ownerFile), 'utf8'));
    const isOwner =
      typeof owner === 'object' && owner !== null && 'pid' in owner && typeof owner.pid === 'number';
    return isOwner ? (owner as Owner) : null;
  } catch {
    return null;
  }
};

/**
 * Ends what services that are gone have left: environments (whole process groups) and their folders. A process is
 * only ended if its own environment carries the token that its service wrote down, so that a process which got the
 * same id later is never touched. A folder that does not say whose it is was not finished by its owner and is left
 * alone: the owner may be about to write it.
 */
export async function sweepLeftovers({
  stateRoot,
  signalProcess,
  look = lookAtProcess,
}: SweepOptions): Promise<Swept> {
  const processes: number[] = [];
  const folders: string[] = [];
  const names = await readdir(stateRoot).catch(() => [] as string[]);
  for (const name of names) {
    const stateDir = join(stateRoot, name);
    const owner = await readOwner(stateDir);
    if (owner === null) continue;
    const alive = await look(owner.pid);
    if (alive !== null && alive.startedAt === owner.startedAt) continue;
    const folder = environmentsFolder(stateDir);
    for (const file of await readdir(folder).catch(() => [] as string[])) {
      const pid = Number(file);
      const token = await readFile(join(folder, file), 'utf8').catch(() => '');
      if (!Number.isInteger(pid) || pid <= 1 || token === '') continue;
      const found = await look(pid);
      if (found?.text.includes(`${tokenVariable}=${token}`) !== true) continue;
      if (signalProcess(-pid, 'SIGKILL')) processes.push(pid);
    }
    processes.push(...(await endStragglers(stateDir, signalProcess)));
    await rm(stateDir, { recursive: true, force: true }).catch(() => {});
    folders.push(stateDir);
  }
  return { processes: [...new Set(processes)], folders };
}
