import type { Outcome } from './outcome.ts';
import type { Resolution } from './resolution.ts';
import type { WorkerReply } from './worker-reply.ts';

/** Version of what the CLI and an orchestrator say to each other (docs/orchestrator.md). An orchestrator that replies
 * with another one is not read. */
export const orchestratorContract = 1;

/** Requests that one orchestrator can hold back at once: each has a connection of its own, an environment has 1,024
 * file descriptors, and the runtime needs some of them.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html "File descriptors" */
export const requestsOfOneOrchestrator = 960;

/** Most orchestrators of one run. */
export const mostOrchestrators = 10;

/** Error type of an orchestrator that understood what it was asked, and sent nothing. */
export const orchestratorRefusal = 'OrchestratorRefused';

/** What the CLI asks of an orchestrator: `lambdaFanout.orchestrate` of its event. */
export interface OrchestrateRequest {
  readonly contract: typeof orchestratorContract;
  readonly runId: string;
  /** From 1; 0: a greeting, which sends nothing and only tells the clock. */
  readonly round: number;
  /** From 1. */
  readonly shard: number;
  /** Whom to invoke. */
  readonly functionName: string;
  readonly qualifier: string;
  /** How many requests to release at one moment; 0 in a greeting. */
  readonly count: number;
  /** JSON text that each of them carries, as it is. */
  readonly payload: string;
  /** From the release to giving up on a request. */
  readonly timeoutMs: number;
  /** Wall clock of the release, agreed with other orchestrators, milliseconds since the epoch; null: as soon as all is
   * ready. */
  readonly releaseAtWallMs: number | null;
}

/** Columns of a reply's rows, in the order in which our own orchestrator gives them. Times are milliseconds since its
 * handler was called, on its monotonic clock. */
export const orchestratorColumns = [
  'requestId',
  'outcome',
  'plannedMs',
  'writtenMs',
  'firstByteMs',
  'doneMs',
  'connectMs',
  'stampUncertaintyMs',
  'statusCode',
  'executedVersion',
  'errorType',
  'throttleReason',
  'reason',
  'worker',
  'tail',
] as const;
export type OrchestratorColumn = (typeof orchestratorColumns)[number];

/** One request as an orchestrator tells it: null, or a column that is not there, was not measured. */
export interface OrchestratorRow {
  readonly requestId: string | null;
  readonly outcome: Outcome;
  readonly plannedMs: number | null;
  readonly writtenMs: number | null;
  readonly firstByteMs: number | null;
  readonly doneMs: number | null;
  readonly connectMs: number | null;
  readonly stampUncertaintyMs: number | null;
  readonly statusCode: number | null;
  readonly executedVersion: string | null;
  readonly errorType: string | null;
  readonly throttleReason: string | null;
  readonly reason: string | null;
  readonly worker: WorkerReply | null;
  /** Platform lines of `X-Amz-Log-Result`. */
  readonly tail: readonly string[] | null;
}

/** An orchestrator's own clock. */
export interface OrchestratorClock {
  /** Wall clock at which the handler was called: the moment 0 of all times of the reply. Milliseconds since the epoch. */
  readonly calledAtWallMs: number;
  /** All requests stood ready; null: there were none, or they never did. */
  readonly preparedMs: number | null;
  /** The reply was made. */
  readonly endedMs: number;
}

/** Who speaks. */
export interface OrchestratorFacts {
  /** Made once per execution environment. */
  readonly environmentId: string;
  /** Name and version of the orchestrator's code. */
  readonly code: string;
  /** `nodejs v22.1.0` */
  readonly runtime: string;
}

/** What an orchestrator replies: `lambdaFanout.orchestrated` of its result. */
export interface OrchestratorReply {
  readonly contract: typeof orchestratorContract;
  readonly runId: string;
  readonly round: number;
  readonly shard: number;
  readonly orchestrator: OrchestratorFacts;
  readonly clock: OrchestratorClock;
  /** How exact its time stamps are; null: not measured. */
  readonly resolution: Resolution | null;
  /** Names of the cells of a row. */
  readonly columns: readonly string[];
  /** One for each request, in launch order. */
  readonly rows: readonly (readonly unknown[])[];
  /** Tails and workers' words that were left out, so that the reply stays under Lambda's limit. */
  readonly leftOut: { readonly tails: number; readonly workers: number };
  readonly notes: readonly { readonly code: string; readonly message: string }[];
}
