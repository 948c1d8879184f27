import type { Socket } from 'node:net';
import { HeldWrite, type WriteCallback } from './held-write.ts';
import type { Arrival, QuietReplay } from './quiet-replay.ts';
import { requestLength } from './request-length.ts';

/** Requests above this size are sent while staging, all but their last byte: the release then costs the same
 * whatever the size, and encryption of the rest does not fall into it. */
const largeRequestBytes = 16_384;

const encoding = 'buffer' as BufferEncoding;

const asBuffer = (chunk: unknown, encoding: BufferEncoding): Buffer =>
  typeof chunk === 'string' ? Buffer.from(chunk, encoding) : (chunk as Buffer);

/** The first bytes, enough for the head of a request. */
const headOf = (chunks: readonly Buffer[]): Buffer =>
  Buffer.concat(chunks.slice(0, 8).map((chunk) => chunk.subarray(0, largeRequestBytes)));

/** Gives `socket` another way to write, the one that Node documents for whoever implements a stream.
 * @returns sets its own back */
function divert(socket: Socket, write: (chunks: Buffer[], callback: WriteCallback) => void): () => void {
  const { _write, _writev } = socket;
  socket._write = (chunk, encoding, callback) => write([asBuffer(chunk, encoding)], callback);
  socket._writev = (chunks, callback) =>
    write(
      chunks.map(({ chunk, encoding }) => asBuffer(chunk, encoding)),
      callback,
    );
  // Set back, not deleted: a deletion makes every later look at the socket, the release among them, a slow one.
  return () => {
    socket._write = _write;
    if (_writev !== undefined) socket._writev = _writev;
  };
}

/**
 * A connected socket that holds back what the HTTP client writes, and stamps what it sends and receives before
 * anything decrypts or parses it. It overrides `_write`, `_writev` and `push`: the methods that Node documents for
 * whoever implements a stream. One request for each socket.
 *
 * Under TLS the request is encrypted while staging, and its encrypted bytes are held at the TCP socket below: the
 * release is the same as without.
 * @see https://nodejs.org/docs/latest-v20.x/api/stream.html#api-for-stream-implementers
 */
export class GatedSocket {
  /** What the HTTP client writes to and reads from. */
  readonly socket: Socket;
  /** TCP connect time, without name resolution and TLS. */
  readonly connectMs: number;
  firstByteMs: number | null = null;
  lastByteMs: number | null = null;
  readonly #wire: Socket;
  #firstUncertaintyMs = 0;
  #lastUncertaintyMs = 0;
  #onWhole: () => void = () => {};
  #letThrough: () => void = () => {};
  #chunks: Buffer[] = [];
  #write: HeldWrite | null = null;

  /** @param wire - what carries the bytes to the kernel: the same socket, or under TLS the one below it */
  constructor(socket: Socket, wire: Socket, connectMs: number) {
    this.socket = socket;
    this.#wire = wire;
    this.connectMs = connectMs;
  }

  /** Holds from now on. `onWhole` is called once the request stands ready as {@link held}. */
  hold(replay: QuietReplay, onWhole: () => void): void {
    this.#onWhole = onWhole;
    this.#letThrough = divert(this.socket, (chunks, callback) => this.#take(chunks, callback));
    this.stamp(replay);
    for (const one of new Set([this.socket, this.#wire])) {
      const destroy = one.destroy.bind(one);
      one.destroy = (error?: Error) => {
        replay.flush(this);
        return destroy(error);
      };
    }
  }

  /** Stamps from now on what the socket receives. */
  stamp(replay: QuietReplay): void {
    const { socket } = this;
    const wire = this.#wire;
    const push = wire.push.bind(wire);
    let handedOn: Arrival | null = null;
    wire.push = (chunk: unknown, encoding?: BufferEncoding) => {
      const arrival = replay.arrive(this, () => {
        handedOn = arrival;
        this.#write?.finish();
        push(chunk, encoding);
      });
      if (wire === socket && chunk !== null) this.#received(arrival);
      return true;
    };
    if (wire === socket) return;
    // Not all that arrives is of the reply: a server sends session tickets when it likes. So the moment is kept from
    // below, and counts where decrypted bytes come of it.
    const pushDecrypted = socket.push.bind(socket);
    socket.push = (chunk: unknown, encoding?: BufferEncoding) => {
      if (chunk !== null && handedOn !== null) this.#received(handedOn);
      return pushDecrypted(chunk, encoding);
    };
  }

  #received({ atMs, uncertaintyMs }: Arrival): void {
    if (this.firstByteMs === null) {
      this.firstByteMs = atMs;
      this.#firstUncertaintyMs = uncertaintyMs;
    }
    this.lastByteMs = atMs;
    this.#lastUncertaintyMs = uncertaintyMs;
  }

  /** What is left to write; null: the request is not whole yet, it is written, or the connection is gone. */
  get held(): HeldWrite | null {
    const gone = this.socket.destroyed || this.#wire.destroyed;
    return this.#write === null || this.#write.writtenMs !== null || gone ? null : this.#write;
  }

  /** The moment before the request's last byte was handed to the kernel. */
  get writtenMs(): number | null {
    return this.#write?.writtenMs ?? null;
  }

  /** How much earlier than stamped the first or the last byte may have come; null: nothing came. */
  get uncertaintyMs(): number | null {
    return this.firstByteMs === null ? null : Math.max(this.#firstUncertaintyMs, this.#lastUncertaintyMs);
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
    this.#letThrough();
    if (size > largeRequestBytes) this.#sendAllButTheLastByte(callback);
    else this.#encrypt(Buffer.concat(this.#chunks), callback);
  }

  #sendAllButTheLastByte(callback: WriteCallback): void {
    const last = this.#chunks.at(-1) ?? Buffer.alloc(0);
    const early = [...this.#chunks.slice(0, -1), last.subarray(0, -1)].filter((chunk) => chunk.length > 0);
    const held = Buffer.from(last.subarray(-1));
    const sent: WriteCallback = (error) => (error ? callback(error) : this.#encrypt(held, callback));
    const { socket } = this;
    if (socket._writev === undefined || early.length === 1)
      socket._write(early.length === 1 ? early[0] : Buffer.concat(early), encoding, sent);
    else
      socket._writev(
        early.map((chunk) => ({ chunk, encoding })),
        sent,
      );
  }

  #encrypt(bytes: Buffer, callback: WriteCallback): void {
    if (this.#wire === this.socket) {
      this.#ready(bytes, callback);
      return;
    }
    const letThrough = divert(this.#wire, (encrypted, written) => {
      letThrough();
      this.#ready(Buffer.concat(encrypted), written);
    });
    // At most one TLS record, which comes out whole.
    this.socket._write(bytes, encoding, callback);
  }

  #ready(bytes: Buffer, callback: WriteCallback): void {
    this.#chunks = [];
    this.#write = new HeldWrite(this.#wire, bytes, callback);
    this.#onWhole();
  }
}
