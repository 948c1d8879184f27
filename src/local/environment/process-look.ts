import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { platform } from 'node:os';

/** What the system says of a running process; null: there is none, or it is not ours to see. */
export interface ProcessLook {
  /** Start time in the system's own form: tells a process from a later one with the same id. */
  readonly startedAt: string;
  /** Command line and environment in one text. */
  readonly text: string;
}
export type LookAtProcess = (pid: number) => Promise<ProcessLook | null>;

const onLinux: LookAtProcess = async (pid) => {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
    // Field 22; the name in field 2 may hold blanks and brackets, so count from after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return null;
    const text = await Promise.all(
      ['cmdline', 'environ'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')),
    );
    return { startedAt: fields[19] ?? '', text: text.join('\0') };
  } catch {
    return null;
  }
};

const byPs: LookAtProcess = (pid) =>
  new Promise((resolve) => {
    execFile('ps', ['-Eww', '-p', String(pid), '-o', 'lstart=,command='], (error, stdout) => {
      // `lstart` is 24 characters: "Mon Nov 23 19:21:38 2026".
      resolve(error === null ? { startedAt: stdout.slice(0, 24), text: stdout.slice(24) } : null);
    });
  });

export const lookAtProcess: LookAtProcess = (pid) => (platform() === 'linux' ? onLinux : byPs)(pid);
