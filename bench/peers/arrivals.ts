import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** Lambda holds a request while its handler runs; long enough that no connection is used twice among the first N. */
const holdMs = 200;
const toolLimitMs = 30_000;

/** Tools that are Node programs may reach this machine only. */
const toolEnv = {
  ARTILLERY_DISABLE_TELEMETRY: 'true',
  NO_UPDATE_NOTIFIER: '1',
  NODE_OPTIONS: `--require=${resolve('bench/peers/loopback-only.cjs')}`,
};

/** First to last arrival of a tool's first `count` requests, at the server's own clock. The tool is ended once they
 * have come: what it prints is not asked for.
 * @param serverPath - `bench/dispatch/peer.c`, built
 * @param args - the tool's, without the URL
 * @returns milliseconds
 * @throws where fewer arrive */
export async function arrivalSpreadMs(
  serverPath: string,
  path: string,
  args: readonly string[],
  count: number,
): Promise<number> {
  const server = spawn(serverPath, ['serve', String(count), String(holdMs), 'each'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const served = once(server, 'exit');
  try {
    const lines = createInterface(server.stdout)[Symbol.asyncIterator]();
    const port = Number((await lines.next()).value);
    const arrived = lines.next();
    const tool = spawn(path, [...args, `http://127.0.0.1:${port}/`], {
      stdio: 'ignore',
      env: { ...process.env, ...toolEnv },
    });
    const exited = once(tool, 'exit');
    const limit = setTimeout(() => tool.kill('SIGKILL'), toolLimitMs);
    try {
      await Promise.race([exited, arrived]);
    } finally {
      clearTimeout(limit);
      // The server first: it may not write to connections of a tool that is gone.
      server.stdin.end();
      await served;
      tool.kill('SIGKILL');
      await exited.catch(() => {});
    }
    const { value } = await arrived;
    if (value === undefined) throw new Error(`fewer than ${count} requests arrived`);
    return (JSON.parse(value) as { spreadMs: number }).spreadMs;
  } finally {
    server.stdin.destroy();
    await served;
  }
}
