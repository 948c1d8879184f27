import type { Clock, Random } from '../../model/ports.ts';
import type { FunctionVersion } from '../engine.ts';
import type { LogStore } from '../log-store.ts';
import { bundledModules, needsBundledSdk } from './bundled-modules.ts';
import { Environment } from './environment.ts';
import { createEnvironmentLog } from './environment-log.ts';
import type { EnvironmentMaker } from './execution-environment.ts';
import { createInitGate } from './init-gate.ts';
import { systemMemoryMeter } from './memory.ts';
import { createMemoryWatch } from './memory-watch.ts';
import { createPidFiles } from './pid-files.ts';
import type { InitializationType } from './platform-event.ts';
import { isCustomRuntime, runtimeCommand, runtimeVersionOf } from './runtime-command.ts';
import { prepareProcess, type SignalProcess } from './runtime-process.ts';
import { endStragglers, tokenPrefix } from './stragglers.ts';
import { environmentVariables, logStreamName } from './variables.ts';

export interface EnvironmentFactoryOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly region: string;
  /** Of the local service; asked when an environment is made. */
  readonly endpointUrl: () => string;
  /** This service's own folder. */
  readonly stateDir: string;
  /** The Node.js that runs handlers. */
  readonly nodePath: string;
  /** The built `src/local/bootstrap.ts`. */
  readonly bootstrapPath: string;
  /** A file of this tool from which `@aws-sdk/*` resolves. */
  readonly sdkFrom: string;
  /** `PATH` and the like. Never the user's AWS credentials, `NODE_OPTIONS` or `NODE_EXTRA_CA_CERTS`. */
  readonly inheritedEnvironment: Readonly<Record<string, string>>;
  readonly signalProcess: SignalProcess;
  /** Inits that may run at once: the cores there are. */
  readonly concurrentInits: number;
  /** How long an init on demand may take before it is repeated in the invocation; 10 s on Lambda. */
  readonly initTimeoutMs: number;
  readonly initOnFirstProvisionedRequest: boolean;
  /** Tells when an init begins and ends. */
  readonly onInit: (logStream: string, running: boolean) => void;
}

export interface EnvironmentFactory extends EnvironmentMaker {
  readonly settled: () => Promise<void>;
}

/** Provisioned environments may take longer: the function's timeout, and at least this.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
const provisionedInitTimeoutMs = 130_000;

export function createEnvironmentFactory(
  options: EnvironmentFactoryOptions,
  store: LogStore,
): EnvironmentFactory {
  const { clock, random, nodePath, bootstrapPath, sdkFrom, stateDir } = options;
  const gate = createInitGate(options.concurrentInits);
  const memory = createMemoryWatch(clock, systemMemoryMeter());
  const pidFiles = createPidFiles(stateDir);
  let started = false;
  const needsSdk = new Map<string, boolean>();
  const modulesOf = async (version: FunctionVersion): Promise<string | null> => {
    if (isCustomRuntime(version.runtime)) return null;
    const key = `${version.taskRoot}\0${version.revisionId}`;
    const needs = needsSdk.get(key) ?? needsBundledSdk(version.taskRoot);
    needsSdk.set(key, needs);
    return needs ? bundledModules(stateDir, sdkFrom) : null;
  };

  const make = (version: FunctionVersion, initializationType: InitializationType): Environment => {
    const context = {
      region: options.region,
      endpointUrl: options.endpointUrl(),
      bootstrapPath,
      inheritedEnvironment: options.inheritedEnvironment,
    };
    const logStream = logStreamName(version, clock.wallMs(), random.hex(32));
    const runtimeVersion = runtimeVersionOf(version.runtime, options.region);
    const facts = {
      functionName: version.functionName,
      version: version.version,
      initializationType,
      memorySizeMb: version.memorySizeMb,
      logStream,
      runtimeVersion: runtimeVersion.version,
      runtimeVersionArn: runtimeVersion.arn,
    };
    return new Environment({
      version,
      initializationType,
      logStream,
      log: createEnvironmentLog(version, facts, store, clock),
      clock,
      gate,
      memory,
      initTimeoutMs:
        initializationType === 'on-demand'
          ? options.initTimeoutMs
          : Math.max(provisionedInitTimeoutMs, version.timeoutMs),
      showEarlierInit: options.initOnFirstProvisionedRequest,
      onInit: (running) => options.onInit(logStream, running),
      start: async (onMessage) => {
        const modulesPath = await modulesOf(version);
        const token = tokenPrefix(stateDir) + random.hex(32);
        const prepared = await prepareProcess({
          ...runtimeCommand(version, nodePath, bootstrapPath, modulesPath === null ? null : sdkFrom),
          clock,
          signalProcess: options.signalProcess,
          cwd: version.taskRoot,
          onMessage,
        });
        const variables = environmentVariables(version, context, {
          runtimeApi: prepared.runtimeApi,
          logStream,
          initializationType,
          token,
          modulesPath,
        });
        return {
          abandon: prepared.abandon,
          launch: () => {
            const runtime = prepared.launch(variables);
            const { pid } = runtime;
            if (pid !== null) {
              started = true;
              pidFiles.add(pid, token);
              void runtime.exited.then(() => pidFiles.remove(pid));
            }
            return runtime;
          },
        };
      },
    });
  };
  const settled = async (): Promise<void> => {
    if (started) await endStragglers(stateDir, options.signalProcess);
    await pidFiles.settled();
  };
  return { make, settled };
}
