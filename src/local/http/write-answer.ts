import type { ServerResponse } from 'node:http';
import { effectOf } from '../faults.ts';
import type { Answer } from './answer.ts';

/** Writes an answer to its socket, or closes the socket where a fault on order says so.
 * @returns the status code that was sent; null: none */
export function writeAnswer(response: ServerResponse, { requestId, reply, effects }: Answer): number | null {
  const { socket } = response;
  if (reply === null) {
    socket?.resetAndDestroy();
    return null;
  }
  const { statusCode, headers, body } = reply;
  const bytes = body === null || typeof body === 'string' ? Buffer.from(body ?? '') : body;
  response.writeHead(statusCode, {
    ...headers,
    'x-amzn-requestid': requestId,
    ...(statusCode === 204 ? {} : { 'content-length': bytes.length }),
  });
  if (effectOf(effects, 'half-response')) {
    const half = bytes.subarray(0, Math.floor(bytes.length / 2));
    response.flushHeaders();
    response.write(half, () => socket?.destroy());
  } else {
    response.end(bytes.length === 0 ? undefined : bytes);
  }
  return statusCode;
}
