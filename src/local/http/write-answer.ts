import type { ServerResponse } from 'node:http';
import { effectOf } from '../faults.ts';
import type { Answer } from './answer.ts';
import { isStreamed, type StreamedBody } from './api-reply.ts';

/** A body up to this size goes out in one piece with its head, for one system call. */
const onePieceBytes = 16_384;

/** Aborts when the client has gone: nobody waits for the reply then. */
export function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return gone.signal;
}

function pour(response: ServerResponse, body: StreamedBody): void {
  response.flushHeaders();
  body
    .pour((bytes) => response.write(bytes), goneSignal(response))
    .then(
      () => response.end(),
      () => response.destroy(),
    );
}

/** Writes an answer to its socket, or closes the socket where a fault on order says so.
 * @returns the status code that was sent; null: none */
export function writeAnswer(response: ServerResponse, { requestId, reply, effects }: Answer): number | null {
  const { socket } = response;
  if (reply === null) {
    socket?.resetAndDestroy();
    return null;
  }
  const { statusCode, headers, body } = reply;
  // A flat list: Node.js takes it as it is.
  const head: string[] = [];
  for (const [name, value] of Object.entries(headers)) head.push(name, value);
  head.push('x-amzn-requestid', requestId);
  if (isStreamed(body)) {
    response.writeHead(statusCode, head);
    pour(response, body);
    return statusCode;
  }
  const bytes = body === null || typeof body === 'string' ? Buffer.from(body ?? '') : body;
  if (statusCode !== 204) head.push('content-length', String(bytes.length));
  response.writeHead(statusCode, head);
  if (effectOf(effects, 'half-response')) {
    const half = bytes.subarray(0, Math.floor(bytes.length / 2));
    response.flushHeaders();
    response.write(half, () => socket?.destroy());
  } else if (bytes.length <= onePieceBytes) {
    // Node.js puts a string behind the head, but sends a buffer after it.
    response.end(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1'), 'latin1');
  } else {
    response.end(bytes);
  }
  return statusCode;
}
