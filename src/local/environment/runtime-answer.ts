import type { IncomingMessage } from 'node:http';
import { maximumResponseBytes, oversizedBody } from './error-reply.ts';

export interface ReadAnswer {
  readonly kind: 'response' | 'error' | 'too-large';
  readonly body: Uint8Array;
}

/** Reads what a runtime posts, whole. A streamed response may still turn into an error by its trailers. Null: the
 * runtime went away in the middle.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming */
export function readAnswer(request: IncomingMessage, isError: boolean): Promise<ReadAnswer | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maximumResponseBytes) chunks.push(chunk);
    });
    request.once('close', () => resolve(null));
    request.once('end', () => {
      const trailer = request.trailers['lambda-runtime-function-error-type'];
      const trailerBody = request.trailers['lambda-runtime-function-error-body'];
      if (size > maximumResponseBytes) resolve({ kind: 'too-large', body: oversizedBody() });
      else if (typeof trailer === 'string')
        resolve({
          kind: 'error',
          body: Buffer.from(typeof trailerBody === 'string' ? trailerBody : '', 'base64'),
        });
      else resolve({ kind: isError ? 'error' : 'response', body: Buffer.concat(chunks) });
    });
  });
}
