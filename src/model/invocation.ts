import type { Outcome } from './outcome.ts';
import type { Report, ReportSource, ReportTimes } from './report.ts';
import type { Evidence, StartKind } from './start-kind.ts';
import type { WorkerReply } from './worker-reply.ts';

/** One request and what its sender measured: the record that is saved, before anything is interpreted.
 * Times are milliseconds since the run's start on the monotonic clock, taken at the socket; null: did not happen. */
export interface Invocation {
  readonly runId: string;
  /** From 1, warm-up rounds included. */
  readonly round: number;
  /** Launch order in the whole run, from 0. */
  readonly seq: number;
  /** Which orchestrator sent it; 0 where this process did. */
  readonly shard: number;
  /** Measured, but left out of the summary. */
  readonly warmUp: boolean;
  readonly functionName: string;
  readonly qualifier: string;
  readonly requestId: string | null;
  /** The moment its round was to be released; null only for rows of a log, which were not sent by a run. */
  readonly plannedMs: number | null;
  /** Its last byte was handed to the kernel. */
  readonly writtenMs: number | null;
  readonly firstByteMs: number | null;
  readonly doneMs: number | null;
  /** TCP connect time of its socket: the least of a run is the floor of the network's share of a round trip. */
  readonly connectMs: number | null;
  /** How much earlier than stamped its first or its last byte may have arrived: this process was at other work for so
   * long before it looked. */
  readonly stampUncertaintyMs: number | null;
  readonly outcome: Outcome;
  /** Why, in words, where the outcome is not ok. */
  readonly reason: string | null;
  readonly statusCode: number | null;
  /** Error type of the function or of the API (`Runtime.ExitError`, `ResourceNotFoundException`). */
  readonly errorType: string | null;
  readonly throttleReason: string | null;
  /** `X-Amz-Executed-Version`: the version an alias resolved to. */
  readonly executedVersion: string | null;
  /** What a worker that speaks the contract said of itself. */
  readonly worker: WorkerReply | null;
  /** Platform lines of `X-Amz-Log-Result`; null: the reply had no tail. Application lines are not kept. */
  readonly tail: readonly string[] | null;
}

/** As much of a row as any figure is made from: what is kept of each of a run's rows while the run is analysed. It may
 * be a view: its fields can be read one by one, not spread into another object. */
export interface RowFacts
  extends Pick<
    Invocation,
    | 'round'
    | 'seq'
    | 'shard'
    | 'warmUp'
    | 'plannedMs'
    | 'writtenMs'
    | 'doneMs'
    | 'stampUncertaintyMs'
    | 'outcome'
    | 'reason'
    | 'throttleReason'
    | 'executedVersion'
  > {
  readonly startKind: StartKind;
  readonly evidence: Evidence;
  readonly report: ReportTimes | null;
  readonly reportSource: ReportSource | null;
  /** What tells environments apart: the worker's own id, else the log stream. */
  readonly environmentId: string | null;
  /** Initialization type as worker or log say it. */
  readonly initType: string | null;
  /** Patch level of the runtime, where the line of an init names it. */
  readonly runtimeVersion: string | null;
  /** When its handler ran, by the worker's own clock. */
  readonly worker: Pick<WorkerReply, 'handlerStartedAt' | 'handlerEndedAt'> | null;
  readonly roundTripMs: number | null;
  /** Init (or restore) that this request waited for; 0 where it waited for none, null where that is not known. */
  readonly initInPathMs: number | null;
  /** Round trip − duration − init in path: network, placement, download. */
  readonly overheadMs: number | null;
  /** Its START by the log's clock, milliseconds since the epoch, where nobody stamped the request itself. */
  readonly loggedStartMs: number | null;
}

/** Many rows that may not all be in memory: they can be gone through, as often as one likes. */
export interface Rows<R = RowFacts> extends Iterable<R> {
  readonly length: number;
}

/** An invocation with its REPORT joined and its start kind decided, with all that was saved of it: what an output that
 * shows single rows is made from. */
export interface Row extends Invocation, RowFacts {
  readonly worker: WorkerReply | null;
  readonly report: Report | null;
  readonly logStream: string | null;
  /** The model that its times were drawn from, in words; null: they were measured. */
  readonly modelled: string | null;
}
