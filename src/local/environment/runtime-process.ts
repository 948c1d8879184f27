import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Clock } from '../../model/ports.ts';
import type { Exit } from './error-reply.ts';
import { type MessageReader, readFrames, readLines } from './output.ts';
import type { InitErrorPost, RuntimeAnswer, RuntimeApi, RuntimeEvent } from './runtime-api.ts';
import { openRuntimeApi } from './runtime-api.ts';

/** How an init went. */
export type InitOutcome =
  | { readonly kind: 'ready'; readonly atMs: number }
  | ({ readonly kind: 'error' } & InitErrorPost)
  | { readonly kind: 'exited'; readonly exit: Exit; readonly atMs: number };

export interface ProcessExit {
  readonly exit: Exit;
  readonly atMs: number;
}

/** Sends a signal to a process, or with a negative id to a whole process group; false: there is none. */
export type SignalProcess = (pid: number, signal: 'SIGKILL' | 'SIGTERM' | 0) => boolean;

export interface Launch {
  readonly clock: Clock;
  readonly signalProcess: SignalProcess;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly onMessage: (message: string) => void;
}

/** One operating-system process (and what it starts itself) with its Runtime API. */
export interface RuntimeProcess {
  /** Null: it could not be started. */
  readonly pid: number | null;
  readonly init: Promise<InitOutcome>;
  readonly exited: Promise<ProcessExit>;
  readonly hasExited: () => boolean;
  readonly deliver: (event: RuntimeEvent) => Promise<RuntimeAnswer>;
  /** Resolves when all that was written up to now has come through. */
  readonly drained: () => Promise<void>;
  /** Ends the whole process group and waits until the process is gone and its output is read. */
  readonly kill: () => Promise<void>;
}

export interface PreparedProcess {
  readonly runtimeApi: string;
  readonly launch: (environment: Readonly<Record<string, string>>) => RuntimeProcess;
  readonly abandon: () => void;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Opens the Runtime API; the process itself is started by `launch`, so that the figure of an init holds no more
 * than the init. */
export async function prepareProcess(options: Launch): Promise<PreparedProcess> {
  const { clock } = options;
  let settleInit: (outcome: InitOutcome) => void = () => {};
  const init = new Promise<InitOutcome>((resolve) => {
    settleInit = resolve;
  });
  const api = await openRuntimeApi(clock, {
    onReady: (atMs) => settleInit({ kind: 'ready', atMs }),
    onInitError: (post) => settleInit({ kind: 'error', ...post }),
  });
  return {
    runtimeApi: api.address,
    launch: (environment) => start(options, api, init, (outcome) => settleInit(outcome), environment),
    abandon: api.close,
  };
}

function start(
  { clock, command, args, cwd, onMessage, signalProcess }: Launch,
  api: RuntimeApi,
  init: Promise<InitOutcome>,
  settleInit: (outcome: InitOutcome) => void,
  environment: Readonly<Record<string, string>>,
): RuntimeProcess {
  // Its own process group: the whole tree can be ended, and a Ctrl-C in the terminal does not reach it.
  const child = spawn(command, [...args], {
    cwd,
    env: { ...environment },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const pid = child.pid ?? null;
  let heard = 0;
  let gone = false;
  const readers: MessageReader[] = [];
  const read = (stream: Readable | null, reader: MessageReader): void => {
    readers.push(reader);
    stream?.on('data', (chunk: Buffer) => {
      heard += 1;
      reader.push(chunk);
    });
    stream?.on('error', () => {});
  };
  read(child.stdout, readLines(onMessage));
  read(child.stderr, readLines(onMessage));
  read(child.stdio[3] as Readable, readFrames(onMessage));

  /** Two turns of the event loop without a byte: what the kernel held has been read. */
  const drained = async (): Promise<void> => {
    let before: number;
    do {
      before = heard;
      await turn();
      await turn();
    } while (heard !== before);
  };

  const exited = new Promise<ProcessExit>((resolve) => {
    const end = async (exit: Exit): Promise<void> => {
      const atMs = clock.nowMs();
      gone = true;
      // What it started and left behind goes with it.
      if (pid !== null) signalProcess(-pid, 'SIGKILL');
      await drained();
      for (const reader of readers) reader.flush();
      for (const stream of child.stdio) stream?.destroy();
      api.close();
      settleInit({ kind: 'exited', exit, atMs });
      resolve({ exit, atMs });
    };
    child.once('exit', (code, signal) =>
      end(signal === null ? { kind: 'status', code: code ?? 0 } : { kind: 'signal', signal }),
    );
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (pid !== null) return;
      const reason = error.code === 'ENOENT' ? 'no such file or directory' : error.message;
      void end({ kind: 'not-started', command, reason });
    });
  });

  return {
    pid,
    init,
    exited,
    hasExited: () => gone,
    deliver: api.deliver,
    drained,
    kill: async () => {
      if (pid !== null && !gone) signalProcess(-pid, 'SIGKILL');
      await exited;
    },
  };
}
