import type { TargetPort } from '../model/dispatch.ts';
import type { Clock } from '../model/ports.ts';
import { type AwsOptions, lambdaClient } from './clients.ts';
import { wrapped } from './errors.ts';
import { readLogging } from './logging.ts';
import {
  allProvisioned,
  clearProvisioned,
  provisionedOf,
  setProvisioned,
  waitForProvisioned,
} from './provisioned.ts';
import { readTargetFacts } from './target-facts.ts';

/** Questions about a target, over one client; `close` it when the last is answered. */
export function targetPort(options: AwsOptions, clock: Clock): TargetPort & { readonly close: () => void } {
  const client = lambdaClient(options);
  return {
    facts: (target) => readTargetFacts(client, target),
    logging: (target) => readLogging(client, target),
    provisioned: async ({ functionName, qualifier }) => {
      try {
        return await provisionedOf(client, functionName, qualifier);
      } catch (error) {
        throw wrapped('GetProvisionedConcurrencyConfig', error);
      }
    },
    allProvisioned: (target) => allProvisioned(client, target),
    setProvisioned: (target, requested) => setProvisioned(client, target, requested),
    clearProvisioned: (target) => clearProvisioned(client, target),
    waitForProvisioned: async (target, signal, onProgress) => {
      try {
        return await waitForProvisioned(client, clock, target, signal, onProgress);
      } catch (error) {
        throw wrapped('GetProvisionedConcurrencyConfig', error);
      }
    },
    close: () => client.destroy(),
  };
}
