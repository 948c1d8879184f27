import type { IncomingMessage } from 'node:http';

/** What came of a request's body. */
export type Body =
  | { readonly kind: 'whole'; readonly bytes: Buffer }
  /** More than the limit; the rest was read and thrown away, so that the client gets to read the answer. */
  | { readonly kind: 'too-large' }
  /** The client went away. */
  | { readonly kind: 'aborted' };

/** Reads a body, keeping at most `limitBytes`. Never rejects. */
export function readBody(request: IncomingMessage, limitBytes: number): Promise<Body> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limitBytes) chunks.push(chunk);
      else chunks.length = 0;
    });
    request.on('end', () => {
      const [only] = chunks;
      const bytes = chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
      resolve(size <= limitBytes ? { kind: 'whole', bytes } : { kind: 'too-large' });
    });
    const gone = (): void => resolve({ kind: 'aborted' });
    request.on('error', gone);
    request.on('close', gone);
  });
}
