import { type PlacementState, place } from '../model/placement.ts';
import type { Clock } from '../model/ports.ts';
import type { ConcurrencyLimits, Engine, EngineReply, EngineRequest, FunctionVersion } from './engine.ts';
import type { EnvironmentMaker, ExecutionEnvironment, Replied } from './environment/execution-environment.ts';
import type { LogStore } from './log-store.ts';
import { OnDemand } from './on-demand.ts';
import { Provisioning, type ProvisioningOptions } from './provisioning.ts';

/** What goes on inside, for tests and for whoever watches. */
export type EngineEvent =
  | { readonly kind: 'placed'; readonly requestId: string; readonly placement: string }
  | { readonly kind: 'init-began' | 'init-ended'; readonly logStream: string };

export interface PlacingOptions {
  readonly clock: Clock;
  readonly limits: ConcurrencyLimits;
  /** How long an idle on-demand environment is kept. */
  readonly retentionMs: number;
  readonly provisioning: ProvisioningOptions['settings'];
  /** Something whoever runs the service should know. */
  readonly onNote: (message: string) => void;
  readonly onEvent?: (event: EngineEvent) => void;
}

export interface DataPlaneOptions extends PlacingOptions {
  /** When a request that is being placed arrived. */
  readonly arrival: Clock;
  readonly store: LogStore;
  readonly make: EnvironmentMaker['make'];
  /** Resolves when nothing is left of environments that have ended. */
  readonly settled: () => Promise<void>;
}

/** Places requests on environments, whatever these are. */
export function createDataPlane(options: DataPlaneOptions): Engine {
  const { arrival, clock, limits, store, onEvent = () => {} } = options;
  const alive = new Set<ExecutionEnvironment>();
  const ending = new Set<Promise<void>>();
  const made = (environment: ExecutionEnvironment): ExecutionEnvironment => {
    alive.add(environment);
    return environment;
  };
  const end = (environment: ExecutionEnvironment): void => {
    alive.delete(environment);
    const gone = environment.end().finally(() => ending.delete(gone));
    ending.add(gone);
  };
  const provisioning = new Provisioning({
    clock,
    settings: options.provisioning,
    make: (version) => made(options.make(version, 'provisioned-concurrency')),
    end,
    onNote: options.onNote,
  });
  const onDemand = new OnDemand({
    clock,
    retentionMs: options.retentionMs,
    make: (version) => made(options.make(version, 'on-demand')),
    end,
  });

  const stateFor = (version: FunctionVersion, nowMs: number): PlacementState => {
    const { functionName } = version;
    const reserved = limits.reservedOf(functionName);
    const standing = provisioning.standing(version, nowMs);
    const unreserved = (name: string): boolean => limits.reservedOf(name) === null;
    let provisionedUnreserved = 0;
    for (const name of provisioning.functions()) {
      if (unreserved(name)) provisionedUnreserved += provisioning.allocated(name);
    }
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
    const nowMs = arrival.nowMs();
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
      await options.settled();
    },
  };
}
