import type { Socket } from 'node:net';

export type WriteCallback = (error?: Error | null) => void;

/** Bytes that stand ready at a socket. */
export class HeldWrite {
  readonly #socket: Socket;
  readonly #bytes: Buffer;
  readonly #callback: WriteCallback;
  /** The moment before the bytes were handed to the kernel; null: not yet. */
  writtenMs: number | null = null;

  constructor(socket: Socket, bytes: Buffer, callback: WriteCallback) {
    this.#socket = socket;
    this.#bytes = bytes;
    this.#callback = callback;
  }

  write(nowMs: number): void {
    this.writtenMs = nowMs;
    this.#socket._write(this.#bytes, 'buffer' as BufferEncoding, this.#callback);
  }
}

/** Writes all, one right after the other. This loop is the release: nothing else belongs in it. */
export function writeAll(held: readonly HeldWrite[], nowMs: () => number): void {
  for (const one of held) one.write(nowMs());
}
