import type { DoctorPort } from '../../model/doctor.ts';
import { FanoutError } from '../../model/errors.ts';
import type { LogSearch } from '../../model/log-search.ts';
import type { Clock } from '../../model/ports.ts';
import { type AwsOptions, lambdaClient } from '../clients.ts';
import { wrapped } from '../errors.ts';
import { deployedCode } from './deployed-code.ts';
import { functionFacts } from './function-facts.ts';
import { Trials } from './trials.ts';

/** {@link DoctorPort} on the AWS SDK. Reads only; the one thing it asks to invoke, it invokes with `DryRun`. */
export function doctorPort(options: AwsOptions, logs: LogSearch, clock: Clock): DoctorPort {
  const client = lambdaClient(options);
  return {
    facts: async (worker, orchestrator) => {
      const trials = new Trials();
      const reading = { client, logs, clock, trials };
      try {
        return {
          worker: await functionFacts(reading, worker),
          orchestrator:
            orchestrator === null
              ? null
              : {
                  ...(await functionFacts(reading, orchestrator)),
                  code: await deployedCode(client, orchestrator, trials),
                },
          tried: trials.all,
        };
      } catch (error) {
        throw error instanceof FanoutError ? error : wrapped('The Lambda API', error);
      }
    },
    close: () => client.destroy(),
  };
}
