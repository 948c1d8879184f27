import { fullBucket, provisionedBucket, type TokenBucket } from '../model/placement.ts';
import type { Clock } from '../model/ports.ts';
import {
  type Allocation,
  type AllocationPace,
  apiTime,
  isSameCode,
  keyOf,
  openAllocation,
  type ReadyCourse,
  startsAfterMs,
  stateOf,
} from './allocation.ts';
import type { FunctionVersion, ProvisionedState, ProvisioningCourse } from './engine.ts';
import type { ExecutionEnvironment } from './environment/execution-environment.ts';

export interface ProvisioningOptions {
  readonly clock: Clock;
  readonly settings: AllocationPace;
  readonly make: (version: FunctionVersion) => ExecutionEnvironment;
  /** Ends an environment; the engine waits for it when it closes. */
  readonly end: (environment: ExecutionEnvironment) => void;
  readonly onNote: (message: string) => void;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html */
const initFailure = 'FUNCTION_ERROR_INIT_FAILURE';

/** Provisioned concurrency: allocations by version or alias, their environments and their states. While a request
 * for more is in progress what stood before goes on serving, and nothing new serves until the request is whole. */
export class Provisioning {
  readonly #options: ProvisioningOptions;
  readonly #allocations = new Map<string, Allocation>();

  constructor(options: ProvisioningOptions) {
    this.#options = options;
  }

  /** Sets the provisioned concurrency of a version under a qualifier. */
  provision(
    version: FunctionVersion,
    qualifier: string,
    requested: number,
    course: ProvisioningCourse,
  ): void {
    const key = keyOf(version.functionName, qualifier);
    const former = this.#allocations.get(key);
    const sameCode = former !== undefined && isSameCode(former.version, version);
    if (former !== undefined && !sameCode) this.deprovision(version.functionName, qualifier);
    const allocation =
      (sameCode ? former : undefined) ?? openAllocation(version, qualifier, this.#options.clock);
    this.#allocations.set(key, allocation);
    allocation.course += 1;
    allocation.requested = requested;
    allocation.lastModified = apiTime(this.#options.clock.wallMs());
    allocation.statusReason = null;
    this.#endComing(allocation);
    if (typeof course === 'object' && 'failWith' in course) this.#fail(allocation, course.failWith);
    else if (course === 'pending') allocation.status = 'IN_PROGRESS';
    else this.#allocate(allocation, course);
  }

  /** Takes it away: environments end, those at work once they are done. */
  deprovision(functionName: string, qualifier: string): void {
    const allocation = this.#allocations.get(keyOf(functionName, qualifier));
    if (allocation === undefined) return;
    this.#allocations.delete(keyOf(functionName, qualifier));
    allocation.course += 1;
    this.#endComing(allocation);
    for (const environment of allocation.idle) this.#options.end(environment);
    allocation.idle.length = 0;
    allocation.serving.clear();
  }

  state(functionName: string, qualifier: string): ProvisionedState | null {
    const allocation = this.#allocations.get(keyOf(functionName, qualifier));
    return allocation === undefined ? null : stateOf(allocation);
  }

  states(functionName: string): readonly ProvisionedState[] {
    return [...this.#allocations.values()]
      .filter(({ version }) => version.functionName === functionName)
      .map(stateOf);
  }

  /** Whether the allocation under a qualifier is of this version. */
  isOf(functionName: string, qualifier: string, version: string): boolean {
    return this.#allocations.get(keyOf(functionName, qualifier))?.version.version === version;
  }

  /** Sum over a function's allocations of what is allocated: it counts against reserved and account concurrency. */
  allocated(functionName: string): number {
    let sum = 0;
    for (const { version, serving, initialized } of this.#allocations.values()) {
      if (version.functionName === functionName) sum += serving.size + initialized;
    }
    return sum;
  }

  functions(): ReadonlySet<string> {
    const names = new Set<string>();
    for (const { version } of this.#allocations.values()) names.add(version.functionName);
    return names;
  }

  /** What placement asks of a version: idle environments and its bucket of requests. */
  standing(version: FunctionVersion, nowMs: number): { idle: number; bucket: TokenBucket } {
    const allocation = this.#of(version);
    return { idle: allocation?.idle.length ?? 0, bucket: allocation?.bucket ?? fullBucket(0, 0, nowMs) };
  }

  /** Takes an idle environment, and keeps the bucket as placement left it. */
  take(version: FunctionVersion): ExecutionEnvironment | null {
    return this.#of(version)?.idle.shift() ?? null;
  }

  keepBucket(version: FunctionVersion, bucket: TokenBucket): void {
    const allocation = this.#of(version);
    if (allocation !== undefined) allocation.bucket = bucket;
  }

  /** Gives an environment back after a request. One whose process is gone is replaced. */
  release(environment: ExecutionEnvironment): void {
    const allocation = this.#of(environment.version);
    if (allocation === undefined || !allocation.serving.has(environment)) this.#options.end(environment);
    else if (!environment.hasProcess) void this.#replace(allocation, environment);
    else if (allocation.serving.size > allocation.requested) {
      this.#retire(allocation, environment);
    } else allocation.idle.push(environment);
  }

  close(): void {
    for (const allocation of this.#allocations.values()) {
      this.deprovision(allocation.version.functionName, allocation.qualifier);
    }
  }

  #of(version: FunctionVersion): Allocation | undefined {
    for (const allocation of this.#allocations.values()) {
      if (isSameCode(allocation.version, version)) return allocation;
    }
    return undefined;
  }

  #fail(allocation: Allocation, reason: string): void {
    this.#endComing(allocation);
    allocation.status = 'FAILED';
    allocation.statusReason = reason;
  }

  #endComing(allocation: Allocation): void {
    for (const cancel of allocation.starts) cancel();
    allocation.starts.length = 0;
    for (const environment of allocation.coming) this.#options.end(environment);
    allocation.coming.clear();
    allocation.initialized = 0;
  }

  #allocate(allocation: Allocation, pace: ReadyCourse): void {
    const { clock } = this.#options;
    const missing = allocation.requested - allocation.serving.size;
    if (missing <= 0) {
      this.#shrink(allocation);
      return;
    }
    allocation.status = 'IN_PROGRESS';
    const { course } = allocation;
    for (let index = 0; index < missing; index += 1) {
      const delayMs = startsAfterMs(pace, this.#options.settings, index, missing);
      allocation.starts.push(clock.after(delayMs, () => void this.#bring(allocation, course, missing)));
    }
  }

  async #bring(allocation: Allocation, course: number, missing: number): Promise<void> {
    if (allocation.course !== course || allocation.status !== 'IN_PROGRESS') return;
    const environment = this.#make(allocation);
    allocation.coming.add(environment);
    const initialized = await environment.initialize();
    if (allocation.course !== course || !allocation.coming.has(environment)) return;
    if (!initialized || !environment.hasProcess) {
      this.#fail(allocation, initFailure);
      return;
    }
    allocation.initialized += 1;
    if (allocation.initialized === missing) this.#complete(allocation);
  }

  #make(allocation: Allocation): ExecutionEnvironment {
    const environment = this.#options.make(allocation.version);
    environment.onIdleExit = () => {
      const at = allocation.idle.indexOf(environment);
      if (at >= 0) allocation.idle.splice(at, 1);
      if (allocation.serving.has(environment)) void this.#replace(allocation, environment);
    };
    return environment;
  }

  #complete(allocation: Allocation): void {
    for (const environment of allocation.coming) this.#put(allocation, environment);
    allocation.coming.clear();
    allocation.initialized = 0;
    this.#ready(allocation);
  }

  #put(allocation: Allocation, environment: ExecutionEnvironment): void {
    allocation.serving.add(environment);
    allocation.idle.push(environment);
  }

  #retire(allocation: Allocation, environment: ExecutionEnvironment): void {
    allocation.serving.delete(environment);
    this.#options.end(environment);
  }

  #ready(allocation: Allocation): void {
    allocation.status = 'READY';
    allocation.bucket = provisionedBucket(allocation.requested, this.#options.clock.nowMs());
  }

  #shrink(allocation: Allocation): void {
    while (allocation.serving.size > allocation.requested) {
      const environment = allocation.idle.pop();
      // Those at work end when they are given back.
      if (environment === undefined) break;
      this.#retire(allocation, environment);
    }
    this.#ready(allocation);
  }

  async #replace(allocation: Allocation, lost: ExecutionEnvironment): Promise<void> {
    this.#retire(allocation, lost);
    const { qualifier, version } = allocation;
    if (allocation.serving.size >= allocation.requested) return;
    const key = keyOf(version.functionName, qualifier);
    const environment = this.#make(allocation);
    const initialized = await environment.initialize();
    const stands = this.#allocations.get(key) === allocation;
    if (stands && initialized && environment.hasProcess && allocation.serving.size < allocation.requested) {
      this.#put(allocation, environment);
      return;
    }
    this.#options.end(environment);
    if (stands && !initialized) {
      this.#options.onNote(
        `${version.functionName}:${qualifier} has lost a provisioned environment: the init of its replacement failed`,
      );
    }
  }
}
