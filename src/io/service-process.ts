import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { constants, getPriority, setPriority } from 'node:os';
import { UsageError } from '../model/errors.ts';
import type { Clock } from '../model/ports.ts';

/** What the embedded service tells its starter, once everything that should be READY is. */
export interface ServiceFacts {
  readonly url: string;
  readonly region: string;
  readonly accountId: string;
  readonly pid: number;
}

export interface ServiceProcess extends ServiceFacts {
  /** Ends the service and its environments; resolves when the process is gone. Idempotent. */
  readonly stop: () => Promise<void>;
}

export interface ServiceLaunch {
  readonly nodePath: string;
  readonly cliPath: string;
  /** Further arguments of `lambda-fanout local --managed`. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Aborts the start; a service that has started is ended by `stop` alone. */
  readonly signal: AbortSignal;
}

const stopWithinMs = 10_000;

/** A request that is written wakes the service, and what wakes takes the core from whoever writes, for milliseconds: then
 * the next request leaves late. What is nicer does not, and on an idle core it loses nothing. Where Linux groups
 * processes by session, the group has a niceness of its own, and that of a process counts within its group alone.
 * @see sched(7), "The nice value" and "The autogroup feature" */
const nicer = { process: 5, group: 10 };

/** Where the system does not allow it, the skew that is measured tells. */
function makeNicer(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, Math.min(constants.priority.PRIORITY_LOW, getPriority() + nicer.process));
  } catch {}
  try {
    writeFileSync(`/proc/${pid}/autogroup`, String(nicer.group), { flag: 'r+' });
  } catch {}
}

/** Thousands of requests that are held at once live through many collections of a young generation of the usual size,
 * and are copied each time. */
const youngGeneration = '--max-semi-space-size=64';

/**
 * Starts the embedded service as a process of its own, in its own process group: a Ctrl-C for this process must not
 * reach the handlers being measured. It ends by itself when this process goes away, because its standard input
 * closes then.
 *
 * @throws UsageError with the service's own words where it could not start
 */
export async function startServiceProcess(launch: ServiceLaunch): Promise<ServiceProcess> {
  const child = spawn(
    launch.nodePath,
    [youngGeneration, launch.cliPath, 'local', '--managed', '--port', '0', '--quiet', ...launch.args],
    { detached: true, stdio: ['pipe', 'pipe', 'pipe'], env: { ...launch.env } },
  );
  // Before it starts any handler: those are as nice as it is.
  makeNicer(child.pid);
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  // A broken pipe only says that the service has ended, which `gone` tells too.
  child.stdin.on('error', () => {});
  const stop = async (): Promise<void> => {
    child.stdin.end();
    const cancel = launch.clock.after(stopWithinMs, () => child.kill('SIGKILL'));
    await gone;
    cancel();
  };
  const onAbort = (): void => void stop();
  launch.signal.addEventListener('abort', onAbort, { once: true });
  try {
    const facts = await new Promise<ServiceFacts>((resolve, reject) => {
      let said = '';
      let complained = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        const end = said.indexOf('\n');
        if (end >= 0) resolve(JSON.parse(said.slice(0, end)) as ServiceFacts);
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        complained = (complained + text).slice(-4_000);
      });
      const failed = (): void => {
        const [message = '', hint = ''] = complained.replace(/^lambda-fanout: /, '').split('\n');
        reject(
          new UsageError(
            `the embedded service could not start: ${message.trim() || 'it ended without a word'}`,
            hint.trim() || 'Try it in the foreground: lambda-fanout local',
          ),
        );
      };
      child.once('close', failed);
      child.once('error', failed);
    });
    return { ...facts, stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  } finally {
    // Once it serves, what is in flight is waited for: only `stop` ends it then.
    launch.signal.removeEventListener('abort', onAbort);
  }
}
