import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
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

/** Ids of all processes whose environment holds a text. */
export type FindProcesses = (text: string) => Promise<readonly number[]>;

const findOnLinux: FindProcesses = async (text) => {
  const found: number[] = [];
  for (const pid of (await readdir('/proc')).map(Number).filter((id) => id > 1)) {
    try {
      if (readFileSync(`/proc/${pid}/environ`, 'utf8').includes(text)) found.push(pid);
    } catch {
      // It has ended, or is not ours to see.
    }
  }
  return found;
};

const findByPs: FindProcesses = (text) =>
  new Promise((resolve) => {
    execFile('ps', ['-Eww', '-axo', 'pid=,command='], { maxBuffer: 64 * 1_024 * 1_024 }, (_error, stdout) =>
      resolve(
        stdout
          .split('\n')
          .filter((line) => line.includes(text))
          .map((line) => Number.parseInt(line, 10))
          .filter((pid) => pid > 1),
      ),
    );
  });

export const findProcesses: FindProcesses = (text) => (platform() === 'linux' ? findOnLinux : findByPs)(text);

export const lookAtProcess: LookAtProcess = (pid) => (platform() === 'linux' ? onLinux : byPs)(pid);
