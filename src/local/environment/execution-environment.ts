import type { EngineReply, EngineRequest, FunctionVersion } from '../engine.ts';
import type { InitializationType } from './platform-event.ts';

export type Replied = Extract<EngineReply, { kind: 'replied' }>;

/** One execution environment, as whoever places requests sees it: a process, or a model of one. It serves one request
 * at a time; whoever holds it sees to that. */
export interface ExecutionEnvironment {
  readonly logStream: string;
  readonly initializationType: InitializationType;
  readonly version: FunctionVersion;
  /** False after a crash or a timeout: the next request repeats the init. */
  readonly hasProcess: boolean;
  /** Called when an idle environment ends by itself. */
  onIdleExit: () => void;
  /** Runs the init, ahead of any request or for the first one. False: it failed, and the first request repeats it. */
  readonly initialize: () => Promise<boolean>;
  /** Serves one request; the first on a new environment waits for its init. Never rejects for what a handler does. */
  readonly serve: (request: EngineRequest) => Promise<Replied>;
  /** Ends it and waits until nothing of it is left. */
  readonly end: () => Promise<void>;
}

export interface EnvironmentMaker {
  readonly make: (version: FunctionVersion, initializationType: InitializationType) => ExecutionEnvironment;
}
