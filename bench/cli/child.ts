import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

/** The built CLI of the checkout. */
export const cliPath = resolve('dist/cli.js');

/** What a user's shell has, without what makes each start of Node.js slower here. */
const environment = (): NodeJS.ProcessEnv => {
  const { NODE_EXTRA_CA_CERTS: _certificates, NODE_OPTIONS: _options, ...rest } = process.env;
  return rest;
};

export interface ChildRun {
  readonly tookMs: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program whole; its output goes to a pipe (`grep` stops at the first match when it goes to /dev/null).
 * @throws where its exit code is none of those */
export async function runChild(
  command: string,
  args: readonly string[],
  exitCodes: readonly number[] = [0],
  more: Readonly<Record<string, string>> = {},
): Promise<ChildRun> {
  const began = performance.now();
  const child = spawn(command, args, {
    env: { ...environment(), ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text.stdout += part;
  });
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    text.stderr += part;
  });
  const exitCode = await new Promise<number | null>((settle, fail) => {
    child.once('error', fail);
    child.once('close', settle);
  });
  if (exitCode === null || !exitCodes.includes(exitCode)) {
    throw new Error(`${command} ${args.join(' ')} ended with ${exitCode}: ${text.stderr.slice(-1_000)}`);
  }
  return { tookMs: performance.now() - began, ...text };
}

const tellsMemory =
  'data:text/javascript,process.on("exit",()=>process._rawDebug("maxRSS="+process.resourceUsage().maxRSS))';

/** Runs the CLI whole.
 * @returns also its greatest resident set */
export async function runCli(
  args: readonly string[],
  exitCodes?: readonly number[],
  more?: Readonly<Record<string, string>>,
): Promise<ChildRun & { readonly peakMiB: number }> {
  const all = ['--import', tellsMemory, cliPath, ...args];
  const run = await runChild(process.execPath, all, exitCodes, more);
  return { ...run, peakMiB: Number(/maxRSS=(\d+)/.exec(run.stderr)?.[1]) / 1_024 };
}

/** Times programs in turns, so that a slow minute falls on all of them.
 * @param warmUps - repetitions first whose times are not kept: they pay for reading files from the disk
 * @returns milliseconds of each, one a repetition, in the order given */
export async function inTurns(
  repetitions: number,
  programs: readonly (() => Promise<number>)[],
  warmUps = 1,
): Promise<readonly (readonly number[])[]> {
  const values = programs.map((): number[] => []);
  for (let turn = -warmUps; turn < repetitions; turn += 1) {
    for (const [at, program] of programs.entries()) {
      const tookMs = await program();
      if (turn >= 0) values[at]?.push(tookMs);
    }
  }
  return values;
}
