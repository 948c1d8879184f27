import { type PlacementState, place } from '../model/placement.ts';
import type { ConcurrencyLimits, Engine, EngineReply, EngineRequest, FunctionVersion } from './engine.ts';
import type { Environment, Replied } from './environment/environment.ts';
import {
  createEnvironmentFactory,
  type EnvironmentFactoryOptions,
} from './environment/environment-factory.ts';
import { createMemoryLogStore } from './memory-log-store.ts';
import { OnDemand } from './on-demand.ts';
import { Provisioning, type ProvisioningOptions } from './provisioning.ts';

export interface EngineOptions extends Omit<EnvironmentFactoryOptions, 'onInit' | 'initTimeoutMs'> {
  readonly limits: ConcurrencyLimits;
  /** How long an idle on-demand environment is kept. */
  readonly retentionMs: number;
  readonly provisioning: ProvisioningOptions['settings'];
  readonly ingestionDelayMs: (logGroup: string) => number;
  /** Default: Lambda's 10 s. */
  readonly initTimeoutMs?: number;
  /** Something whoever runs the service should know. */
  readonly onNote: (message: string) => void;
  readonly onEvent?: (event: EngineEvent) => void;
}

/** What goes on inside, for tests and for whoever watches. */
export type EngineEvent =
  | { readonly kind: 'placed'; readonly requestId: string; readonly placement: string }
  | { readonly kind: 'init-began' | 'init-ended'; readonly logStream: string };

/** @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib */
const onDemandInitTimeoutMs = 10_000;

/** The data plane of the embedded service. */
export function createEngine(options: EngineOptions): Engine {
  const { clock, limits, onEvent = () => {} } = options;
  const store = createMemoryLogStore(options);
  const factory = createEnvironmentFactory(
    {
      ...options,
      initTimeoutMs: options.initTimeoutMs ?? onDemandInitTimeoutMs,
      onInit: (logStream, running) => onEvent({ kind: running ? 'init-began' : 'init-ended', logStream }),
    },
    store,
  );
  const alive = new Set<Environment>();
  const ending = new Set<Promise<void>>();
  const made = (environment: Environment): Environment => {
    alive.add(environment);
    return environment;
  };
  const end = (environment: Environment): void => {
    alive.delete(environment);
    const gone = environment.end().finally(() => ending.delete(gone));
    ending.add(gone);
  };
  const provisioning = new Provisioning({
    clock,
    settings: options.provisioning,
    make: (version) => made(factory.make(version, 'provisioned-concurrency')),
    end,
    onNote: options.onNote,
  });
  const onDemand = new OnDemand({
    clock,
    retentionMs: options.retentionMs,
    make: (version) => made(factory.make(version, 'on-demand')),
    end,
  });

  const stateFor = (version: FunctionVersion, nowMs: number): PlacementState => {
    const { functionName } = version;
    const reserved = limits.reservedOf(functionName);
    const standing = provisioning.standing(version, nowMs);
    const unreserved = (name: string): boolean => limits.reservedOf(name) === null;
    const provisionedUnreserved = [...provisioning.functions()]
      .filter(unreserved)
      .reduce((sum, name) => sum + provisioning.allocated(name), 0);
    return {
      provisionedIdle: standing.idle,
      provisionedRequests: standing.bucket,
      retainedIdle: onDemand.idleOf(version),
      newEnvironments: onDemand.newEnvironments(functionName),
      onDemandInUse:
        reserved === null ? onDemand.inUse(unreserved) : onDemand.inUse((name) => name === functionName),
      onDemandLimit:
        reserved === null
          ? limits.account - limits.reservedTotal() - provisionedUnreserved
          : reserved - provisioning.allocated(functionName),
      limitedBy: reserved === null ? 'account' : 'reserved',
    };
  };

  const served = async (work: Promise<Replied>, release: () => void): Promise<EngineReply> => {
    try {
      return await work;
    } finally {
      release();
    }
  };

  const invoke = (request: EngineRequest): Promise<EngineReply> => {
    const { version, requestId } = request;
    const nowMs = clock.nowMs();
    const placement = place(stateFor(version, nowMs), nowMs);
    provisioning.keepBucket(version, placement.state.provisionedRequests);
    onDemand.keepBucket(version.functionName, placement.state.newEnvironments);
    onEvent({ kind: 'placed', requestId, placement: placement.kind });
    if (placement.kind === 'throttled') {
      return Promise.resolve({ kind: 'throttled', reason: placement.reason });
    }
    if (placement.kind === 'provisioned') {
      const environment = provisioning.take(version);
      if (environment !== null) {
        return served(environment.serve(request), () => provisioning.release(environment));
      }
    }
    const environment = onDemand.take(version);
    return served(environment.serve(request), () => onDemand.release(environment));
  };

  return {
    logs: store,
    invoke,
    provision: (...asked) => provisioning.provision(...asked),
    deprovision: (functionName, qualifier) => provisioning.deprovision(functionName, qualifier),
    provisioned: (functionName, qualifier) => provisioning.state(functionName, qualifier),
    allProvisioned: (functionName) => provisioning.states(functionName),
    retire: (functionName, version) => {
      for (const { qualifier } of provisioning.states(functionName)) {
        if (version === null || provisioning.isOf(functionName, qualifier, version)) {
          provisioning.deprovision(functionName, qualifier);
        }
      }
      onDemand.retire(functionName, version);
    },
    close: async () => {
      provisioning.close();
      onDemand.close();
      for (const environment of alive) end(environment);
      await Promise.all(ending);
      await factory.settled();
    },
  };
}
