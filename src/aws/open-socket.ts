import { connect, isIP, type Socket } from 'node:net';
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
  readonly socket: Socket;
  /** TCP connect time of the attempt that succeeded, without name resolution and TLS. */
  readonly connectMs: number;
}

/** Time for name resolution, TCP and TLS together. */
const openWithinMs = 15_000;

const started = (endpoint: Endpoint, tls: ConnectionOptions): Socket => {
  const { host, port } = endpoint;
  if (!endpoint.secure) return connect({ host, port });
  const servername = isIP(host) === 0 ? { servername: host } : {};
  return connectTls({ host, port, ...servername, ALPNProtocols: ['http/1.1'], ...tls });
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
    const socket = started(endpoint, tls);
    opening.add(socket);
    socket.setNoDelay(true);
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
    socket.on('connectionAttempt', attempt);
    socket.once('connect', () => {
      connectMs = clock.nowMs() - attemptedMs;
    });
    socket.once('error', failed);
    socket.once(endpoint.secure ? 'secureConnect' : 'connect', () => {
      cancel();
      opening.delete(socket);
      socket.off('connectionAttempt', attempt);
      socket.off('error', failed);
      // Until a request takes it over nobody else listens, and an unheard error would end the process.
      socket.on('error', () => {});
      resolve({ socket, connectMs });
    });
  });
