import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../model/ports.ts';
import { readAnswer } from './runtime-answer.ts';

/** One invocation as the runtime gets it. */
export interface RuntimeEvent {
  readonly requestId: string;
  readonly deadlineWallMs: () => number;
  readonly invokedArn: string;
  readonly traceId: string;
  /** JSON text; null: the caller sent none. */
  readonly clientContext: string | null;
  readonly payload: Uint8Array;
  /** Called right before the event's bytes are handed over. */
  readonly onTaken: () => void;
}

/** What the runtime posted for an invocation. */
export interface RuntimeAnswer {
  readonly kind: 'response' | 'error' | 'too-large';
  readonly body: Uint8Array;
  /** When its last byte was here. */
  readonly atMs: number;
  /** Lets the runtime go on. Until then it writes no further output, so that the log's order is the true one. */
  readonly acknowledge: () => void;
}

export interface InitErrorPost {
  readonly body: Uint8Array;
  readonly errorType: string | null;
  readonly atMs: number;
}

/** The Runtime API of one environment's process. The official clients take a host and a port and nothing more, so
 * each process has a server of its own.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
export interface RuntimeApi {
  /** `127.0.0.1:PORT`, for `AWS_LAMBDA_RUNTIME_API`. */
  readonly address: string;
  /** Hands an event to the runtime as soon as it asks; one at a time. */
  readonly deliver: (event: RuntimeEvent) => Promise<RuntimeAnswer>;
  /** Ends all connections. */
  readonly close: () => void;
}

export interface RuntimeApiListener {
  /** The runtime asked for its first event: its init is over. */
  readonly onReady: (atMs: number) => void;
  readonly onInitError: (post: InitErrorPost) => void;
}

interface InFlight {
  readonly event: RuntimeEvent;
  readonly settle: (answer: RuntimeAnswer) => void;
  taken: boolean;
}

const base = '/2018-06-01/runtime/';

const send = (response: ServerResponse, status: number, body: object): void => {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
};

const refuse = (response: ServerResponse, status: number, errorType: string, errorMessage: string): void =>
  send(response, status, { errorMessage, errorType });

/** Header values are ASCII: what lies outside is escaped as JSON may escape it. */
const asHeader = (json: string): string =>
  json.replaceAll(/[^\x20-\x7e]/g, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Starts listening on a free port of 127.0.0.1. */
export async function openRuntimeApi(clock: Clock, listener: RuntimeApiListener): Promise<RuntimeApi> {
  let asking: ServerResponse | null = null;
  let ready = false;
  let inFlight: InFlight | null = null;

  const hand = (): void => {
    if (asking === null || inFlight === null || inFlight.taken) return;
    const { event } = inFlight;
    inFlight.taken = true;
    const response = asking;
    asking = null;
    event.onTaken();
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Content-Length': event.payload.byteLength,
      'Lambda-Runtime-Aws-Request-Id': event.requestId,
      'Lambda-Runtime-Deadline-Ms': String(Math.floor(event.deadlineWallMs())),
      'Lambda-Runtime-Invoked-Function-Arn': event.invokedArn,
      'Lambda-Runtime-Trace-Id': event.traceId,
      ...(event.clientContext === null
        ? {}
        : { 'Lambda-Runtime-Client-Context': asHeader(event.clientContext) }),
    });
    response.end(event.payload);
  };

  const next = (response: ServerResponse): void => {
    if (inFlight?.taken === true) {
      refuse(response, 403, 'InvalidStateTransition', 'The invocation before has not been answered.');
      return;
    }
    asking = response;
    response.once('close', () => {
      if (asking === response) asking = null;
    });
    if (!ready) {
      ready = true;
      listener.onReady(clock.nowMs());
    }
    hand();
  };

  const answer = async (request: IncomingMessage, response: ServerResponse, id: string, isError: boolean) => {
    const current = inFlight;
    if (current?.taken !== true) {
      request.resume();
      return refuse(response, 403, 'InvalidStateTransition', 'No invocation is in progress.');
    }
    if (id !== current.event.requestId) {
      request.resume();
      return refuse(response, 400, 'InvalidRequestID', 'Invalid request ID');
    }
    const read = await readAnswer(request, isError);
    if (read === null || inFlight !== current) return;
    const atMs = clock.nowMs();
    inFlight = null;
    const acknowledge =
      read.kind === 'too-large'
        ? () => refuse(response, 413, 'RequestEntityTooLarge', 'Exceeded maximum allowed payload size.')
        : () => send(response, 202, { status: 'OK' });
    current.settle({ kind: read.kind, body: read.body, atMs, acknowledge });
  };

  const initError = async (request: IncomingMessage, response: ServerResponse) => {
    if (ready) {
      request.resume();
      return refuse(response, 403, 'InvalidStateTransition', 'The init is over.');
    }
    const read = await readAnswer(request, true);
    if (read === null) return;
    send(response, 202, { status: 'OK' });
    const errorType = request.headers['lambda-runtime-function-error-type'];
    listener.onInitError({
      body: read.body,
      errorType: typeof errorType === 'string' ? errorType : null,
      atMs: clock.nowMs(),
    });
  };

  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    const [, id = '', what] = /^invocation\/([^/]+)\/(response|error)$/.exec(path.slice(base.length)) ?? [];
    const inside = path.startsWith(base);
    if (request.method === 'GET' && path === `${base}invocation/next`) next(response);
    else if (request.method === 'POST' && inside && what !== undefined)
      void answer(request, response, id, what === 'error');
    else if (request.method === 'POST' && path === `${base}init/error`) void initError(request, response);
    else if (request.method === 'GET' && path === '/ping') response.end('pong');
    else refuse(response, 404, 'NotFound', `The local service has no ${request.method} ${path}`);
  });
  // An environment may idle or work for many minutes; only its end closes the connection.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve());
  });
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    deliver: (event) =>
      new Promise((settle) => {
        inFlight = { event, settle, taken: false };
        hand();
      }),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
