import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

/** One connection as the server saw it. */
export interface StubConnection {
  /** Bytes of application data, TLS taken off. */
  bytes: number;
  open: boolean;
  readonly close: () => void;
}

export interface StubRequest {
  /** Order in which requests were whole, from 0. */
  readonly nth: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What a request gets: an answer; the connection reset; an answer cut in the middle; nothing, ever. */
export type StubAnswer =
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  | 'reset'
  | 'half'
  | 'silence';

export interface Stub {
  readonly url: string;
  readonly connections: readonly StubConnection[];
  readonly requests: readonly StubRequest[];
  readonly close: () => Promise<void>;
}

const read = (name: string): Buffer => readFileSync(new URL(`../../fixtures/tls/${name}`, import.meta.url));
/** The certificate that a client must trust for a stub with `tls`. */
export const stubCertificate = (): Buffer => read('cert.pem');

function parsed(bytes: Buffer, nth: number): StubRequest | null {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const body = bytes.subarray(end + 4);
  if (body.length < Number(headers['content-length'] ?? 0)) return null;
  const [method = '', path = ''] = first.split(' ');
  return { nth, method, path, headers, body };
}

function send(socket: Socket, answer: StubAnswer): void {
  if (answer === 'silence') return;
  if (answer === 'reset') {
    // Under TLS Node has no way to send a reset.
    if ('encrypted' in socket) socket.destroy();
    else socket.resetAndDestroy();
    return;
  }
  if (answer === 'half') {
    const head = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-amzn-RequestId: ${requestIdOf(77)}\r\n`;
    socket.end(`${head}Content-Length: 100\r\n\r\n{"half":`);
    return;
  }
  const body = Buffer.from(answer.body ?? '');
  const headers = { 'Content-Length': String(body.length), ...answer.headers };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(
    Buffer.concat([Buffer.from(`HTTP/1.1 ${answer.status ?? 200} X\r\n${head.join('')}\r\n`), body]),
  );
}

/** A server whose every answer a test writes, and which counts what reaches it before anything is parsed. */
export async function startStub(
  answer: (request: StubRequest) => StubAnswer | Promise<StubAnswer>,
  { tls = false }: { readonly tls?: boolean } = {},
): Promise<Stub> {
  const connections: StubConnection[] = [];
  const requests: StubRequest[] = [];
  const sockets = new Set<Socket>();
  const onConnection = (socket: Socket): void => {
    const connection: StubConnection = { bytes: 0, open: true, close: () => socket.end() };
    let chunks: Buffer[] = [];
    connections.push(connection);
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      connection.open = false;
      sockets.delete(socket);
    });
    socket.on('data', (chunk: Buffer) => {
      connection.bytes += chunk.length;
      chunks.push(chunk);
      const request = parsed(Buffer.concat(chunks), requests.length);
      if (request === null) return;
      chunks = [];
      requests.push(request);
      void Promise.resolve(answer(request)).then((one) => send(socket, one));
    });
  };
  const server = tls
    ? createTlsServer(
        { key: read('key.pem'), cert: read('cert.pem'), ALPNProtocols: ['http/1.1'] },
        onConnection,
      )
    : createServer(onConnection);
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 }, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    connections,
    requests,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** A request id that can be told from the order of arrival. */
export const requestIdOf = (nth: number): string =>
  `00000000-0000-4000-8000-${String(nth).padStart(12, '0')}`;

export const reportLine = (requestId: string, initMs: number | null = null): string =>
  `REPORT RequestId: ${requestId}\tDuration: 250.00 ms\tBilled Duration: 251 ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\t${initMs === null ? '' : `Init Duration: ${initMs.toFixed(2)} ms\t`}`;

/** A good answer to Invoke; `tail: null` leaves LogResult out. */
export const invokeAnswer = (
  nth: number,
  {
    tail,
    body = 'null',
    functionError,
  }: { tail?: string | null; body?: string; functionError?: string } = {},
): StubAnswer => {
  const requestId = requestIdOf(nth);
  const log =
    tail === undefined
      ? `START RequestId: ${requestId} Version: 1\nEND RequestId: ${requestId}\n${reportLine(requestId)}\n`
      : tail;
  return {
    status: 200,
    headers: {
      'Content-Type': 'application/json',
      'x-amzn-RequestId': requestId,
      'X-Amz-Executed-Version': '1',
      ...(functionError === undefined ? {} : { 'X-Amz-Function-Error': functionError }),
      ...(log === null ? {} : { 'X-Amz-Log-Result': Buffer.from(log).toString('base64') }),
    },
    body,
  };
};

/** An error of the API as Lambda words it. */
export const apiError = (
  status: number,
  name: string,
  fields: Readonly<Record<string, string>> = {},
): StubAnswer => ({
  status,
  headers: {
    'Content-Type': 'application/json',
    'x-amzn-ErrorType': name,
    'x-amzn-RequestId': requestIdOf(999),
  },
  body: JSON.stringify({ Message: `${name} said so`, ...fields }),
});
