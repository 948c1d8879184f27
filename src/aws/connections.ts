import type { Socket } from 'node:net';
import { type ConnectionOptions, createSecureContext } from 'node:tls';
import { UsageError } from '../model/errors.ts';
import type { Clock } from '../model/ports.ts';
import { GatedSocket } from './gated-socket.ts';
import { type Endpoint, openSocket } from './open-socket.ts';

/** Handshakes that run at the same time: more would only wait for each other. */
const openAtATime = 256;
/** Descriptors that a process needs beside its connections. */
const otherFiles = 64;

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

/** The error of a process that may not open as many files as it needs connections. */
function fileLimit(needed: number, cause: unknown): UsageError {
  const files = needed + otherFiles;
  return new UsageError(
    `This process may not open enough files for ${needed} connections.`,
    `Raise the limit in this shell, then run it again: ulimit -n ${files}`,
    cause,
  );
}

/** Connected sockets that wait for a request. Each carries one request and is not used again, so that every round
 * starts from the same state of the network. */
export class Connections {
  readonly #clock: Clock;
  #tls: ConnectionOptions;
  readonly #ready = new Set<GatedSocket>();
  readonly #opening = new Set<Socket>();
  #endpoint: Endpoint | null = null;
  #failure: unknown = null;

  constructor(clock: Clock, tls: ConnectionOptions) {
    this.#clock = clock;
    this.#tls = tls;
  }

  /** Sockets that stand by. */
  get open(): number {
    return this.#ready.size;
  }

  /**
   * Opens sockets until `count` stand by, {@link openAtATime} at a time. One that the peer closes meanwhile is
   * replaced. Where some cannot be opened, the others are kept. Ends without an error when `signal` aborts.
   * @throws UsageError at the open-file limit; the first error where not one could be opened
   */
  async connect(
    endpoint: Endpoint,
    count: number,
    signal: AbortSignal,
    onProgress: (open: number) => void,
  ): Promise<void> {
    this.#endpoint = endpoint;
    // One for all: reading the trusted certificates for each connection takes time and memory.
    if (endpoint.secure) this.#tls = { secureContext: createSecureContext(this.#tls), ...this.#tls };
    this.#failure = null;
    let failures = 0;
    const next = async (): Promise<void> => {
      while (!signal.aborted && this.open + this.#opening.size < count && failures < openAtATime) {
        try {
          await this.#open(endpoint);
          onProgress(this.open);
        } catch (error) {
          this.#failure ??= error;
          if (codeOf(error) === 'EMFILE' || codeOf(error) === 'ENFILE') throw fileLimit(count, error);
          failures += this.open === 0 ? openAtATime : 1;
        }
      }
    };
    const stop = (): void => this.#destroyOpening();
    signal.addEventListener('abort', stop);
    const lanes = await Promise.allSettled(Array.from({ length: Math.min(count, openAtATime) }, next));
    signal.removeEventListener('abort', stop);
    if (signal.aborted) return;
    const refused = lanes.find((lane) => lane.status === 'rejected');
    if (refused !== undefined) throw refused.reason;
    if (this.open === 0 && this.#failure !== null) throw this.#failure;
  }

  /** A live socket that stands by, or a new one where there is none. */
  async take(): Promise<GatedSocket> {
    for (;;) {
      const ready = this.takeReady();
      if (ready !== null) return ready;
      if (this.#endpoint === null) throw new Error('take() before connect()');
      await this.#open(this.#endpoint);
    }
  }

  /** A live socket that stands by, or null. */
  takeReady(): GatedSocket | null {
    for (const gated of this.#ready) {
      this.#ready.delete(gated);
      if (!gated.socket.destroyed) return gated;
    }
    return null;
  }

  close(): void {
    this.#destroyOpening();
    for (const { socket } of this.#ready) socket.destroy();
    this.#ready.clear();
  }

  #destroyOpening(): void {
    for (const socket of this.#opening) socket.destroy(new Error('stopped'));
  }

  async #open(endpoint: Endpoint): Promise<void> {
    const { socket, wire, connectMs } = await openSocket(endpoint, this.#clock, this.#tls, this.#opening);
    const gated = new GatedSocket(socket, wire, connectMs);
    this.#ready.add(gated);
    const gone = (): void => {
      this.#ready.delete(gated);
    };
    // A peer that ends an idle connection: nothing may be written on it any more.
    socket.once('end', gone);
    socket.once('close', gone);
    socket.resume();
  }
}
