import type { Invocation } from './invocation.ts';
import type { OrchestratorClock, OrchestratorFacts } from './orchestrator.ts';
import type { Target } from './target.ts';

/** Whom a run asks to send its requests. */
export interface OrchestratorPlan {
  readonly target: Target;
  /** How many of it share the requests of a round. */
  readonly shards: number;
  /** Where its own REPORTs are. */
  readonly logGroup: string;
  /** From its release to giving up on an orchestrator. */
  readonly timeoutMs: number;
  /** How far ahead several agree on the moment of their release; null: as the number of requests asks for. */
  readonly leadMs: number | null;
}

/** One orchestrator's part of a round, as this process sees it. */
export interface Orchestration {
  /** From 1; 0: it was greeted before the first round. */
  readonly round: number;
  /** From 1. */
  readonly shard: number;
  /** Requests of the round that it was asked to send. */
  readonly requests: number;
  /** Its own invocation, on this process's clock: what the client waited and pays for. */
  readonly invocation: Invocation;
  /** Version of the contract that its reply speaks; null: none, so that what it sent is known by the log alone. */
  readonly contract: number | null;
  /** Null: its reply does not tell. */
  readonly orchestrator: OrchestratorFacts | null;
  readonly clock: OrchestratorClock | null;
  /** What its times were moved by to stand on the run's clock: the moment 0 of its reply; null: they were not. */
  readonly offsetMs: number | null;
}

/** Between which moments of the run's clock an orchestrator's handler was surely called: not before its invocation was
 * written, and so long before the reply was complete as it says it took. Its wall clock has no part in this.
 * @returns null where one of the stamps is missing */
export function surelyCalledBetween({
  invocation: { writtenMs, doneMs },
  clock,
}: Pick<Orchestration, 'invocation' | 'clock'>): { readonly minMs: number; readonly maxMs: number } | null {
  if (writtenMs === null || doneMs === null || clock === null) return null;
  return { minMs: writtenMs, maxMs: Math.max(writtenMs, doneMs - clock.endedMs) };
}
