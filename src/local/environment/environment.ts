import type { Clock } from '../../model/ports.ts';
import type { EngineReply, EngineRequest, FunctionVersion } from '../engine.ts';
import type { EnvironmentLog } from './environment-log.ts';
import {
  exitErrorType,
  exitMessage,
  failureBody,
  platformErrorType,
  timeoutMessage,
} from './error-reply.ts';
import type { InitGate } from './init-gate.ts';
import { initOver, type InitPhaseResult, runInit } from './init-phase.ts';
import { runInvocation, type InvocationResult } from './invocation-phase.ts';
import type { MemoryWatch } from './memory-watch.ts';
import type { InitializationType } from './platform-event.ts';
import type { RuntimeProcess } from './runtime-process.ts';

export interface EnvironmentOptions {
  readonly version: FunctionVersion;
  readonly initializationType: InitializationType;
  readonly logStream: string;
  readonly log: EnvironmentLog;
  readonly clock: Clock;
  readonly gate: InitGate;
  readonly memory: MemoryWatch;
  readonly initTimeoutMs: number;
  /** Whether the first request's REPORT shows an init that ran ahead of it. */
  readonly showEarlierInit: boolean;
  /** Makes all ready for the next process, which starts with `launch`. */
  readonly start: (onMessage: (message: string) => void) => Promise<StartableProcess>;
  readonly onInit: (running: boolean) => void;
}

export interface StartableProcess {
  readonly launch: () => RuntimeProcess;
  readonly abandon: () => void;
}

export interface Served {
  readonly reply: Extract<EngineReply, { kind: 'replied' }>;
  /** False: the environment was reset, the next request in it repeats the init. */
  readonly healthy: boolean;
}

const kbPerMb = 1_024;

/**
 * One execution environment: a log stream, and a process that is made anew after a crash or a timeout. It serves one
 * request at a time; whoever holds it sees to that.
 *
 * It is not frozen between invocations, as Lambda's are: a stopped process could not be told from a hung one, its
 * open connections would time out all the same, and nothing here is billed by what runs in between.
 */
export class Environment {
  readonly logStream: string;
  readonly initializationType: InitializationType;
  readonly version: FunctionVersion;
  /** Called when an idle environment's process ends by itself. */
  onIdleExit: () => void = () => {};
  readonly #options: EnvironmentOptions;
  #runtime: RuntimeProcess | null = null;
  #busy = false;
  #ended = false;
  #initialized = false;
  /** Init to show in the next REPORT, and whether that request waited for it. */
  #initToReport: { readonly ms: number; readonly paid: boolean } | null = null;
  #maxMemoryKb: number | null = null;
  #outOfMemory = false;

  constructor(options: EnvironmentOptions) {
    this.#options = options;
    this.version = options.version;
    this.logStream = options.logStream;
    this.initializationType = options.initializationType;
  }

  get hasProcess(): boolean {
    return this.#runtime !== null;
  }

  /** Runs the init ahead of any request, or for the first one. False: it failed, and the first request repeats it. */
  async initialize(): Promise<boolean> {
    const busyBefore = this.#busy;
    this.#busy = true;
    const { log, initTimeoutMs, initializationType } = this.#options;
    const result = await this.#init('init', initTimeoutMs);
    this.#initialized = true;
    this.#busy = busyBefore;
    const failed = result.status !== 'success';
    log.platform({
      type: 'initRuntimeDone',
      phase: 'init',
      status: result.status,
      errorType: result.errorType,
    });
    log.platform({
      type: 'initReport',
      phase: 'init',
      status: result.status,
      errorType: result.errorType,
      durationMs: result.durationMs,
    });
    if (failed) return false;
    const ahead = initializationType === 'provisioned-concurrency';
    this.#initToReport = ahead && !this.#options.showEarlierInit ? null : { ms: result.durationMs, paid: !ahead };
    return true;
  }

  /** Serves one request; the first on a new environment waits for its init. Never rejects for what a handler does. */
  async serve(request: EngineRequest): Promise<Served> {
    this.#busy = true;
    try {
      if (!this.#initialized) await this.initialize();
      return await this.#serve(request);
    } finally {
      this.#busy = false;
    }
  }

  /** Ends its processes and waits until they are gone. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#runtime?.kill();
  }

  async #init(phase: 'init' | 'invoke', limitMs: number): Promise<InitPhaseResult> {
    const { clock, gate, log, start, onInit } = this.#options;
    const startable = await start((message) => log.application(message));
    const leave = await gate.enter();
    if (this.#ended) {
      startable.abandon();
      leave();
      return initOver();
    }
    onInit(true);
    log.platform({ type: 'initStart', phase });
    this.#outOfMemory = false;
    const startedAtMs = clock.nowMs();
    const runtime = startable.launch();
    this.#adopt(runtime);
    const unwatch = this.#watch(runtime);
    const result = await runInit(clock, runtime, startedAtMs, limitMs, () => this.#outOfMemory);
    unwatch();
    if (result.status !== 'success') await runtime.kill();
    else await runtime.drained();
    onInit(false);
    leave();
    return result;
  }

  #adopt(runtime: RuntimeProcess): void {
    this.#runtime = runtime;
    void runtime.exited.then(() => {
      if (this.#runtime !== runtime) return;
      this.#runtime = null;
      if (!this.#busy && !this.#ended) this.onIdleExit();
    });
  }

  #watch(runtime: RuntimeProcess): () => void {
    const { memory, version } = this.#options;
    if (runtime.pid === null) return () => {};
    return memory.watch(runtime.pid, (kb) => {
      this.#maxMemoryKb = Math.max(this.#maxMemoryKb ?? 0, kb);
      if (kb <= version.memorySizeMb * kbPerMb || this.#outOfMemory) return;
      this.#outOfMemory = true;
      void runtime.kill();
    });
  }

  async #serve(request: EngineRequest): Promise<Served> {
    const { clock, log, version } = this.#options;
    log.beginInvocation();
    const limitMs = version.timeoutMs;
    let suppressedMs = 0;
    let result: InvocationResult | null = null;
    while (result === null) {
      const runtime = this.#runtime;
      if (runtime === null || runtime.hasExited()) {
        const init = await this.#init('invoke', limitMs - suppressedMs);
        suppressedMs += init.durationMs;
        if (init.status !== 'success') {
          log.platform({
            type: 'initReport',
            phase: 'invoke',
            status: init.status,
            errorType: init.errorType,
            durationMs: init.durationMs,
          });
          this.#start(request);
          return this.#finish(request, this.#initFailure(request, init, suppressedMs));
        }
        continue;
      }
      const unwatch = this.#watch(runtime);
      result = await runInvocation({
        clock,
        runtime,
        request,
        limitMs: limitMs - suppressedMs,
        onTaken: () => this.#start(request),
      });
      if (result?.kind === 'answered') await this.#sample(runtime);
      unwatch();
    }
    return this.#finish(request, this.#outcomeOf(request, result, suppressedMs), result);
  }

  #start(request: EngineRequest): void {
    this.#options.log.platform({
      type: 'start',
      requestId: request.requestId,
      functionArn: request.invokedArn,
      traceId: request.traceId,
    });
  }

  async #sample(runtime: RuntimeProcess): Promise<void> {
    if (runtime.pid === null) return;
    const kb = await this.#options.memory.sample(runtime.pid, this.#maxMemoryKb === null);
    if (kb !== null) this.#maxMemoryKb = Math.max(this.#maxMemoryKb ?? 0, kb);
  }

  #initFailure(request: EngineRequest, init: InitPhaseResult, durationMs: number): Ending {
    const { timeoutMs } = this.version;
    if (init.status === 'timeout') return timedOut(request, timeoutMs);
    const body =
      init.body ?? failureBody(request.requestId, init.errorType ?? 'Runtime.Unknown', init.message ?? '');
    return { status: 'error', errorType: init.errorType, durationMs, body, functionError: 'Unhandled' };
  }

  #outcomeOf(request: EngineRequest, result: InvocationResult, suppressedMs: number): Ending {
    const durationMs = suppressedMs + result.durationMs;
    if (result.kind === 'timeout') return timedOut(request, this.version.timeoutMs);
    if (result.kind === 'exited') {
      const errorType = this.#outOfMemory ? 'Runtime.OutOfMemory' : exitErrorType(result.exit);
      const body = failureBody(request.requestId, errorType, exitMessage(result.exit));
      return { status: 'error', errorType, durationMs, body, functionError: 'Unhandled' };
    }
    const { kind, body } = result.answer;
    // An error that the handler threw is an answer like any other to the platform: REPORT has no status then.
    return {
      status: kind === 'too-large' ? 'error' : 'success',
      errorType: kind === 'too-large' ? 'Function.ResponseSizeTooLarge' : null,
      durationMs,
      body,
      functionError: kind === 'response' ? null : 'Unhandled',
    };
  }

  #finish(request: EngineRequest, ending: Ending, result?: InvocationResult): Served {
    const { log, version } = this.#options;
    const { requestId, traceId } = request;
    const { status, durationMs } = ending;
    const errorType = status === 'error' ? platformErrorType(ending.errorType) : null;
    const init = this.#initToReport;
    this.#initToReport = null;
    const maxMemoryUsedMb = Math.min(version.memorySizeMb, Math.round((this.#maxMemoryKb ?? 0) / kbPerMb));
    log.platform({
      type: 'runtimeDone',
      requestId,
      status,
      errorType,
      durationMs,
      producedBytes: ending.body.byteLength,
      traceId,
    });
    log.platform({ type: 'end', requestId });
    log.platform({
      type: 'report',
      requestId,
      status,
      errorType,
      durationMs,
      billedMs: Math.ceil(durationMs + (init?.paid === true ? init.ms : 0)),
      maxMemoryUsedMb,
      initMs: init?.ms ?? null,
      traceId,
    });
    const reply = {
      kind: 'replied',
      payload: ending.body,
      functionError: ending.functionError,
      log: log.endInvocation(),
    } as const;
    if (result?.kind === 'answered') result.answer.acknowledge();
    return { reply, healthy: this.#runtime !== null };
  }
}

interface Ending {
  readonly status: 'success' | 'error' | 'timeout';
  readonly errorType: string | null;
  readonly durationMs: number;
  readonly body: Uint8Array;
  readonly functionError: 'Unhandled' | null;
}

const timedOut = (request: EngineRequest, timeoutMs: number): Ending => ({
  status: 'timeout',
  errorType: null,
  durationMs: timeoutMs,
  body: failureBody(request.requestId, 'Sandbox.Timedout', timeoutMessage(timeoutMs)),
  functionError: 'Unhandled',
});
