import { AsyncLocalStorage } from 'node:async_hooks';
import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Dispatch, DispatchRequest, Settled } from '../model/dispatch.ts';
import type { Cancel, Clock } from '../model/ports.ts';
import type { Target } from '../model/target.ts';
import { type AwsOptions, measuringClient } from './clients.ts';
import { collectGarbage } from './collect-garbage.ts';
import { Connections } from './connections.ts';
import { invokeEndpoint } from './endpoint.ts';
import { refusalOf, thrownFacts } from './errors.ts';
import { GateAgent, SecureGateAgent } from './gate-agent.ts';
import type { GatedSocket } from './gated-socket.ts';
import { type HeldWrite, writeAll } from './held-write.ts';
import { QuietReplay } from './quiet-replay.ts';
import { failed, givenUp, replied } from './reply.ts';
import { StagedRequest } from './staged-request.ts';
import { warmWritePath } from './warm-write-path.ts';

/** How often a request is staged anew whose connection the peer closed before anything was released. */
const stagingsAtMost = 4;
/** A request that is not staged by then does not hold up the others. Signatures are good for five minutes. */
const stagingWithinMs = 120_000;

const notConnected = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_SOCKET_CLOSED']);

/** Sends Invoke through the SDK, whose requests wait at the socket for the release.
 * `tls` is for tests with a certificate of their own. */
export class AwsDispatch implements Dispatch {
  readonly #clock: Clock;
  readonly #target: Target;
  readonly #client: LambdaClient;
  readonly #connections: Connections;
  readonly #replay: QuietReplay;
  /** Tells the agent which request it makes a connection for. */
  readonly #current = new AsyncLocalStorage<StagedRequest>();
  readonly #open = new Set<StagedRequest>();
  #onChange: () => void = () => {};
  #released = false;
  #warm = false;
  #cancelTimeout: Cancel = () => {};

  constructor(options: AwsOptions, target: Target, clock: Clock, tls: ConnectionOptions = {}) {
    this.#clock = clock;
    this.#target = target;
    this.#connections = new Connections(clock, tls);
    this.#replay = new QuietReplay(clock);
    const connector = () => this.#connection();
    this.#client = measuringClient(options, new GateAgent(connector), new SecureGateAgent(connector));
  }

  async connect(count: number, signal: AbortSignal, onProgress: (open: number) => void): Promise<void> {
    try {
      const endpoint = await invokeEndpoint(this.#client, this.#target);
      if (!this.#warm) await warmWritePath(this.#clock);
      this.#warm = true;
      await this.#connections.connect(endpoint, count, signal, onProgress);
    } catch (error) {
      throw refusalOf('Lambda', error) ?? error;
    }
  }

  stage(request: DispatchRequest): Promise<Settled> {
    this.#released = false;
    return new Promise((resolve) => {
      const staged = new StagedRequest((one, settled) => {
        this.#open.delete(one);
        if (this.#open.size === 0) this.#cancelTimeout();
        resolve(settled);
        this.#onChange();
      });
      this.#open.add(staged);
      void this.#send(staged, request);
    });
  }

  staged(signal: AbortSignal, onProgress: (held: number) => void): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#onChange = () => {};
        cancel();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const cancel = this.#clock.after(stagingWithinMs, done);
      signal.addEventListener('abort', done);
      let looking = false;
      const look = (): void => {
        looking = false;
        let ready = 0;
        for (const one of this.#open) if (one.isReady) ready += 1;
        onProgress(ready);
        if (ready === this.#open.size || signal.aborted) done();
      };
      // Many requests become ready in one turn of the loop; they are counted once.
      this.#onChange = () => {
        if (!looking) setImmediate(look);
        looking = true;
      };
      look();
    });
  }

  release(timeoutMs: number): number {
    const held: HeldWrite[] = [];
    for (const { gated } of this.#open) if (gated?.held) held.push(gated.held);
    this.#released = true;
    collectGarbage();
    const releasedMs = this.#clock.nowMs();
    writeAll(held, this.#clock.nowMs);
    if (held.length > 0)
      this.#cancelTimeout = this.#clock.after(timeoutMs, () =>
        this.giveUp(`no reply within ${timeoutMs} ms: this client stopped waiting`),
      );
    for (const one of [...this.#open])
      if (one.stamps.writtenMs === null) this.#drop(one, 'it was not ready when the others were released');
    return releasedMs;
  }

  giveUp(reason: string): void {
    this.#released = true;
    for (const one of [...this.#open]) this.#drop(one, reason);
  }

  close(): void {
    this.giveUp('the run has ended');
    this.#connections.close();
    this.#client.destroy();
  }

  #drop(one: StagedRequest, reason: string): void {
    one.settle(givenUp(reason, one.stamps));
    one.gated?.socket.destroy();
  }

  async #send(staged: StagedRequest, { target, payload }: DispatchRequest): Promise<void> {
    for (let staging = 1; !staged.isSettled; staging += 1) {
      staged.gated = null;
      try {
        const command = new InvokeCommand({
          FunctionName: target.functionName,
          Qualifier: target.qualifier,
          InvocationType: 'RequestResponse',
          LogType: 'Tail',
          Payload: payload,
        });
        const output = await this.#current.run(staged, () => this.#client.send(command));
        staged.settle(replied(output, staged.stamps));
      } catch (error) {
        const { code, statusCode } = thrownFacts(error);
        const closedEarly = statusCode === null && code !== null && notConnected.has(code);
        const again = closedEarly && staged.stamps.writtenMs === null && !this.#released;
        if (!again || staging === stagingsAtMost) staged.settle(failed(error, staged.stamps));
      }
    }
  }

  #connection(): Socket | Promise<Socket> {
    const staged = this.#current.getStore();
    if (staged === undefined) throw new Error('a connection was asked for outside of a staged request');
    const ready = this.#connections.takeReady();
    return ready === null
      ? this.#connections.take().then((gated) => this.#gate(staged, gated))
      : this.#gate(staged, ready);
  }

  #gate(staged: StagedRequest, gated: GatedSocket): Socket {
    staged.gated = gated;
    gated.hold(this.#replay, () => this.#onChange());
    if (staged.isSettled) gated.socket.destroy();
    return gated.socket;
  }
}
