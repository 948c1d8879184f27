import type { Socket } from 'node:net';
import type { QuietReplay } from './quiet-replay.ts';
import { requestLength } from './request-length.ts';

/** Requests above this size are sent while staging, all but their last byte: the release then costs the same
 * whatever the size, and encryption of the rest does not fall into it. */
const largeRequestBytes = 16_384;

type Callback = (error?: Error | null) => void;

const asBuffer = (chunk: unknown, encoding: BufferEncoding): Buffer =>
  typeof chunk === 'string' ? Buffer.from(chunk, encoding) : (chunk as Buffer);

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
  writtenMs: number | null = null;
  firstByteMs: number | null = null;
  lastByteMs: number | null = null;
  #onWhole: () => void = () => {};
  #chunks: Buffer[] = [];
  /** What {@link write} sends. */
  #held: Buffer | null = null;
  #callback: Callback = () => {};

  constructor(socket: Socket, connectMs: number) {
    this.socket = socket;
    this.connectMs = connectMs;
  }

  /** Holds from now on. `onWhole` is called once the request stands ready for {@link write}. */
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

  get isHeld(): boolean {
    return this.#held !== null && !this.socket.destroyed;
  }

  /** Hands the held bytes to the kernel.
   * @param nowMs - the moment before, noted as `writtenMs` */
  write(nowMs: number): void {
    if (this.#held === null) return;
    this.writtenMs = nowMs;
    this.socket._write(this.#held, 'buffer' as BufferEncoding, this.#callback);
    this.#held = null;
  }

  #take(chunks: readonly Buffer[], callback: Callback): void {
    this.#chunks.push(...chunks);
    const size = this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    const length = requestLength(this.#head());
    if (length === null || size < length) {
      callback();
      return;
    }
    const { socket } = this;
    Reflect.deleteProperty(socket, '_write');
    Reflect.deleteProperty(socket, '_writev');
    this.#callback = callback;
    if (size > largeRequestBytes) this.#sendAllButTheLastByte();
    else this.#ready(Buffer.concat(this.#chunks));
  }

  /** The first bytes, enough for the head of a request. */
  #head(): Buffer {
    const [first] = this.#chunks;
    return first !== undefined && first.length > largeRequestBytes ? first : Buffer.concat(this.#chunks.slice(0, 8));
  }

  #sendAllButTheLastByte(): void {
    const last = this.#chunks.at(-1) ?? Buffer.alloc(0);
    const early = [...this.#chunks.slice(0, -1), last.subarray(0, -1)].filter((chunk) => chunk.length > 0);
    const held = Buffer.from(last.subarray(-1));
    const sent: Callback = (error) => (error ? this.#callback(error) : this.#ready(held));
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

  #ready(held: Buffer): void {
    this.#chunks = [];
    this.#held = held;
    this.#onWhole();
  }
}

/** Writes what each holds, one right after the other: this loop is the release, and nothing else belongs in it. */
export function writeAll(held: readonly GatedSocket[], nowMs: () => number): void {
  for (const one of held) one.write(nowMs());
}
