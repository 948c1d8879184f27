import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { OpenFileLimit } from '../model/doctor.ts';

/** As `/proc/<pid>/limits` writes it: name, soft limit, hard limit, unit.
 * @see https://man7.org/linux/man-pages/man5/proc_pid_limits.5.html */
export function openFileLimitIn(limits: string): OpenFileLimit {
  const [, soft] = /^Max open files\s+(\d+|unlimited)\s/m.exec(limits) ?? [];
  if (soft === undefined) return null;
  return soft === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(soft);
}

const shellSays = async (): Promise<OpenFileLimit> => {
  const { stdout } = await promisify(execFile)('sh', ['-c', 'ulimit -n']);
  const text = stdout.trim();
  if (text === 'unlimited') return Number.MAX_SAFE_INTEGER;
  return /^\d+$/.test(text) ? Number(text) : null;
};

/** How many files this process may have open: its soft limit, which Node.js has raised as far as it may. */
export const openFileLimit = (): Promise<OpenFileLimit> =>
  readFile('/proc/self/limits', 'utf8')
    .then(openFileLimitIn)
    // There is no such file on macOS: a shell that this process starts has the same limit.
    .catch(() => shellSays())
    .catch(() => null);
