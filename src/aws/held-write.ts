import type { Socket } from 'node:net';

export type WriteCallback = (error?: Error | null) => void;

/** Bytes that stand ready at a socket. Once they are written, whoever asked for the write is told by {@link finish},
 * not by the write itself: what the HTTP client then does would come between this write and the next. */
export class HeldWrite {
  readonly socket: Socket;
  readonly bytes: Buffer;
  /** What the socket calls when it has written, inside of the loop. */
  readonly onWritten: WriteCallback;
  /** The moment before the bytes were handed to the kernel; null: not yet. */
  writtenMs: number | null = null;
  readonly #callback: WriteCallback;
  #result: Error | null | undefined;
  #finishing = false;
  #finished = false;

  constructor(socket: Socket, bytes: Buffer, callback: WriteCallback) {
    this.socket = socket;
    this.bytes = bytes;
    this.#callback = callback;
    this.onWritten = (error) => {
      this.#result = error ?? null;
      if (this.#finishing) this.finish();
    };
  }

  /** Tells whoever asked for the write, now or as soon as it is done. Later calls do nothing. */
  finish(): void {
    this.#finishing = true;
    if (this.#finished || this.#result === undefined) return;
    this.#finished = true;
    this.#callback(this.#result);
  }
}

/** Writes all, one right after the other. This loop is the release: nothing else belongs in it.
 * @param stampsMs - as long as `held`; gets the moment before each write */
export function writeAll(held: readonly HeldWrite[], nowMs: () => number, stampsMs: Float64Array): void {
  const encoding = 'buffer' as BufferEncoding;
  let nth = 0;
  for (const one of held) {
    stampsMs[nth] = nowMs();
    nth += 1;
    one.socket._write(one.bytes, encoding, one.onWritten);
  }
}

/** Gives each write its stamp, once all are written. */
export function stampAll(held: readonly HeldWrite[], stampsMs: Float64Array): void {
  held.forEach((one, nth) => {
    one.writtenMs = stampsMs[nth] ?? null;
  });
}

const finishesATurn = 32;

/** Finishes all, some each turn of the event loop: between two turns replies that have come are stamped. */
export function finishAll(held: readonly HeldWrite[], from = 0): void {
  for (const one of held.slice(from, from + finishesATurn)) one.finish();
  if (from + finishesATurn < held.length) setImmediate(finishAll, held, from + finishesATurn);
}
