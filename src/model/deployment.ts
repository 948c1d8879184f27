import type { Provisioned } from './target.ts';

/** The state of provisioned concurrency just before a round; null: none is configured (any more). */
export interface DeploymentLook {
  readonly round: number;
  /** Since the run's start, on the monotonic clock. */
  readonly atMs: number;
  readonly provisioned: Provisioned | null;
}

/** Looks at the target's deployment while a run goes on, once before each round. */
export interface DeploymentPort {
  /** @throws UsageError, UnreachableError */
  readonly look: () => Promise<Provisioned | null>;
  /** No further round is begun after this time, from the run's start. */
  readonly timeoutMs: number;
}

/** Nothing more will change by itself: READY, FAILED, or none. */
export const isSettled = (provisioned: Provisioned | null): boolean => provisioned?.status !== 'IN_PROGRESS';
