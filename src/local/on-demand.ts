import { newEnvironmentsBucket, type TokenBucket } from '../model/placement.ts';
import type { Cancel, Clock } from '../model/ports.ts';
import type { FunctionVersion } from './engine.ts';
import type { ExecutionEnvironment } from './environment/execution-environment.ts';

export interface OnDemandOptions {
  readonly clock: Clock;
  readonly retentionMs: number;
  readonly make: (version: FunctionVersion) => ExecutionEnvironment;
  readonly end: (environment: ExecutionEnvironment) => void;
}

interface Idle {
  readonly environment: ExecutionEnvironment;
  readonly untilMs: number;
}

/** Idle environments that can serve each other's requests. */
interface Group {
  /** In the order in which they became idle, which is the order in which their time is over. */
  readonly idle: Idle[];
  /** Of the timer that will look at the first one; null: there is none. */
  unwatch: Cancel | null;
}

/** Environments made for requests, and kept for a while after them. Placing a request costs the same however many
 * there are. */
export class OnDemand {
  readonly #options: OnDemandOptions;
  readonly #groups = new Map<string, Group>();
  /** Of versions that were met: to spell the key anew for each request would cost more than to place it. */
  readonly #groupOf = new WeakMap<FunctionVersion, Group>();
  readonly #busy = new Set<ExecutionEnvironment>();
  readonly #busyOf = new Map<string, number>();
  readonly #retired = new WeakSet<ExecutionEnvironment>();
  readonly #buckets = new Map<string, TokenBucket>();
  #closed = false;

  constructor(options: OnDemandOptions) {
    this.#options = options;
  }

  /** Environments of the version that are idle and not past their retention. */
  idleOf(version: FunctionVersion): number {
    const group = this.#group(version);
    this.#dropExpired(group);
    return group.idle.length;
  }

  /** Requests in progress of the functions that `counts` says yes to. */
  inUse(counts: (functionName: string) => boolean): number {
    let sum = 0;
    for (const [functionName, busy] of this.#busyOf) if (counts(functionName)) sum += busy;
    return sum;
  }

  newEnvironments(functionName: string): TokenBucket {
    return this.#buckets.get(functionName) ?? newEnvironmentsBucket(this.#options.clock.nowMs());
  }

  keepBucket(functionName: string, bucket: TokenBucket): void {
    this.#buckets.set(functionName, bucket);
  }

  /** The environment that was idle last, else a new one, which initializes when it serves. */
  take(version: FunctionVersion): ExecutionEnvironment {
    const group = this.#group(version);
    this.#dropExpired(group);
    const environment = group.idle.pop()?.environment ?? this.#options.make(version);
    this.#busy.add(environment);
    this.#countBusy(version.functionName, 1);
    return environment;
  }

  /** Gives an environment back after a request: it is retained, or ends if its version was retired. */
  release(environment: ExecutionEnvironment): void {
    const { clock, retentionMs, end } = this.#options;
    if (this.#busy.delete(environment)) this.#countBusy(environment.version.functionName, -1);
    if (this.#closed || this.#retired.has(environment)) {
      end(environment);
      return;
    }
    const group = this.#group(environment.version);
    group.idle.push({ environment, untilMs: clock.nowMs() + retentionMs });
    this.#watch(group);
  }

  /** Ends all environments of a function, or of one version; those at work once they are done. */
  retire(functionName: string, version: string | null): void {
    const concerns = (environment: ExecutionEnvironment): boolean =>
      environment.version.functionName === functionName &&
      (version === null || environment.version.version === version);
    for (const environment of this.#busy) if (concerns(environment)) this.#retired.add(environment);
    this.#dropAll(concerns);
  }

  close(): void {
    this.#closed = true;
    for (const { unwatch } of this.#groups.values()) unwatch?.();
    this.#dropAll(() => true);
  }

  #group(version: FunctionVersion): Group {
    const met = this.#groupOf.get(version);
    if (met !== undefined) return met;
    const key = `${version.functionName}\0${version.version}\0${version.revisionId}`;
    const group = this.#groups.get(key) ?? { idle: [], unwatch: null };
    this.#groups.set(key, group);
    this.#groupOf.set(version, group);
    return group;
  }

  #countBusy(functionName: string, change: 1 | -1): void {
    this.#busyOf.set(functionName, (this.#busyOf.get(functionName) ?? 0) + change);
  }

  /** One timer a group, for the one whose time is over first. */
  #watch(group: Group): void {
    const [first] = group.idle;
    if (first === undefined || group.unwatch !== null) return;
    const { clock } = this.#options;
    group.unwatch = clock.after(first.untilMs - clock.nowMs(), () => {
      group.unwatch = null;
      this.#dropExpired(group);
      this.#watch(group);
    });
  }

  #dropExpired({ idle }: Group): void {
    const nowMs = this.#options.clock.nowMs();
    let expired = 0;
    while ((idle[expired]?.untilMs ?? Number.POSITIVE_INFINITY) <= nowMs) expired += 1;
    if (expired === 0) return;
    for (const { environment } of idle.splice(0, expired)) this.#options.end(environment);
  }

  #dropAll(concerns: (environment: ExecutionEnvironment) => boolean): void {
    for (const { idle } of this.#groups.values()) {
      const dropped = idle.filter(({ environment }) => concerns(environment));
      const kept = idle.filter(({ environment }) => !concerns(environment));
      idle.splice(0, idle.length, ...kept);
      for (const { environment } of dropped) this.#options.end(environment);
    }
  }
}
