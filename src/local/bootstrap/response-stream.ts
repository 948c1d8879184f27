import { Writable } from 'node:stream';
import type { Handler } from './handler-loader.ts';

const streaming = Symbol.for('aws.lambda.runtime.handler.streaming');

export type StreamingHandler = (event: unknown, stream: Writable, context: object) => unknown;

/** Keeps what is written; a buffered Invoke answers it whole, as Lambda's does. */
export class ResponseStream extends Writable {
  readonly #chunks: Buffer[] = [];
  contentType = 'application/octet-stream';
  setContentType(contentType: string): void {
    this.contentType = contentType;
  }
  override _write(chunk: Buffer | string, encoding: BufferEncoding, done: () => void): void {
    this.#chunks.push(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
    done();
  }
  body(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}

/** Status and headers go before the body, with eight zero bytes between.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/response-streaming-tutorial.html */
const httpResponseStream = {
  from: (stream: ResponseStream, prelude: object): ResponseStream => {
    stream.setContentType('application/vnd.awslambda.http-integration-response');
    stream.write(Buffer.concat([Buffer.from(JSON.stringify(prelude)), Buffer.alloc(8)]));
    return stream;
  },
};

export const isStreaming = (handler: Handler): boolean =>
  (handler as unknown as Record<symbol, unknown>)[streaming] === 'response';

/** The global that streaming handlers use. */
export const awslambda = {
  streamifyResponse: <Streamed extends object>(handler: Streamed): Streamed => {
    (handler as Record<symbol, unknown>)[streaming] = 'response';
    return handler;
  },
  HttpResponseStream: httpResponseStream,
};

/** Runs a streaming handler to its end. */
export async function runStreaming(
  handler: StreamingHandler,
  event: unknown,
  context: object,
): Promise<ResponseStream> {
  const stream = new ResponseStream();
  const finished = new Promise<void>((resolve, reject) => {
    stream.once('finish', resolve);
    stream.once('error', reject);
  });
  finished.catch(() => {});
  await handler(event, stream, context);
  await finished;
  return stream;
}
