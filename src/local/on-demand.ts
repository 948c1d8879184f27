import { newEnvironmentsBucket, type TokenBucket } from '../model/placement.ts';
import type { Cancel, Clock } from '../model/ports.ts';
import { isSameCode } from './allocation.ts';
import type { FunctionVersion } from './engine.ts';
import type { Environment } from './environment/environment.ts';

export interface OnDemandOptions {
  readonly clock: Clock;
  readonly retentionMs: number;
  readonly make: (version: FunctionVersion) => Environment;
  readonly end: (environment: Environment) => void;
}

interface Idle {
  readonly environment: Environment;
  readonly untilMs: number;
  readonly cancel: Cancel;
}

/** Environments made for requests, and kept for a while after them. */
export class OnDemand {
  readonly #options: OnDemandOptions;
  readonly #idle: Idle[] = [];
  readonly #busy = new Set<Environment>();
  readonly #retired = new WeakSet<Environment>();
  readonly #buckets = new Map<string, TokenBucket>();
  #closed = false;

  constructor(options: OnDemandOptions) {
    this.#options = options;
  }

  /** Environments of the version that are idle and not past their retention. */
  idleOf(version: FunctionVersion): number {
    return this.#fresh(version).length;
  }

  /** Requests in progress of the functions that `counts` says yes to. */
  inUse(counts: (functionName: string) => boolean): number {
    return [...this.#busy].filter(({ version }) => counts(version.functionName)).length;
  }

  newEnvironments(functionName: string): TokenBucket {
    return this.#buckets.get(functionName) ?? newEnvironmentsBucket(this.#options.clock.nowMs());
  }

  keepBucket(functionName: string, bucket: TokenBucket): void {
    this.#buckets.set(functionName, bucket);
  }

  /** The environment that was idle last, else a new one, which initializes when it serves. */
  take(version: FunctionVersion): Environment {
    const kept = this.#fresh(version).at(-1);
    if (kept !== undefined) {
      kept.cancel();
      this.#idle.splice(this.#idle.indexOf(kept), 1);
    }
    const environment = kept?.environment ?? this.#options.make(version);
    this.#busy.add(environment);
    return environment;
  }

  /** Gives an environment back after a request: it is retained, or ends if its version was retired. */
  release(environment: Environment): void {
    const { clock, retentionMs, end } = this.#options;
    this.#busy.delete(environment);
    if (this.#closed || this.#retired.has(environment)) {
      end(environment);
      return;
    }
    const idle: Idle = {
      environment,
      untilMs: clock.nowMs() + retentionMs,
      cancel: clock.after(retentionMs, () => this.#drop(idle)),
    };
    this.#idle.push(idle);
  }

  /** Ends all environments of a function, or of one version; those at work once they are done. */
  retire(functionName: string, version: string | null): void {
    const concerns = (environment: Environment): boolean =>
      environment.version.functionName === functionName &&
      (version === null || environment.version.version === version);
    for (const environment of this.#busy) if (concerns(environment)) this.#retired.add(environment);
    for (const idle of this.#idle.filter(({ environment }) => concerns(environment))) this.#drop(idle);
  }

  close(): void {
    this.#closed = true;
    for (const idle of [...this.#idle]) this.#drop(idle);
  }

  #fresh(version: FunctionVersion): readonly Idle[] {
    const nowMs = this.#options.clock.nowMs();
    return this.#idle.filter(
      ({ environment, untilMs }) => isSameCode(environment.version, version) && untilMs > nowMs,
    );
  }

  #drop(idle: Idle): void {
    idle.cancel();
    const at = this.#idle.indexOf(idle);
    if (at < 0) return;
    this.#idle.splice(at, 1);
    this.#options.end(idle.environment);
  }
}
