import type { Provisioned } from '../model/target.ts';
import type { LogStore } from './log-store.ts';
import type { FunctionModel } from './modelled/function-model.ts';

/** One version of a deployed function, as the control plane hands it to the engine. `$LATEST` is a version too;
 * each update makes a new record with a new `revisionId`, and its old environments are retired. */
export interface FunctionVersion {
  readonly functionName: string;
  /** `arn:aws:lambda:REGION:ACCOUNT:function:NAME`, without a qualifier. */
  readonly functionArn: string;
  /** `$LATEST` or a number. */
  readonly version: string;
  readonly revisionId: string;
  /** `file.export`, relative to `taskRoot`. */
  readonly handler: string;
  /** `nodejs22.x`, `provided.al2023` (an executable named `bootstrap` in `taskRoot`). */
  readonly runtime: string;
  readonly architecture: 'x86_64' | 'arm64';
  readonly memorySizeMb: number;
  readonly timeoutMs: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Folder that holds the code. */
  readonly taskRoot: string;
  readonly logGroup: string;
  readonly logFormat: 'Text' | 'JSON';
  readonly applicationLogLevel: string;
  readonly systemLogLevel: 'DEBUG' | 'INFO' | 'WARN';
  /** Its environments draw their times by this; null: they are processes that run the code. */
  readonly model: FunctionModel | null;
}

export interface EngineRequest {
  readonly version: FunctionVersion;
  /** With the qualifier that was used, as `context.invokedFunctionArn` shows it. */
  readonly invokedArn: string;
  readonly requestId: string;
  readonly payload: Uint8Array;
  /** Decoded `X-Amz-Client-Context`, JSON text. */
  readonly clientContext: string | null;
  readonly traceId: string;
}

export type EngineReply =
  | {
      readonly kind: 'replied';
      readonly payload: Uint8Array;
      readonly functionError: 'Unhandled' | 'Handled' | null;
      /** This invocation's log, whole; the API cuts the last 4 KB. */
      readonly log: Uint8Array;
    }
  | { readonly kind: 'throttled'; readonly reason: string };

/** Concurrency the control plane knows of, asked at every placement. */
export interface ConcurrencyLimits {
  readonly account: number;
  /** Null: no reserved concurrency. */
  readonly reservedOf: (functionName: string) => number | null;
  /** Sum of all reserved concurrency. */
  readonly reservedTotal: () => number;
}

/** How an allocation of provisioned concurrency goes on: initialized and READY (at the rate of the configuration, or
 * all at once, as if it had been asked for before, or evenly over a time), left pending for good (to rehearse the minutes
 * after a deployment), or refused with a reason. */
export type ProvisioningCourse =
  | 'complete'
  | 'at-once'
  | 'pending'
  | { readonly overMs: number }
  | { readonly failWith: string };

export interface ProvisionedState extends Provisioned {
  /** The version or alias it was set on. */
  readonly qualifier: string;
  /** ISO 8601 with +0000, as the API shows it. */
  readonly lastModified: string;
}

/** The data plane: places requests, runs environments, writes the platform log. */
export interface Engine {
  readonly logs: LogStore;
  /** Places and runs one request; resolves when the handler is done, failed or was stopped. Never rejects for what a
   * handler can cause. The decision is taken synchronously, in the order of the calls. */
  readonly invoke: (request: EngineRequest) => Promise<EngineReply>;
  /** Sets the provisioned concurrency of a version under the qualifier it was asked for. */
  readonly provision: (
    version: FunctionVersion,
    qualifier: string,
    requested: number,
    course: ProvisioningCourse,
  ) => void;
  /** Takes it away; its environments end once idle. */
  readonly deprovision: (functionName: string, qualifier: string) => void;
  readonly provisioned: (functionName: string, qualifier: string) => ProvisionedState | null;
  readonly allProvisioned: (functionName: string) => readonly ProvisionedState[];
  /** Ends all environments of a function (deleted), or of one version (its code or configuration was updated), once
   * they are idle. */
  readonly retire: (functionName: string, version: string | null) => void;
  /** Ends every environment and waits until its processes are gone. */
  readonly close: () => Promise<void>;
}
