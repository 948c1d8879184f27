import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { UsageError } from '../../model/errors.ts';
import type { Clock } from '../../model/ports.ts';
import { effectOf } from '../faults.ts';
import { type Apis, answer, bodyLimitBytes } from './answer.ts';
import { destinationOf, operationName } from './destination.ts';
import { readBody } from './read-body.ts';
import { goneSignal, writeAnswer } from './write-answer.ts';

/** One line of the request log. */
export interface RequestLine {
  readonly method: string;
  readonly path: string;
  /** Null: no operation of this service. */
  readonly operation: string | null;
  /** Null: the connection was closed without an answer. */
  readonly statusCode: number | null;
  readonly durationMs: number;
}

/** Connections that may wait to be accepted; the kernel may allow fewer. */
const backlog = 5_000;

/**
 * The HTTP server of both APIs. A client may open thousands of connections, leave them idle for minutes and then
 * write on all of them at once: nothing here closes a connection for being slow.
 *
 * @param apis - null until the service is deployed; until then each request is answered 503
 */
export function createApiServer(
  apis: () => Apis | null,
  clock: Clock,
  onRequest: (line: RequestLine) => void,
): Server {
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const startedMs = clock.nowMs();
    const destination = destinationOf(request);
    const body = await readBody(request, bodyLimitBytes(destination));
    const log = (statusCode: number | null): void =>
      onRequest({
        method: request.method ?? '',
        path: request.url ?? '',
        operation: operationName(destination),
        statusCode,
        durationMs: clock.nowMs() - startedMs,
      });
    if (body.kind === 'aborted') return log(null);
    const ready = apis();
    if (ready === null) {
      response.writeHead(503, { 'x-amzn-errortype': 'ServiceUnavailableException' }).end();
      return log(503);
    }
    const decided = await answer(ready, request, destination, body);
    const slow = effectOf(decided.effects, 'slow');
    if (slow !== undefined) await clock.sleep(slow.delayMs, goneSignal(response));
    log(writeAnswer(response, decided));
  };
  const server = createServer(
    { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0, noDelay: true, maxHeaderSize: 65_536 },
    (request, response) => {
      response.on('error', () => undefined);
      // A defect must not end the service and with it every handler that is being measured.
      serve(request, response).catch(() => response.destroy());
    },
  );
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
    const status =
      error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () =>
      socket.destroy(),
    );
  });
  return server;
}

/**
 * Listens on 127.0.0.1 only.
 *
 * @param port - 0: any free one
 * @returns the port
 * @throws UsageError where the port is taken or not allowed
 */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void =>
      reject(
        error.code === 'EADDRINUSE' || error.code === 'EACCES'
          ? new UsageError(
              `port ${port} on 127.0.0.1 ${error.code === 'EACCES' ? 'may not be used by this user' : 'is in use'}`,
              'Choose another one with --port, or --port 0 for any free one.',
              error,
            )
          : error,
      );
    server.once('error', failed);
    server.listen({ host: '127.0.0.1', port, backlog }, () => {
      server.off('error', failed);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
