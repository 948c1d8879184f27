import type { Settled } from '../model/dispatch.ts';
import type { GatedSocket } from './gated-socket.ts';
import type { Stamps } from './reply.ts';

/** One request from staging to its end. */
export class StagedRequest {
  /** Called when its bytes stand ready at a connection. */
  onReady: () => void = () => {};
  /** When it was last signed. */
  signedMs = 0;
  gated: GatedSocket | null = null;
  isSettled = false;
  readonly #onSettled: (request: StagedRequest, settled: Settled) => void;

  constructor(onSettled: (request: StagedRequest, settled: Settled) => void) {
    this.#onSettled = onSettled;
  }

  /** Its bytes stand ready at a live connection, or it has come to its end: the release need not wait for it. */
  get isReady(): boolean {
    return this.isSettled || (this.gated !== null && this.gated.held !== null);
  }

  get stamps(): Stamps {
    const { gated } = this;
    return {
      connectMs: gated?.connectMs ?? null,
      writtenMs: gated?.writtenMs ?? null,
      firstByteMs: gated?.firstByteMs ?? null,
      lastByteMs: gated?.lastByteMs ?? null,
      uncertaintyMs: gated?.uncertaintyMs ?? null,
    };
  }

  /** Only the first call counts: every request has exactly one end. */
  settle(settled: Settled): void {
    if (this.isSettled) return;
    this.isSettled = true;
    this.#onSettled(this, settled);
  }
}
