import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

export interface FoundProcess {
  readonly pid: number;
  /** Its arguments, apart by spaces. */
  readonly command: string;
}

const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');

async function fromProc(text: string): Promise<FoundProcess[]> {
  const found: FoundProcess[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name) || !(await read(`/proc/${name}/environ`)).includes(text)) continue;
    const command = (await read(`/proc/${name}/cmdline`)).replaceAll('\0', ' ').trim();
    // One that has ended and was not yet taken note of has no arguments.
    if (command !== '') found.push({ pid: Number(name), command });
  }
  return found;
}

async function fromPs(text: string): Promise<FoundProcess[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axEww', '-o', 'pid=,command=']);
  return stdout.split('\n').flatMap((line) => {
    const [, pid, command] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid !== undefined && command?.includes(text) === true ? [{ pid: Number(pid), command }] : [];
  });
}

/** Processes that carry a text in their environment: a TMPDIR of their own marks all that a test has started. */
export const processesWith = (text: string): Promise<FoundProcess[]> =>
  process.platform === 'linux' ? fromProc(text) : fromPs(text);

/** Asks again and again until the answer is good, at most `withinMs`.
 * @returns the last answer, good or not */
export async function eventually<Answer>(
  ask: () => Promise<Answer>,
  good: (answer: Answer) => boolean,
  withinMs = 15_000,
): Promise<Answer> {
  const untilMs = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (good(answer) || Date.now() > untilMs) return answer;
    await sleep(50);
  }
}

/** All that carry the text have gone, at most 15 s later. @returns those that have not */
export const goneSoon = (text: string): Promise<FoundProcess[]> =>
  eventually(
    () => processesWith(text),
    (found) => found.length === 0,
  );
