import type { Clock } from '../../model/ports.ts';
import type { WorkerReply } from '../../model/worker-reply.ts';
import type { EngineRequest, FunctionVersion } from '../engine.ts';
import { type Ending, endingOf, lastEvents, type ReportedInit } from '../environment/ending.ts';
import type { EnvironmentLog } from '../environment/environment-log.ts';
import type { ExecutionEnvironment, Replied } from '../environment/execution-environment.ts';
import type { InitializationType } from '../environment/platform-event.ts';
import { type Distribution, draw } from './distribution.ts';
import { holdMsOf } from './hold.ts';
import { downloadAndStart, type Preset, warmOverhead } from './presets.ts';

export interface ModelledEnvironmentOptions {
  readonly version: FunctionVersion;
  readonly initializationType: InitializationType;
  readonly logStream: string;
  readonly environmentId: string;
  readonly log: EnvironmentLog;
  readonly clock: Clock;
  /** When a request that is being served arrived. */
  readonly arrival: Clock;
  readonly preset: Preset;
  /** This environment's own draws. */
  readonly fraction: () => number;
  readonly showEarlierInit: boolean;
  readonly onInit: (running: boolean) => void;
}

/** When an init ran, milliseconds since the epoch. */
interface Init {
  readonly startedAt: number;
  readonly endedAt: number;
}

const kbPerMb = 1_024;

/**
 * An environment without a process. A request's whole course is drawn when it comes: the way and the placement, on a
 * new environment download and start, then the init, then the handler with its hold. One timer waits for its end.
 * The log is written then, each line with the time the model gives it, so that what is logged is what was drawn however
 * busy this machine is.
 */
export class ModelledEnvironment implements ExecutionEnvironment {
  readonly logStream: string;
  readonly initializationType: InitializationType;
  readonly version: FunctionVersion;
  onIdleExit: () => void = () => {};
  readonly #options: ModelledEnvironmentOptions;
  #init: Init | null = null;
  #reset = false;
  #initToReport: ReportedInit | null = null;
  #wake = (): void => {};

  constructor(options: ModelledEnvironmentOptions) {
    this.#options = options;
    this.version = options.version;
    this.logStream = options.logStream;
    this.initializationType = options.initializationType;
  }

  get hasProcess(): boolean {
    return this.#init !== null && !this.#reset;
  }

  async initialize(): Promise<boolean> {
    const { clock, onInit } = this.#options;
    const startedAt = clock.wallMs();
    onInit(true);
    const init = this.#drawInit(startedAt);
    await this.#waitUntil(init.endedAt);
    this.#logInit(init);
    onInit(false);
    return true;
  }

  async serve(request: EngineRequest): Promise<Replied> {
    const { arrival, log, preset, onInit } = this.#options;
    const cold = this.#init === null;
    let atMs = arrival.wallMs() + this.#draw(warmOverhead);
    if (cold) {
      onInit(true);
      atMs = this.#drawInit(atMs + this.#draw(downloadAndStart[preset.packaging])).endedAt;
    }
    // After a timeout the environment is made anew inside the invocation, and no Init Duration tells of it.
    const suppressedMs = this.#reset ? this.#draw(preset.init) : 0;
    this.#reset = false;
    const { version, requestId, invokedArn, traceId } = request;
    const neededMs = suppressedMs + holdMsOf(request) + this.#draw(preset.duration);
    const durationMs = Math.min(neededMs, version.timeoutMs);
    const endedAt = atMs + durationMs;
    await this.#waitUntil(endedAt);
    if (cold && this.#init !== null) {
      this.#logInit(this.#init);
      onInit(false);
    }
    log.beginInvocation();
    log.platform({ type: 'start', requestId, functionArn: invokedArn, traceId }, atMs);
    return this.#finish(request, atMs + suppressedMs, endedAt, durationMs, neededMs > version.timeoutMs);
  }

  async end(): Promise<void> {
    this.#wake();
  }

  #draw(distribution: Distribution): number {
    return draw(distribution, this.#options.fraction);
  }

  #drawInit(startedAt: number): Init {
    const ms = this.#draw(this.#options.preset.init);
    const ahead = this.initializationType === 'provisioned-concurrency';
    this.#initToReport = ahead && !this.#options.showEarlierInit ? null : { ms, paid: !ahead };
    this.#init = { startedAt, endedAt: startedAt + ms };
    return this.#init;
  }

  #logInit({ startedAt, endedAt }: Init): void {
    const { log } = this.#options;
    const done = { phase: 'init', status: 'success', errorType: null } as const;
    log.platform({ type: 'initStart', phase: 'init' }, startedAt);
    log.platform({ type: 'initRuntimeDone', ...done }, endedAt);
    log.platform({ type: 'initReport', ...done, durationMs: endedAt - startedAt }, endedAt);
  }

  #finish(
    request: EngineRequest,
    handlerStartedAt: number,
    endedAt: number,
    durationMs: number,
    timedOut: boolean,
  ): Replied {
    const { log, preset } = this.#options;
    this.#reset = timedOut;
    const ending: Ending = timedOut
      ? endingOf(request, { kind: 'timeout', durationMs }, 0, false)
      : {
          status: 'success',
          errorType: null,
          durationMs,
          body: Buffer.from(JSON.stringify(this.#reply(handlerStartedAt, endedAt))),
          functionError: null,
        };
    for (const event of lastEvents(request, ending, this.#initToReport, preset.memoryUsedMb * kbPerMb)) {
      log.platform(event, endedAt);
    }
    this.#initToReport = null;
    const { body, functionError } = ending;
    return { kind: 'replied', payload: body, functionError, log: log.endInvocation() };
  }

  #reply(handlerStartedAt: number, handlerEndedAt: number): WorkerReply {
    const init = this.#init;
    return {
      environmentId: this.#options.environmentId,
      initializationType: this.initializationType,
      initStartedAt: init?.startedAt ?? handlerStartedAt,
      initEndedAt: init?.endedAt ?? handlerStartedAt,
      handlerStartedAt,
      handlerEndedAt,
      logStream: this.logStream,
    };
  }

  /** Ends early when the environment is ended. */
  #waitUntil(wallMs: number): Promise<void> {
    const { clock } = this.#options;
    return new Promise((resolve) => {
      const cancel = clock.after(wallMs - clock.wallMs(), resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}
