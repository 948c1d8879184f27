import type { ColdWay } from './cold.ts';
import type { DeploymentLook } from './deployment.ts';
import type { Invocation } from './invocation.ts';
import type { LogFormat } from './log-search.ts';
import type { Orchestration, OrchestratorPlan } from './orchestration.ts';
import type { LogEvent } from './report.ts';
import type { Resolution } from './resolution.ts';
import type { Target } from './target.ts';

/** Which REPORTs CloudWatch Logs is asked for: `auto` those that the replies did not bring, `always` every one, `live`
 * every one too, by a Live Tail session that is open while the requests are sent. */
export const logsModes = ['auto', 'never', 'always', 'live'] as const;
export type LogsMode = (typeof logsModes)[number];

export const asksForAll = (mode: LogsMode): boolean => mode === 'always' || mode === 'live';

/** Everything a run will do, decided before anything is sent. */
export interface FanoutPlan {
  readonly runId: string;
  readonly target: Target;
  /** Who sends the requests; not there: this process. */
  readonly orchestrator?: OrchestratorPlan;
  /** Requests of one round, released together. */
  readonly concurrency: number;
  /** Requests of round 1, where they are not as many as those of the others. */
  readonly firstContact?: number;
  /** Measured rounds, warm-up rounds not counted. */
  readonly rounds: number;
  /** Rounds sent first and left out of the summary. */
  readonly warmUp: number;
  /** Last done of a round → next release. */
  readonly gapMs: number;
  /** Wall-clock moment at which the first round is released, agreed with other processes; where it is not ready by then,
   * as soon as it is. Not there: as soon as it is ready. */
  readonly releaseAtWallMs?: number;
  /** How later rounds are made first contact too; not there: they are not. */
  readonly cold?: ColdWay;
  /** The deployment is watched, and `rounds` is the most there may be; not there: it is not. */
  readonly watchDeployment?: true;
  /** From release to giving up on a request. */
  readonly timeoutMs: number;
  readonly payload: Uint8Array;
  readonly logs: LogsMode;
  readonly logsTimeoutMs: number;
  readonly logGroup: string;
  /** Not there: not known, or not needed: only Live Tail wants it. */
  readonly logGroupArn?: string;
  /** Null: not known. */
  readonly logFormat: LogFormat | null;
}

/** How far a round is; for progress only. */
export interface FanoutProgress {
  readonly kind: 'progress';
  readonly round: number;
  readonly phase: 'listening' | 'connecting' | 'staging' | 'in-flight' | 'gap' | 'logs' | 'cold' | 'undoing';
  readonly done: number;
  readonly total: number;
}

/** What a run tells while it goes on. Invocations come as they settle, so that they can be saved at once. */
export type FanoutEvent =
  | FanoutProgress
  | { readonly kind: 'invocation'; readonly invocation: Invocation }
  /** An orchestrator's part of a round, before the invocations that it tells of. */
  | { readonly kind: 'orchestration'; readonly orchestration: Orchestration }
  /** Log events of a request whose tail brought no REPORT, found by its request id. */
  | { readonly kind: 'report'; readonly requestId: string; readonly events: readonly LogEvent[] }
  /** How exact the time stamps of the run are; once, after its last round. Not there where nothing was released. */
  | { readonly kind: 'resolution'; readonly resolution: Resolution }
  /** The state of provisioned concurrency just before a round; only where a deployment is watched. */
  | { readonly kind: 'deployment'; readonly look: DeploymentLook }
  /** Something the user should know that is no row (Logs refused, proxy without pre-opened sockets). */
  | { readonly kind: 'note'; readonly code: string; readonly message: string };

/** First Ctrl-C: `stop` aborts (send no more, wait for what is in flight). Second: `quit` aborts (give up now). */
export interface StopSignals {
  readonly stop: AbortSignal;
  readonly quit: AbortSignal;
}
