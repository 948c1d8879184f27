import { connect, type Socket } from 'node:net';

export interface Load {
  readonly port: number;
  /** Keep-alive sockets; each has one request under way. */
  readonly sockets: number;
  readonly requests: number;
  /** Path and body of each POST. */
  readonly path: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

const endOfHead = Buffer.from('\r\n\r\n');

/** Length of the first whole response in `bytes`, 0 where it is not whole yet.
 * @throws where it is no 200 */
function responseLength(bytes: Buffer): number {
  const head = bytes.indexOf(endOfHead);
  if (head < 0) return 0;
  const text = bytes.toString('latin1', 0, head);
  if (!text.startsWith('HTTP/1.1 200')) throw new Error(`unexpected reply: ${text.slice(0, 200)}`);
  const length = /content-length: (\d+)/i.exec(text)?.[1];
  if (length === undefined) throw new Error('a reply without a length');
  const whole = head + endOfHead.length + Number(length);
  return bytes.length >= whole ? whole : 0;
}

const opened = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
  });

/** Keeps every socket busy until all requests are answered: raw sockets, so that the load costs the machine little.
 * @returns requests a second */
export async function requestsPerSecond(load: Load): Promise<number> {
  const sockets = await Promise.all(Array.from({ length: load.sockets }, () => opened(load.port)));
  const headers = {
    host: `127.0.0.1:${load.port}`,
    ...load.headers,
    'content-length': String(load.body.length),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const request = Buffer.from(`POST ${load.path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${load.body}`);
  let left = load.requests;
  let open = load.requests;
  const startedMs = performance.now();
  try {
    await new Promise<void>((resolve, reject) => {
      const send = (socket: Socket): void => {
        if (left <= 0) return;
        left -= 1;
        socket.write(request);
      };
      for (const socket of sockets) {
        let rest: Buffer = Buffer.alloc(0);
        socket.on('error', reject).on('close', () => reject(new Error('the server closed a connection')));
        socket.on('data', (chunk: Buffer) => {
          rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
          try {
            const length = responseLength(rest);
            if (length === 0) return;
            rest = rest.subarray(length);
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
            return;
          }
          open -= 1;
          if (open === 0) resolve();
          else send(socket);
        });
        send(socket);
      }
    });
    return (load.requests / (performance.now() - startedMs)) * 1_000;
  } finally {
    for (const socket of sockets)
      socket
        .removeAllListeners('close')
        .on('error', () => {})
        .destroy();
  }
}
