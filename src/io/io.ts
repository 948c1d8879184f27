import { isatty } from 'node:tty';
import type { Clock, Random } from '../model/ports.ts';
import { realClock } from './clock.ts';
import { packageFacts } from './package-root.ts';
import { realRandom } from './random.ts';
import { type Output, realOutput } from './terminal.ts';

/** Everything the program may touch outside itself, handed in: a test runs it whole against a double. */
export interface Io {
  /** This package's version. */
  readonly version: string;
  /** Folder of this package, for the files that run in processes of their own. */
  readonly packageRoot: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Somebody can type there. */
  readonly stdinIsTerminal: boolean;
  /** Ends the reading of standard input: as long as it is read, this process stays. */
  readonly leaveStdin: () => void;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly clock: Clock;
  readonly random: Random;
  /** The running Node.js, for starting the embedded service. */
  readonly nodePath: string;
  /** `v22.1.0` */
  readonly nodeVersion: string;
  /** `x64`, `arm64` */
  readonly arch: string;
  readonly pid: number;
  /** Sends a signal to a process, or with a negative id to its whole group; signal 0 only asks.
   * @returns false: there is no such process */
  readonly signalProcess: (pid: number, signal: NodeJS.Signals | 0) => boolean;
  /** Opens a file in the program that this machine has for it, and does not wait for its end. */
  readonly openFile: (path: string) => Promise<void>;
  /** Sets a variable for what is loaded later in this process. */
  readonly setEnv: (name: string, value: string) => void;
}

function signalProcess(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** The real one, of this process. */
export function realIo(): Io {
  const { root, version } = packageFacts();
  return {
    version,
    packageRoot: root,
    env: process.env,
    cwd: process.cwd(),
    // Made when it is asked for: it costs a help text a tenth of its time.
    get stdin() {
      return process.stdin;
    },
    stdinIsTerminal: isatty(0),
    leaveStdin: () => {
      process.stdin.destroy();
    },
    stdout: realOutput(process.stdout),
    stderr: realOutput(process.stderr),
    clock: realClock,
    random: realRandom,
    nodePath: process.execPath,
    nodeVersion: process.version,
    arch: process.arch,
    pid: process.pid,
    signalProcess,
    openFile: async (path) => {
      const { default: open } = await import('open');
      // A machine without such a program (a server) has written the file all the same.
      await open(path).then(
        (child) => child.on('error', () => {}),
        () => {},
      );
    },
    setEnv: (name, value) => {
      process.env[name] = value;
    },
  };
}
