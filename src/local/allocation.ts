import { fullBucket, type TokenBucket } from '../model/placement.ts';
import type { Cancel, Clock } from '../model/ports.ts';
import type { FunctionVersion, ProvisionedState, ProvisioningCourse } from './engine.ts';
import type { ExecutionEnvironment } from './environment/execution-environment.ts';

/** Provisioned concurrency of one version under the qualifier it was asked for. */
export interface Allocation {
  readonly version: FunctionVersion;
  readonly qualifier: string;
  requested: number;
  status: ProvisionedState['status'];
  statusReason: string | null;
  lastModified: string;
  /** Counts the requests made of it: what a former one started no longer matters. */
  course: number;
  /** Serve requests: idle or at work. */
  readonly serving: Set<ExecutionEnvironment>;
  readonly idle: ExecutionEnvironment[];
  /** Of those that are to start later: a timer left behind would keep the process alive. */
  readonly starts: Cancel[];
  /** Initialized or being initialized for a request that is not whole yet. */
  readonly coming: Set<ExecutionEnvironment>;
  initialized: number;
  bucket: TokenBucket;
}

/** Whether environments of the one can serve requests for the other. */
export const isSameCode = (a: FunctionVersion, b: FunctionVersion): boolean =>
  a.functionName === b.functionName && a.version === b.version && a.revisionId === b.revisionId;

export const openAllocation = (version: FunctionVersion, qualifier: string, clock: Clock): Allocation => ({
  version,
  qualifier,
  requested: 0,
  status: 'IN_PROGRESS',
  statusReason: null,
  lastModified: apiTime(clock.wallMs()),
  course: 0,
  serving: new Set(),
  idle: [],
  starts: [],
  coming: new Set(),
  initialized: 0,
  bucket: fullBucket(0, 0, clock.nowMs()),
});

export const keyOf = (functionName: string, qualifier: string): string => `${functionName}\0${qualifier}`;

/** `2026-11-23T19:21:38+0000`, as the Lambda API writes it. */
export const apiTime = (wallMs: number): string => `${new Date(wallMs).toISOString().slice(0, 19)}+0000`;

export const stateOf = (allocation: Allocation): ProvisionedState => ({
  qualifier: allocation.qualifier,
  requested: allocation.requested,
  allocated: allocation.serving.size + allocation.initialized,
  available: allocation.serving.size,
  status: allocation.status,
  statusReason: allocation.statusReason,
  lastModified: allocation.lastModified,
});

/** How fast environments of an allocation start, where nothing else is asked. */
export interface AllocationPace {
  /** Before the first. */
  readonly delayMs: number;
  /** Environments started in a second. */
  readonly perSecond: number;
}

/** How an allocation that shall become ready goes on. */
export type ReadyCourse = Exclude<ProvisioningCourse, 'pending' | { readonly failWith: string }>;

/** When one of the missing environments of an allocation starts, after it was asked for. */
export function startsAfterMs(
  course: ReadyCourse,
  { delayMs, perSecond }: AllocationPace,
  index: number,
  missing: number,
): number {
  if (course === 'at-once') return 0;
  return course === 'complete'
    ? delayMs + (index * 1_000) / perSecond
    : (course.overMs * (index + 1)) / missing;
}
