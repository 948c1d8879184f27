import { connect, isIP, Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import type { Clock } from '../model/ports.ts';

/** Where requests go. */
export interface Endpoint {
  readonly secure: boolean;
  /** Name or address, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

export interface OpenSocket {
  /** What the HTTP client writes to and reads from. */
  readonly socket: Socket;
  /** What carries the bytes to the kernel: the same, or under TLS the TCP socket below it. */
  readonly wire: Socket;
  /** TCP connect time of the attempt that succeeded, without name resolution and TLS. */
  readonly connectMs: number;
}

/** Time for name resolution, TCP and TLS together. */
const openWithinMs = 15_000;

type Started = Pick<OpenSocket, 'socket' | 'wire'>;

/**
 * Under TLS the TCP socket is one that is not connected yet: Node then passes encrypted bytes through its stream, where
 * they can be held, ready to go, and stamped before they are decrypted.
 * @see https://nodejs.org/docs/latest-v20.x/api/tls.html#tlsconnectoptions-callback `socket`
 */
const started = ({ secure, host, port }: Endpoint, tls: ConnectionOptions): Started => {
  if (!secure) {
    const socket = connect({ host, port });
    return { socket, wire: socket };
  }
  const wire = new Socket();
  const servername = isIP(host) === 0 ? { servername: host } : {};
  const socket = connectTls({ ...tls, socket: wire, host, ...servername, ALPNProtocols: ['http/1.1'] });
  // Node leaves both to whoever hands the socket in.
  wire.once('close', () => socket.destroy());
  socket.once('close', () => wire.destroy());
  wire.connect({ host, port });
  return { socket, wire };
};

/**
 * Opens one connection; over TLS it is ready to write when this resolves.
 * @param opening - holds the socket meanwhile, so that whoever stops can destroy it
 * @throws the socket's error, or one with code ETIMEDOUT
 */
export const openSocket = (
  endpoint: Endpoint,
  clock: Clock,
  tls: ConnectionOptions,
  opening: Set<Socket>,
): Promise<OpenSocket> =>
  new Promise((resolve, reject) => {
    let attemptedMs = clock.nowMs();
    let connectMs = 0;
    const { socket, wire } = started(endpoint, tls);
    opening.add(socket);
    wire.setNoDelay(true);
    const cancel = clock.after(openWithinMs, () => {
      const error = new Error(`no connection to ${endpoint.host}:${endpoint.port} within ${openWithinMs} ms`);
      socket.destroy(Object.assign(error, { code: 'ETIMEDOUT' }));
    });
    const attempt = (): void => {
      attemptedMs = clock.nowMs();
    };
    const failed = (error: Error): void => {
      cancel();
      opening.delete(socket);
      reject(error);
    };
    wire.on('connectionAttempt', attempt);
    wire.once('connect', () => {
      connectMs = clock.nowMs() - attemptedMs;
    });
    socket.once('error', failed);
    socket.once(endpoint.secure ? 'secureConnect' : 'connect', () => {
      cancel();
      opening.delete(socket);
      wire.off('connectionAttempt', attempt);
      socket.off('error', failed);
      // Until a request takes it over nobody else listens, and an unheard error would end the process.
      socket.on('error', () => {});
      resolve({ socket, wire, connectMs });
    });
  });
