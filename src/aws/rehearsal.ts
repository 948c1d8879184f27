import type { Socket } from 'node:net';
import type { StampError } from '../model/dispatch.ts';
import type { Clock } from '../model/ports.ts';
import { echoErrors } from './echo.ts';
import { Loopback } from './loopback.ts';
import type { QuietReplay } from './quiet-replay.ts';
import { rehearsedWire } from './rehearsed-wire.ts';
import { warmWritePath } from './warm-write-path.ts';

const withinMs = 2_000;

/** Null where `work` fails or takes too long: at the open-file limit a connection can be neither accepted nor refused. */
const orNull = <Result>(clock: Clock, work: Promise<Result>): Promise<Result | null> =>
  new Promise((resolve) => {
    const cancel = clock.after(withinMs, () => resolve(null));
    const end = (result: Result | null): void => {
      cancel();
      resolve(result);
    };
    work.then(end, () => end(null));
  });

/** Does what will be timed with sockets of this process, before it counts. What of it is not possible on a machine is
 * left out: a release is then merely slower, and the error of its stamps not known. */
export class Rehearsal {
  readonly #clock: Clock;
  readonly #replay: QuietReplay;
  readonly #loopback: Loopback;
  readonly #wire: Socket | null;

  private constructor(clock: Clock, replay: QuietReplay, loopback: Loopback, wire: Socket | null) {
    this.#clock = clock;
    this.#replay = replay;
    this.#loopback = loopback;
    this.#wire = wire;
  }

  /** @param secure - whether the requests to come go over TLS
   * @returns null where no loopback socket can be opened */
  static async open(clock: Clock, replay: QuietReplay, secure: boolean): Promise<Rehearsal | null> {
    const loopback = await Loopback.listen().catch(() => null);
    if (loopback === null) return null;
    const wire = await orNull(clock, rehearsedWire(loopback, replay, secure));
    return new Rehearsal(clock, replay, loopback, wire);
  }

  /** How late stamps are. @param replies - that will come at once */
  stampError(replies: number): Promise<StampError | null> {
    return orNull(this.#clock, echoErrors(this.#loopback, this.#clock, this.#replay, replies));
  }

  /** Writes as a release of so many requests will. Last of all before it: a collection of garbage takes compiled code
   * along whose objects it finds dead. */
  async release(requests: number): Promise<void> {
    if (this.#wire !== null) await orNull(this.#clock, warmWritePath(this.#clock, this.#wire, requests));
  }

  close(): void {
    this.#loopback.close();
  }
}
