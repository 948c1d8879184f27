import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { Built } from './build.ts';
import type { Measured, Task, Way } from './client.ts';

const run = promisify(execFile);

/** `each`: every reply leaves a fixed time after its request. `together`: all in one loop after the last. */
export type Replies = 'each' | 'together';

export interface Burst {
  readonly count: number;
  readonly tls: boolean;
  readonly replies: Replies;
}

const holdMs = 200;
/** About what a signed Invoke of a small payload takes. */
const requestBytes = 900;
const tlsFolder = resolve('fixtures/tls');

/** Starts the peer, runs `client` against it and waits until the last request of the burst has arrived.
 * @returns the client's result and first to last arrival, null where not all of them came */
async function against<Result>(
  built: Built,
  { count, tls, replies }: Burst,
  client: (port: number) => Promise<Result>,
): Promise<{ readonly result: Result; readonly spreadMs: number | null }> {
  const certificate = tls ? [`${tlsFolder}/cert.pem`, `${tlsFolder}/key.pem`] : [];
  const peer = spawn(built.peerPath, ['serve', String(count), String(holdMs), replies, ...certificate], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(peer, 'exit');
  try {
    const lines = createInterface(peer.stdout)[Symbol.asyncIterator]();
    const port = Number((await lines.next()).value);
    let spreadMs: number | null = null;
    const arrived = lines.next().then(({ value }) => {
      if (value !== undefined) spreadMs = (JSON.parse(value) as { spreadMs: number }).spreadMs;
    });
    const result = await client(port);
    peer.stdin.end();
    await arrived;
    return { result, spreadMs };
  } finally {
    peer.stdin.destroy();
    await ended;
  }
}

export interface Sample extends Measured {
  /** First to last arrival at the server. */
  readonly spreadMs: number | null;
}

/** One burst in a fresh process. */
export async function measureBurst(built: Built, way: Way, burst: Burst): Promise<Sample> {
  const ca = burst.tls ? await readFile(`${tlsFolder}/cert.pem`, 'utf8') : null;
  const { result, spreadMs } = await against(built, burst, async (port) => {
    const url = `${burst.tls ? 'https' : 'http'}://127.0.0.1:${port}`;
    const task: Task = { way, url, count: burst.count, ca };
    const { NODE_EXTRA_CA_CERTS: _certificates, NODE_OPTIONS: _options, ...env } = process.env;
    const { stdout } = await run(process.execPath, [built.clientPath, JSON.stringify(task)], {
      env: { ...env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
      maxBuffer: 16 * 1024 * 1024,
    });
    return JSON.parse(stdout) as Measured;
  });
  if (result.ok !== burst.count) throw new Error(`${way}: ${result.ok} of ${burst.count} replies were ok`);
  return { ...result, spreadMs };
}

/** The floor: a C loop over as many sockets. */
export async function measureFloor(
  built: Built,
  count: number,
): Promise<{ readonly skewMs: number; readonly spreadMs: number | null }> {
  const { result, spreadMs } = await against(built, { count, tls: false, replies: 'each' }, async (port) => {
    const { stdout } = await run(built.peerPath, [
      'write',
      String(port),
      String(count),
      String(requestBytes),
    ]);
    return JSON.parse(stdout) as { skewMs: number };
  });
  return { skewMs: result.skewMs, spreadMs };
}

/** Files that one process may have open here. */
export async function openFileLimit(): Promise<number> {
  const { stdout } = await run('sh', ['-c', 'ulimit -Hn']);
  const limit = Number(stdout.trim());
  return Number.isNaN(limit) ? Number.POSITIVE_INFINITY : limit;
}
