import { basename } from 'node:path';
import { type FindProcesses, findProcesses } from './process-look.ts';
import type { SignalProcess } from './runtime-process.ts';
import { tokenVariable } from './variables.ts';

/** How the tokens of all environments of one service begin. */
export const tokenPrefix = (stateDir: string): string => `${basename(stateDir)}.`;

/**
 * Ends what handlers of a service started and left behind, also outside of their environment's process group. On
 * Lambda it would go with the environment; here its parent is gone, and only the token that it inherited tells whose
 * it is.
 *
 * @returns the processes that were ended
 */
export async function endStragglers(
  stateDir: string,
  signalProcess: SignalProcess,
  find: FindProcesses = findProcesses,
): Promise<readonly number[]> {
  const left = await find(`${tokenVariable}=${tokenPrefix(stateDir)}`);
  return left.filter((pid) => signalProcess(pid, 'SIGKILL'));
}
