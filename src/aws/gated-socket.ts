import type { Socket } from 'node:net';
import { HeldWrite, type WriteCallback } from './held-write.ts';
import type { QuietReplay } from './quiet-replay.ts';
import { requestLength } from './request-length.ts';

/** Requests above this size are sent while staging, all but their last byte: the release then costs the same
 * whatever the size, and encryption of the rest does not fall into it. */
const largeRequestBytes = 16_384;

const asBuffer = (chunk: unknown, encoding: BufferEncoding): Buffer =>
  typeof chunk === 'string' ? Buffer.from(chunk, encoding) : (chunk as Buffer);

/** The first bytes, enough for the head of a request. */
const headOf = (chunks: readonly Buffer[]): Buffer =>
  Buffer.concat(chunks.slice(0, 8).map((chunk) => chunk.subarray(0, largeRequestBytes)));

/**
 * A connected socket that holds back what the HTTP client writes, and stamps what it sends and receives before
 * anything parses it. It overrides `_write`, `_writev` and `push` of the one socket: the methods that Node documents
 * for whoever implements a stream. One request for each socket.
 * @see https://nodejs.org/docs/latest-v20.x/api/stream.html#api-for-stream-implementers
 */
export class GatedSocket {
  readonly socket: Socket;
  /** TCP connect time, without name resolution and TLS. */
  readonly connectMs: number;
  firstByteMs: number | null = null;
  lastByteMs: number | null = null;
  #onWhole: () => void = () => {};
  #chunks: Buffer[] = [];
  #write: HeldWrite | null = null;

  constructor(socket: Socket, connectMs: number) {
    this.socket = socket;
    this.connectMs = connectMs;
  }

  /** Holds from now on. `onWhole` is called once the request stands ready as {@link held}. */
  hold(replay: QuietReplay, onWhole: () => void): void {
    const { socket } = this;
    this.#onWhole = onWhole;
    socket._write = (chunk, encoding, callback) => this.#take([asBuffer(chunk, encoding)], callback);
    socket._writev = (chunks, callback) =>
      this.#take(
        chunks.map(({ chunk, encoding }) => asBuffer(chunk, encoding)),
        callback,
      );
    const push = socket.push.bind(socket);
    socket.push = (chunk: unknown, encoding?: BufferEncoding) => {
      const atMs = replay.arrive(this, () => push(chunk, encoding));
      if (chunk !== null) {
        this.firstByteMs ??= atMs;
        this.lastByteMs = atMs;
      }
      return true;
    };
    const destroy = socket.destroy.bind(socket);
    socket.destroy = (error?: Error) => {
      replay.flush(this);
      return destroy(error);
    };
  }

  /** What is left to write; null: the request is not whole yet, it is written, or the connection is gone. */
  get held(): HeldWrite | null {
    return this.#write === null || this.#write.writtenMs !== null || this.socket.destroyed
      ? null
      : this.#write;
  }

  /** The moment before the request's last byte was handed to the kernel. */
  get writtenMs(): number | null {
    return this.#write?.writtenMs ?? null;
  }

  #take(chunks: readonly Buffer[], callback: WriteCallback): void {
    // The HTTP client may end a request with an empty write.
    this.#chunks.push(...chunks.filter((chunk) => chunk.length > 0));
    const size = this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    const length = requestLength(headOf(this.#chunks));
    if (length === null || size < length) {
      callback();
      return;
    }
    const { socket } = this;
    Reflect.deleteProperty(socket, '_write');
    Reflect.deleteProperty(socket, '_writev');
    if (size > largeRequestBytes) this.#sendAllButTheLastByte(callback);
    else this.#ready(Buffer.concat(this.#chunks), callback);
  }

  #sendAllButTheLastByte(callback: WriteCallback): void {
    const last = this.#chunks.at(-1) ?? Buffer.alloc(0);
    const early = [...this.#chunks.slice(0, -1), last.subarray(0, -1)].filter((chunk) => chunk.length > 0);
    const held = Buffer.from(last.subarray(-1));
    const sent: WriteCallback = (error) => (error ? callback(error) : this.#ready(held, callback));
    const encoding = 'buffer' as BufferEncoding;
    const { socket } = this;
    if (socket._writev === undefined || early.length === 1)
      socket._write(early.length === 1 ? early[0] : Buffer.concat(early), encoding, sent);
    else
      socket._writev(
        early.map((chunk) => ({ chunk, encoding })),
        sent,
      );
  }

  #ready(bytes: Buffer, callback: WriteCallback): void {
    this.#chunks = [];
    this.#write = new HeldWrite(this.socket, bytes, callback);
    this.#onWhole();
  }
}
