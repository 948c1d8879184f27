import { UsageError } from '../model/errors.ts';
import type { Io } from './io.ts';

type Asker = Pick<Io, 'stdin' | 'stderr' | 'leaveStdin' | 'stdinIsTerminal'>;

/** Makes sure, before anything else is done, that a question can be asked.
 * @throws UsageError where there is no terminal */
export function checkCanAsk(
  what: string,
  { stdinIsTerminal, stderr }: Omit<Asker, 'stdin' | 'leaveStdin'>,
): void {
  if (stdinIsTerminal && stderr.isTerminal) return;
  throw new UsageError(`${what} asks back first, and there is no terminal to ask on`, 'Add --yes.');
}

/** Asks on standard error; yes is `y` or `yes`, everything else is no, and so is an abort of `signal`. */
export async function confirmed(
  question: string,
  { stdin, stderr, leaveStdin }: Asker,
  signal: AbortSignal,
): Promise<boolean> {
  if (signal.aborted) return false;
  await stderr.write(`${question} [y/N] `);
  let answer = '';
  signal.addEventListener('abort', leaveStdin, { once: true });
  try {
    for await (const part of stdin) {
      answer += new TextDecoder().decode(part);
      if (answer.includes('\n')) break;
    }
  } catch (error) {
    // Its end in the middle of reading.
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', leaveStdin);
    leaveStdin();
  }
  if (signal.aborted) return false;
  return /^\s*y(?:es)?\s*$/i.test(answer.split('\n')[0] ?? '');
}
