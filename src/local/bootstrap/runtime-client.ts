import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { type ErrorBody, errorBody } from './error-shape.ts';

export interface NextEvent {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface RuntimeClient {
  readonly next: () => Promise<NextEvent>;
  readonly respond: (requestId: string, body: string | Buffer, contentType: string) => Promise<void>;
  readonly fail: (requestId: string, thrown: unknown) => Promise<void>;
  readonly failInit: (thrown: unknown) => Promise<void>;
}

const base = '/2018-06-01/runtime/';

/**
 * The Runtime API by one connection that is kept open: when it closes, the service is gone and so is the reason to
 * be here, even in the middle of an invocation. Idle it does not keep the event loop busy.
 *
 * @param onGone - called when the service cannot be reached any more
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export function runtimeClient(address: string, onGone: () => void): RuntimeClient {
  const separator = address.lastIndexOf(':');
  const agent = new Agent({ keepAlive: true, maxSockets: 1, keepAliveMsecs: 60_000 });
  const watched = new WeakSet<object>();
  const call = (
    method: string,
    path: string,
    body: string | Buffer | null,
    headers: Record<string, string>,
  ) =>
    new Promise<NextEvent>((resolve) => {
      const sent = request(
        {
          agent,
          host: address.slice(0, separator),
          port: Number(address.slice(separator + 1)),
          method,
          path: base + path,
          headers: body === null ? {} : { ...headers, 'Content-Length': String(Buffer.byteLength(body)) },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.once('error', onGone);
          response.once('end', () =>
            resolve({ headers: response.headers, body: Buffer.concat(chunks).toString('utf8') }),
          );
        },
      );
      sent.once('socket', (socket) => {
        if (watched.has(socket)) return;
        watched.add(socket);
        socket.setNoDelay(true);
        socket.once('close', onGone);
      });
      sent.once('error', onGone);
      sent.end(body ?? undefined);
    });
  const json = 'application/json';
  const post = async (path: string, error: ErrorBody): Promise<void> => {
    await call('POST', path, JSON.stringify(error), {
      'Content-Type': json,
      // Header values are ASCII.
      'Lambda-Runtime-Function-Error-Type': error.errorType.replaceAll(/[^\x20-\x7e]/g, '?'),
    });
  };
  return {
    next: () => call('GET', 'invocation/next', null, {}),
    respond: async (requestId, body, contentType) => {
      await call('POST', `invocation/${requestId}/response`, body, { 'Content-Type': contentType });
    },
    fail: (requestId, thrown) => post(`invocation/${requestId}/error`, errorBody(thrown)),
    failInit: (thrown) => post('init/error', errorBody(thrown)),
  };
}
