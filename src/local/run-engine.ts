import { createDataPlane, type EngineEvent, type PlacingOptions } from './data-plane.ts';
import type { Engine } from './engine.ts';
import {
  createEnvironmentFactory,
  type EnvironmentFactoryOptions,
} from './environment/environment-factory.ts';
import { createMemoryLogStore } from './memory-log-store.ts';
import { createModelledFactory, type ModelledFactoryOptions } from './modelled/modelled-factory.ts';

import { oneInstantPerTurn } from './one-instant.ts';

export type { EngineEvent } from './data-plane.ts';

export interface EngineOptions
  extends Omit<EnvironmentFactoryOptions, 'onInit' | 'initTimeoutMs'>,
    PlacingOptions {
  readonly ingestionDelayMs: (logGroup: string) => number;
  /** Default: Lambda's 10 s. */
  readonly initTimeoutMs?: number;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib */
const onDemandInitTimeoutMs = 10_000;

const initEvents =
  (onEvent: (event: EngineEvent) => void) =>
  (logStream: string, running: boolean): void =>
    onEvent({ kind: running ? 'init-began' : 'init-ended', logStream });

/** The data plane of the embedded service: environments are processes, those of modelled functions are drawn. */
export function createEngine(options: EngineOptions): Engine {
  const onInit = initEvents(options.onEvent ?? (() => {}));
  const store = createMemoryLogStore(options);
  const processes = createEnvironmentFactory(
    { ...options, initTimeoutMs: options.initTimeoutMs ?? onDemandInitTimeoutMs, onInit },
    store,
  );
  const arrival = oneInstantPerTurn(options.clock);
  const modelled = createModelledFactory({ ...options, arrival, onInit }, store);
  return createDataPlane({
    ...options,
    arrival,
    store,
    make: (version, type) => (version.model === null ? processes : modelled).make(version, type),
    settled: processes.settled,
  });
}

export interface ModelledEngineOptions
  extends Omit<ModelledFactoryOptions, 'arrival' | 'onInit'>,
    PlacingOptions {
  readonly ingestionDelayMs: (logGroup: string) => number;
}

/** The same data plane for modelled functions only: it needs nothing of the machine, and on a virtual clock an hour
 * passes as fast as its events can be worked off. */
export function createModelledEngine(options: ModelledEngineOptions): Engine {
  const store = createMemoryLogStore(options);
  const onInit = initEvents(options.onEvent ?? (() => {}));
  const arrival = options.clock;
  const { make } = createModelledFactory({ ...options, arrival, onInit }, store);
  return createDataPlane({ ...options, arrival, store, make, settled: () => Promise.resolve() });
}
