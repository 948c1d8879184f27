/** What the platform says of an environment and its invocations, before it is written as text or JSON.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html */
export type PlatformEvent =
  | { readonly type: 'initStart'; readonly phase: InitPhase }
  | {
      readonly type: 'initRuntimeDone';
      readonly phase: InitPhase;
      readonly status: PlatformStatus;
      readonly errorType: string | null;
    }
  | {
      readonly type: 'initReport';
      readonly phase: InitPhase;
      readonly status: PlatformStatus;
      readonly errorType: string | null;
      readonly durationMs: number;
    }
  | {
      readonly type: 'start';
      readonly requestId: string;
      readonly functionArn: string;
      readonly traceId: string;
    }
  | {
      readonly type: 'runtimeDone';
      readonly requestId: string;
      readonly status: PlatformStatus;
      readonly errorType: string | null;
      readonly durationMs: number;
      readonly producedBytes: number;
      readonly traceId: string;
    }
  /** END of the text format; JSON has no such event. */
  | { readonly type: 'end'; readonly requestId: string }
  | {
      readonly type: 'report';
      readonly requestId: string;
      readonly status: PlatformStatus;
      readonly errorType: string | null;
      readonly durationMs: number;
      readonly billedMs: number;
      readonly maxMemoryUsedMb: number;
      /** Null: no init to show (the environment had served before, or its init failed). */
      readonly initMs: number | null;
      readonly traceId: string;
    };

/** `invoke`: a suppressed init, repeated inside an invocation. */
export type InitPhase = 'init' | 'invoke';
export type PlatformStatus = 'success' | 'error' | 'timeout';
export type InitializationType = 'on-demand' | 'provisioned-concurrency';

/** What does not change over the life of an environment. */
export interface PlatformFacts {
  readonly functionName: string;
  readonly version: string;
  readonly initializationType: InitializationType;
  readonly memorySizeMb: number;
  readonly logStream: string;
  readonly runtimeVersion: string;
  readonly runtimeVersionArn: string;
}
