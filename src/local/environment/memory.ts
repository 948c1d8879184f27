import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { platform } from 'node:os';

/** Measures the resident memory of process trees. */
export interface MemoryMeter {
  /** Kilobytes by root process; a tree that is gone is left out. */
  readonly treeKb: (roots: readonly number[]) => Promise<ReadonlyMap<number, number>>;
  /** How often it may be asked without disturbing what is measured. */
  readonly intervalMs: number;
  /** A single look costs microseconds, so that one can be taken at the end of each invocation. */
  readonly cheap: boolean;
}

const readText = (path: string): string => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
};

function threadsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** Every thread of a process may have started children, each is listed with its own. */
function treeOnLinux(pid: number): number {
  const ownKb = Number(/^VmRSS:\s+(\d+) kB/m.exec(readText(`/proc/${pid}/status`))?.[1] ?? 0);
  const children = threadsOf(pid).flatMap((thread) =>
    readText(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  );
  return children.reduce((sum, child) => sum + treeOnLinux(child), ownKb);
}

const linuxMeter: MemoryMeter = {
  treeKb: async (roots) =>
    new Map(roots.map((pid) => [pid, treeOnLinux(pid)] as const).filter(([, kb]) => kb > 0)),
  intervalMs: 100,
  cheap: true,
};

/** Sums a listing of `pid ppid rss` lines over each root's tree. */
export function treesOf(listing: string, roots: readonly number[]): ReadonlyMap<number, number> {
  const kbOf = new Map<number, number>();
  const childrenOf = new Map<number, number[]>();
  for (const line of listing.split('\n')) {
    const [pid, parent, kb] = line.trim().split(/\s+/).map(Number);
    if (pid === undefined || parent === undefined || kb === undefined || Number.isNaN(kb)) continue;
    kbOf.set(pid, kb);
    childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), pid]);
  }
  const tree = (pid: number): number =>
    (childrenOf.get(pid) ?? []).reduce((sum, child) => sum + tree(child), kbOf.get(pid) ?? 0);
  return new Map(roots.filter((pid) => kbOf.has(pid)).map((pid) => [pid, tree(pid)]));
}

const psMeter: MemoryMeter = {
  treeKb: (roots) =>
    new Promise((resolve) => {
      execFile('ps', ['-axo', 'pid=,ppid=,rss='], { maxBuffer: 16 * 1_024 * 1_024 }, (_error, stdout) =>
        resolve(treesOf(stdout, roots)),
      );
    }),
  intervalMs: 500,
  cheap: false,
};

/** Linux reads `/proc`; elsewhere `ps` is asked. */
export const systemMemoryMeter = (): MemoryMeter => (platform() === 'linux' ? linuxMeter : psMeter);
