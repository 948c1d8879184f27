import type { Endpoint } from './open-socket.ts';

/** Where an HTTP request of the SDK goes; null where that is none. */
export const endpointOf = (request: unknown): Endpoint | null => {
  if (typeof request !== 'object' || request === null) return null;
  const { protocol, hostname, port } = request as { protocol?: unknown; hostname?: unknown; port?: unknown };
  if (typeof hostname !== 'string') return null;
  const secure = protocol !== 'http:';
  return {
    secure,
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: typeof port === 'number' ? port : secure ? 443 : 80,
  };
};
