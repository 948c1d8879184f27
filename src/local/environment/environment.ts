import type { Cancel, Clock } from '../../model/ports.ts';
import type { EngineRequest, FunctionVersion } from '../engine.ts';
import { type Ending, endingOf, endingOfInit, lastEvents, type ReportedInit } from './ending.ts';
import type { EnvironmentLog } from './environment-log.ts';
import type { ExecutionEnvironment, Replied } from './execution-environment.ts';
import type { InitGate } from './init-gate.ts';
import { type InitPhaseResult, initImpossible, runInit } from './init-phase.ts';
import { type InvocationResult, runInvocation } from './invocation-phase.ts';
import type { MemoryWatch } from './memory-watch.ts';
import type { InitializationType, InitPhase } from './platform-event.ts';
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

const kbPerMb = 1_024;

/** A wait for a core that is shorter is none. */
const noticedMs = 1;

const waitText = (waitedMs: number): string =>
  `lambda-fanout: this init waited ${waitedMs.toFixed(1)} ms for a core of this machine (concurrentInits); no Init Duration holds it.`;

/** An environment keeps its core until its first event surely reached the handler. Without that the next init takes the
 * core at once, and the time from init to handler grows by what the machine, not Lambda, made it wait. */
const handOverMs = 10;

/**
 * One execution environment: a log stream, and a process that is made anew after a crash or a timeout. It serves one
 * request at a time; whoever holds it sees to that.
 *
 * It is not frozen between invocations, as Lambda's are: a stopped process could not be told from a hung one, it
 * would not notice that the service is gone, and nothing here is billed by what runs in between.
 */
export class Environment implements ExecutionEnvironment {
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
  #initToReport: ReportedInit | null = null;
  #maxMemoryKb: number | null = null;
  #outOfMemory = false;

  constructor(options: EnvironmentOptions) {
    this.#options = options;
    this.version = options.version;
    this.logStream = options.logStream;
    this.initializationType = options.initializationType;
  }

  /** False after a crash or a timeout: the next request repeats the init. */
  get hasProcess(): boolean {
    return this.#runtime !== null;
  }

  /** Runs the init, ahead of any request or for the first one. False: it failed, and the first request repeats it. */
  async initialize(): Promise<boolean> {
    const { initTimeoutMs, initializationType, showEarlierInit } = this.#options;
    const servesAlready = this.#busy;
    this.#busy = true;
    const init = await this.#init('init', initTimeoutMs, servesAlready);
    this.#initialized = true;
    this.#busy = servesAlready;
    this.#reportInit('init', init);
    const { status, durationMs } = init;
    if (status !== 'success') return false;
    const ahead = initializationType === 'provisioned-concurrency';
    this.#initToReport = ahead && !showEarlierInit ? null : { ms: durationMs, paid: !ahead };
    return true;
  }

  /** Serves one request; the first on a new environment waits for its init. Never rejects for what a handler does. */
  async serve(request: EngineRequest): Promise<Replied> {
    this.#busy = true;
    try {
      if (!this.#initialized) await this.initialize();
      this.#options.log.beginInvocation();
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

  /** @param thenServes - a request waits for it */
  async #init(phase: InitPhase, limitMs: number, thenServes: boolean): Promise<InitPhaseResult> {
    const { clock, gate, log, start } = this.#options;
    let leave = (): void => {};
    let handsOver = false;
    try {
      const startable = await start((message) => log.application(message));
      const askedMs = clock.nowMs();
      leave = await gate.enter();
      const waitedMs = clock.nowMs() - askedMs;
      if (waitedMs >= noticedMs) log.application(waitText(waitedMs));
      if (this.#ended) {
        startable.abandon();
        return initImpossible('The local service has ended this environment');
      }
      const result = await this.#launch(startable, phase, limitMs);
      handsOver = thenServes && result.status === 'success';
      return result;
    } catch (thrown) {
      // No port, no process, variables that no process takes: the environment failed, not the service.
      return initImpossible(String(thrown));
    } finally {
      if (handsOver) clock.after(handOverMs, leave);
      else leave();
    }
  }

  async #launch(startable: StartableProcess, phase: InitPhase, limitMs: number): Promise<InitPhaseResult> {
    const { clock, log, onInit } = this.#options;
    onInit(true);
    log.platform({ type: 'initStart', phase });
    this.#outOfMemory = false;
    try {
      const startedAtMs = clock.nowMs();
      const runtime = startable.launch();
      this.#adopt(runtime);
      const unwatch = this.#watch(runtime);
      const result = await runInit(clock, runtime, startedAtMs, limitMs, () => this.#outOfMemory);
      unwatch();
      await (result.status === 'success' ? runtime.drained() : runtime.kill());
      return result;
    } finally {
      onInit(false);
    }
  }

  #adopt(runtime: RuntimeProcess): void {
    this.#runtime = runtime;
    void runtime.exited.then(() => {
      if (this.#runtime !== runtime) return;
      this.#runtime = null;
      if (!this.#busy && !this.#ended) this.onIdleExit();
    });
  }

  #watch(runtime: RuntimeProcess): Cancel {
    const { memory, version } = this.#options;
    if (runtime.pid === null) return () => {};
    return memory.watch(runtime.pid, (kb) => {
      this.#maxMemoryKb = Math.max(this.#maxMemoryKb ?? 0, kb);
      if (kb <= version.memorySizeMb * kbPerMb || this.#outOfMemory) return;
      this.#outOfMemory = true;
      void runtime.kill();
    });
  }

  async #serve(request: EngineRequest): Promise<Replied> {
    const { version } = this.#options;
    let suppressedMs = 0;
    for (;;) {
      const leftMs = version.timeoutMs - suppressedMs;
      const runtime = this.#runtime;
      if (runtime === null) {
        const init = await this.#init('invoke', leftMs, true);
        suppressedMs += init.durationMs;
        this.#reportInit('invoke', init);
        if (init.status === 'success') continue;
        this.#start(request);
        return this.#finish(request, endingOfInit(request, init, suppressedMs));
      }
      const result = await this.#invoke(runtime, request, leftMs);
      // Null: its process ended by itself before it took the event; the init is repeated.
      if (result === null) continue;
      const replied = this.#finish(request, endingOf(request, result, suppressedMs, this.#outOfMemory));
      if (result.kind === 'answered') result.answer.acknowledge();
      return replied;
    }
  }

  async #invoke(runtime: RuntimeProcess, request: EngineRequest, limitMs: number) {
    const { clock, memory } = this.#options;
    const unwatch = this.#watch(runtime);
    const onTaken = (): void => this.#start(request);
    const result: InvocationResult | null = await runInvocation({
      clock,
      runtime,
      request,
      limitMs,
      onTaken,
    });
    if (result?.kind === 'answered' && runtime.pid !== null) {
      const kb = await memory.sample(runtime.pid, this.#maxMemoryKb === null);
      this.#maxMemoryKb = kb === null ? this.#maxMemoryKb : Math.max(this.#maxMemoryKb ?? 0, kb);
    }
    unwatch();
    return result;
  }

  #reportInit(phase: InitPhase, { status, errorType, durationMs }: InitPhaseResult): void {
    const { log } = this.#options;
    log.platform({ type: 'initRuntimeDone', phase, status, errorType });
    log.platform({ type: 'initReport', phase, status, errorType, durationMs });
  }

  #start({ requestId, invokedArn, traceId }: EngineRequest): void {
    this.#options.log.platform({ type: 'start', requestId, functionArn: invokedArn, traceId });
  }

  #finish(request: EngineRequest, ending: Ending): Replied {
    const { log } = this.#options;
    for (const event of lastEvents(request, ending, this.#initToReport, this.#maxMemoryKb ?? 0)) {
      log.platform(event);
    }
    this.#initToReport = null;
    const { body, functionError } = ending;
    return { kind: 'replied', payload: body, functionError, log: log.endInvocation() };
  }
}
