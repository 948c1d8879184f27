import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

/** A server in a process of its own. */
export interface Server {
  readonly port: number;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

/** What a server that does nothing but answer is: reads the body, replies 1 KiB. */
const bare = `
const { createServer } = require('node:http');
const reply = Buffer.alloc(1024, 120);
const server = createServer((request, response) => {
  request.on('data', () => {});
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': reply.length });
    response.end(reply);
  });
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 5000 }, () => console.log('http://127.0.0.1:' + server.address().port));
process.stdin.resume().on('end', () => process.exit());
`;

const env = {
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '',
  TMPDIR: process.env.TMPDIR ?? '/tmp',
};

async function started(child: ChildProcess): Promise<Server> {
  let stdout = '';
  let stderr = '';
  const exited = once(child, 'exit');
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const port = await new Promise<number>((found, failed) => {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      const match = /127\.0\.0\.1:(\d+)/.exec(stdout);
      if (match !== null) found(Number(match[1]));
    });
    void exited.then(() => failed(new Error(`the server ended: ${stderr}`)));
  });
  return {
    port,
    pid: child.pid ?? 0,
    stop: async () => {
      child.stdin?.end();
      await exited;
    },
  };
}

export const bareServer = (): Promise<Server> =>
  started(spawn(process.execPath, ['-e', bare], { stdio: 'pipe', env }));

/** The embedded service as `bench --local` starts it, with these further arguments. */
export const embeddedService = (args: readonly string[]): Promise<Server> =>
  started(
    spawn(
      process.execPath,
      [
        '--max-semi-space-size=64',
        resolve('dist/cli.js'),
        'local',
        '--managed',
        '--port',
        '0',
        '--quiet',
        ...args,
      ],
      { stdio: 'pipe', env, detached: true },
    ),
  );
