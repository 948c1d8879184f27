import type { FanoutError } from './errors.ts';
import type { FanoutEvent } from './fanout.ts';
import type { Invocation } from './invocation.ts';
import type { LogFormat } from './log-search.ts';
import type { LogEvent } from './report.ts';
import type { Resolution } from './resolution.ts';
import type { LoggingFacts, Provisioned, Target, TargetFacts } from './target.ts';

/** What the sender of one request knows of it; the rest of an {@link Invocation} is the plan's. */
export type Reply = Omit<
  Invocation,
  'runId' | 'round' | 'seq' | 'shard' | 'warmUp' | 'functionName' | 'qualifier' | 'plannedMs'
>;

/** One request that has come to its end. */
export interface Settled {
  readonly reply: Reply;
  /** Not null: nothing was measured, and every further request would fail in the same way (credentials, permission,
   * an endpoint that cannot be reached, a function that is not there). */
  readonly refusal: FanoutError | null;
  /** What the function replied, whole; not there: nothing, or nothing whole. */
  readonly payload?: Uint8Array;
  /** Where in the run it belongs, if an orchestrator sent it; not there: this process did, when its round was released. */
  readonly placing?: Pick<Invocation, 'shard' | 'plannedMs'>;
}

export interface DispatchRequest {
  readonly target: Target;
  readonly payload: Uint8Array;
}

/** Stamped arrival − sent. */
export interface StampError {
  readonly p50Ms: number;
  readonly maxMs: number;
}

/** Sends the requests of one round after the other: connect → stage each → staged → release. One attempt each. */
export interface Dispatch {
  /**
   * Opens connections (TLS included) until `count` stand by. Returns early, without an error, when `signal` aborts.
   * @throws UsageError (no credentials, no region, open-file limit), UnreachableError (no connection at all)
   */
  readonly connect: (count: number, signal: AbortSignal, onProgress: (open: number) => void) => Promise<void>;
  /** Serializes and signs one request and holds its bytes at the socket until {@link release}. The promise settles
   * when the request has come to its end, whatever that is; it never rejects. */
  readonly stage: (request: DispatchRequest) => Promise<Settled>;
  /** Resolves once every staged request is held or has failed; also when `signal` aborts.
   * @param notBeforeMs - the release will not come before this moment, on the clock of the stamps */
  readonly staged: (
    signal: AbortSignal,
    onProgress: (held: number) => void,
    notBeforeMs: number,
  ) => Promise<void>;
  /** Writes all that is held, in one loop. What is not held by now settles as `unsent`.
   * @param timeoutMs - from this moment to giving up on a reply
   * @param atMs - not before this moment on the clock of the stamps; a few ms ahead at most, which are spent spinning
   * @returns the moment before the first write, on the clock of the stamps */
  readonly release: (timeoutMs: number, atMs?: number | null) => number;
  /** Settles all that is open, at once: what was written as `timeout`, the rest as `unsent`. */
  readonly giveUp: (reason: string) => void;
  /** How late its time stamps are, tried on this machine before the first release; null: it could not be tried. */
  readonly stampError: () => StampError | null;
  /** What it has to tell beside replies goes to `put`, from now on; not there: nothing. */
  readonly tell?: (put: (event: FanoutEvent) => void) => void;
  /** How exact the stamps of its replies are, where it was not this process that took them. */
  readonly resolution?: () => Resolution | null;
  /** Closes every connection. */
  readonly close: () => void;
}

/** A request whose REPORT is looked for, with the wall-clock time (this machine's) in which it ran. */
export interface WantedReport {
  readonly requestId: string;
  readonly fromWallMs: number;
  readonly toWallMs: number;
}

export interface ReportQuery {
  readonly logGroup: string;
  /** What to look for first; where that does not do, and where it is null, lines of both formats. */
  readonly logFormat: LogFormat | null;
  readonly wanted: readonly WantedReport[];
  /** How long to wait for log lines to arrive. */
  readonly timeoutMs: number;
}

export type ReportFinding =
  | { readonly kind: 'report'; readonly requestId: string; readonly events: readonly LogEvent[] }
  | { readonly kind: 'note'; readonly code: string; readonly message: string };

/** A log group to listen to. */
export interface ListenQuery {
  readonly logGroup: string;
  /** Null: not known. */
  readonly logGroupArn: string | null;
  readonly logFormat: LogFormat | null;
}

export type ReportNote = Extract<ReportFinding, { kind: 'note' }>;

/** Looks REPORTs up that no tail brought. Joined by request id only; each id is reported at most once. What goes wrong
 * is a note, never an error. */
export interface ReportLookup {
  readonly find: (query: ReportQuery, signal: AbortSignal) => AsyncIterable<ReportFinding>;
  /** Listens to a group from now on, so that {@link find} need only ask for what it did not hear. Resolves once it
   * does; what goes wrong is a note. Not there: this lookup only asks. */
  readonly listen?: (query: ListenQuery, signal: AbortSignal) => Promise<readonly ReportNote[]>;
  /** While a round is in flight nothing that comes is read: it would disturb the stamps. */
  readonly hush?: (inFlight: boolean) => void;
  /** Ends listening. */
  readonly close?: () => void;
}

/** What can be asked about a target, and what can be done about its provisioned concurrency. Every call throws
 * UsageError or UnreachableError. */
export interface TargetPort {
  /** @throws UsageError (no such function or qualifier), UnreachableError */
  readonly facts: (target: Target) => Promise<TargetFacts>;
  /** Where and how the target logs: asked alone, with the one permission that takes.
   * @throws UsageError (no such function or qualifier), UnreachableError */
  readonly logging: (target: Target) => Promise<LoggingFacts>;
  /** Provisioned concurrency under the target's qualifier; null where none is configured. */
  readonly provisioned: (target: Target) => Promise<Provisioned | null>;
  /** Every provisioned concurrency of the target's function. */
  readonly allProvisioned: (
    target: Target,
  ) => Promise<readonly { readonly qualifier: string; readonly provisioned: Provisioned }[]>;
  readonly setProvisioned: (target: Target, requested: number) => Promise<Provisioned>;
  /** None is no error. */
  readonly clearProvisioned: (target: Target) => Promise<void>;
  /** Polls until provisioned concurrency is READY or FAILED, or `signal` aborts.
   * @returns its last state; null where none is configured */
  readonly waitForProvisioned: (
    target: Target,
    signal: AbortSignal,
    onProgress: (state: Provisioned) => void,
  ) => Promise<Provisioned | null>;
}
