import type { RequestOptions } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Dispatch, DispatchRequest, Settled, StampError } from '../model/dispatch.ts';
import type { FanoutEvent } from '../model/fanout.ts';
import type { Cancel, Clock, EventLoop } from '../model/ports.ts';
import type { Target } from '../model/target.ts';
import { type AwsOptions, measuringClient, onHttpRequest } from './clients.ts';
import { collectGarbage } from './collect-garbage.ts';
import { Connections } from './connections.ts';
import { invokeEndpoint } from './endpoint.ts';
import { refusalOf, thrownFacts } from './errors.ts';
import { GateAgent, SecureGateAgent } from './gate-agent.ts';
import type { GatedSocket } from './gated-socket.ts';
import type { HeldWrite } from './held-write.ts';
import { type Environment, type IgnoredProxy, ignoredProxy, noteProxy, proxyNote } from './ignored-proxy.ts';
import { QuietReplay } from './quiet-replay.ts';
import { allReady } from './readiness.ts';
import { Rehearsal } from './rehearsal.ts';
import { releaseAll } from './release.ts';
import { failed, givenUp, replied } from './reply.ts';
import { StagedRequest } from './staged-request.ts';
import { Turns } from './turns.ts';

/** How often a request is staged anew whose connection the peer closed before anything was released. */
const stagingsAtMost = 4;
/** A request that was signed longer ago is signed again: Lambda refuses signatures of over five minutes.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html */
const signatureFreshForMs = 120_000;
/** A process that has just slept is not the one that the scheduler puts aside next. Slept longer, it has to get its
 * caches back. */
const settleMs = 2;
/** Requests that are serialized and signed at a time. All at once, what each needs in between would pile up: at 5,000
 * requests the garbage collector then takes a third of the time. */
const stagedAtATime = 16;

const stale = (): Error => Object.assign(new Error('signed too long ago'), { code: 'ECONNRESET' });

const notConnected = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_SOCKET_CLOSED']);

/** Sends Invoke through the SDK, whose requests wait at the socket for the release.
 * `tls` is for tests with a certificate of their own. */
export class AwsDispatch implements Dispatch {
  readonly #clock: Clock;
  readonly #target: Target;
  readonly #client: LambdaClient;
  readonly #connections: Connections;
  readonly #replay: QuietReplay;
  /** Tells which request is being made, first by the command's input, then by the headers of the HTTP request. (An
   * AsyncLocalStorage would also do, and would make every write of the release dearer: Node then runs hooks in it.) */
  readonly #byInput = new WeakMap<object, StagedRequest>();
  readonly #byHeaders = new WeakMap<object, StagedRequest>();
  readonly #open = new Set<StagedRequest>();
  readonly #turns = new Turns(stagedAtATime);
  #onChange: () => void = () => {};
  #released = false;
  /** Null: not possible here; undefined: not yet. */
  #rehearsal: Rehearsal | null | undefined;
  #stampError: StampError | null = null;
  #endRound: Cancel = () => {};
  readonly #env: Environment;
  #put: (event: FanoutEvent) => void = () => {};
  #proxyTold = false;

  constructor(
    options: AwsOptions,
    target: Target,
    { clock, eventLoop }: { readonly clock: Clock; readonly eventLoop: EventLoop },
    tls: ConnectionOptions = {},
  ) {
    this.#clock = clock;
    this.#target = target;
    this.#env = options.env ?? {};
    this.#connections = new Connections(clock, tls);
    this.#replay = new QuietReplay(clock, eventLoop);
    const connector = (request: RequestOptions) => this.#connection(request);
    this.#client = measuringClient(options, new GateAgent(connector), new SecureGateAgent(connector));
    onHttpRequest(this.#client, (input, headers) => {
      const staged = this.#byInput.get(input);
      if (staged !== undefined) this.#byHeaders.set(headers, staged);
    });
  }

  async connect(count: number, signal: AbortSignal, onProgress: (open: number) => void): Promise<void> {
    let proxy: IgnoredProxy | null = null;
    try {
      const endpoint = await invokeEndpoint(this.#client, this.#target);
      proxy = ignoredProxy(this.#env, endpoint);
      if (this.#rehearsal === undefined) {
        this.#rehearsal = await Rehearsal.open(this.#clock, this.#replay, endpoint.secure);
        this.#stampError = (await this.#rehearsal?.stampError(count)) ?? null;
      }
      await this.#connections.connect(endpoint, count, signal, onProgress);
    } catch (error) {
      noteProxy(error, proxy);
      throw refusalOf('Lambda', error) ?? error;
    }
    if (proxy === null || this.#proxyTold) return;
    this.#proxyTold = true;
    this.#put({ kind: 'note', ...proxyNote(proxy) });
  }

  tell(put: (event: FanoutEvent) => void): void {
    this.#put = put;
  }

  stampError(): StampError | null {
    return this.#stampError;
  }

  stage(request: DispatchRequest): Promise<Settled> {
    this.#released = false;
    return new Promise((resolve) => {
      const staged = new StagedRequest((one, settled) => {
        this.#open.delete(one);
        if (this.#open.size === 0) this.#endRound();
        resolve(settled);
        this.#onChange();
      });
      this.#open.add(staged);
      this.#turns.take((end) => {
        staged.onReady = end;
        void this.#send(staged, request).finally(end);
      });
    });
  }

  async staged(signal: AbortSignal, onProgress: (held: number) => void): Promise<void> {
    const ready = () =>
      allReady(this.#open, this.#clock, signal, onProgress, (changed) => {
        this.#onChange = changed;
      });
    await ready();
    const signedNotBeforeMs = this.#clock.nowMs() - signatureFreshForMs;
    for (const { gated, signedMs } of this.#open)
      if (signedMs < signedNotBeforeMs) gated?.socket.destroy(stale());
    collectGarbage(this.#open.size);
    await this.#rehearsal?.release(this.#open.size);
    await this.#clock.sleep(settleMs, signal);
    // What was closed meanwhile is staged anew.
    await ready();
  }

  release(timeoutMs: number, atMs: number | null = null): number {
    const held: HeldWrite[] = [];
    for (const { gated } of this.#open) if (gated?.held) held.push(gated.held);
    this.#released = true;
    const releasedMs = releaseAll(held, this.#clock, atMs);
    if (held.length > 0) {
      const stopWatching = this.#replay.watch();
      const cancelTimeout = this.#clock.after(timeoutMs, () =>
        this.giveUp(`no reply within ${timeoutMs} ms: this client stopped waiting`),
      );
      this.#endRound = () => {
        stopWatching();
        cancelTimeout();
      };
    }
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
    this.#rehearsal?.close();
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
        staged.signedMs = this.#clock.nowMs();
        this.#byInput.set(command.input, staged);
        const output = await this.#client.send(command);
        staged.settle(replied(output, staged.stamps));
      } catch (error) {
        const { code, statusCode } = thrownFacts(error);
        const closedEarly = statusCode === null && code !== null && notConnected.has(code);
        const again = closedEarly && staged.stamps.writtenMs === null && !this.#released;
        if (!again || staging === stagingsAtMost) staged.settle(failed(error, staged.stamps));
      }
    }
  }

  #connection({ headers }: RequestOptions): Socket | Promise<Socket> {
    const staged = headers === undefined ? undefined : this.#byHeaders.get(headers);
    if (staged === undefined) throw new Error('a connection was asked for outside of a staged request');
    const ready = this.#connections.takeReady();
    return ready === null
      ? this.#connections.take().then((gated) => this.#gate(staged, gated))
      : this.#gate(staged, ready);
  }

  #gate(staged: StagedRequest, gated: GatedSocket): Socket {
    staged.gated = gated;
    gated.hold(this.#replay, () => {
      staged.onReady();
      this.#onChange();
    });
    if (staged.isSettled) gated.socket.destroy();
    return gated.socket;
  }
}
