import { afterEach } from 'vitest';
import { startCli } from './cli.ts';

export interface ForegroundService {
  readonly url: string;
  /** What it printed so far. */
  readonly stdout: () => string;
  /** Sends Ctrl-C and waits. @returns its exit code */
  readonly stop: () => Promise<number | null>;
}

/** Starts `lambda-fanout local --port 0` as a person does in another shell; each is ended after its test. */
export function foregroundServices() {
  const open: ForegroundService[] = [];
  afterEach(async () => {
    for (const service of open.splice(0)) await service.stop();
  });
  return async (
    args: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
  ): Promise<ForegroundService> => {
    const child = startCli(['local', '--port', '0', ...args], { env });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    let stdout = '';
    let stderr = '';
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(stdout);
        if (found !== null && stdout.includes('\n\n')) resolve(found[0]);
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
      });
      void ended.then(() => reject(new Error(`the service ended: ${stderr}`)));
    });
    const service: ForegroundService = {
      url,
      stdout: () => stdout,
      stop: () => {
        child.kill('SIGINT');
        return ended;
      },
    };
    open.push(service);
    return service;
  };
}

/** What a client of such a service needs besides its URL. */
export const localClient = {
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_REGION: 'us-east-1',
};
