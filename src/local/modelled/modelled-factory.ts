import type { Clock, Random } from '../../model/ports.ts';
import { seededFractions } from '../../model/seeded-fractions.ts';
import { createEnvironmentLog } from '../environment/environment-log.ts';
import type { EnvironmentMaker } from '../environment/execution-environment.ts';
import { runtimeVersionOf } from '../environment/runtime-command.ts';
import { logStreamName } from '../environment/variables.ts';
import type { LogStore } from '../log-store.ts';
import { presetOf } from './function-model.ts';
import { ModelledEnvironment } from './modelled-environment.ts';

export interface ModelledFactoryOptions {
  readonly clock: Clock;
  /** When a request that is being served arrived. */
  readonly arrival: Clock;
  /** Names environments; what is modelled is drawn by the model's own seed. */
  readonly random: Random;
  readonly region: string;
  readonly initOnFirstProvisionedRequest: boolean;
  /** Tells when an init begins and ends. */
  readonly onInit: (logStream: string, running: boolean) => void;
}

/**
 * Makes modelled environments. The n-th one of a function draws from a stream of its own, seeded by seed, function and
 * n: which request meets which environment is up to the order of arrival, what the environments take is not.
 */
export function createModelledFactory(options: ModelledFactoryOptions, store: LogStore): EnvironmentMaker {
  const { clock, random, region } = options;
  const made = new Map<string, number>();
  const runtimeVersions = new Map<string, ReturnType<typeof runtimeVersionOf>>();
  return {
    make: (version, initializationType) => {
      const { model, functionName, runtime } = version;
      if (model === null) throw new Error(`${functionName} is not modelled`);
      const ordinal = made.get(functionName) ?? 0;
      made.set(functionName, ordinal + 1);
      const logStream = logStreamName(version, clock.wallMs(), random.hex(32));
      const runtimeVersion = runtimeVersions.get(runtime) ?? runtimeVersionOf(runtime, region, 'modelled');
      runtimeVersions.set(runtime, runtimeVersion);
      const facts = {
        functionName,
        version: version.version,
        initializationType,
        memorySizeMb: version.memorySizeMb,
        logStream,
        runtimeVersion: runtimeVersion.version,
        runtimeVersionArn: runtimeVersion.arn,
      };
      return new ModelledEnvironment({
        version,
        initializationType,
        logStream,
        environmentId: random.uuid(),
        log: createEnvironmentLog(version, facts, store, clock),
        clock,
        arrival: options.arrival,
        preset: presetOf(model),
        fraction: seededFractions(`${model.seed}\0${functionName}\0${ordinal}`),
        showEarlierInit: options.initOnFirstProvisionedRequest,
        onInit: (running) => options.onInit(logStream, running),
      });
    },
  };
}
