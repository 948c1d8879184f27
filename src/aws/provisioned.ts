import { GetProvisionedConcurrencyConfigCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Clock } from '../model/ports.ts';
import type { Provisioned, Target } from '../model/target.ts';
import { thrownFacts } from './errors.ts';

const pollFirstMs = 250;
/** All control-plane calls of an account share 15 requests a second.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const pollAtMostMs = 2_000;

/**
 * Provisioned concurrency of a version or alias; null where none is configured.
 * @throws what the SDK throws, except that there is none
 */
export async function provisionedOf(
  client: LambdaClient,
  functionName: string,
  qualifier: string,
): Promise<Provisioned | null> {
  if (qualifier === '$LATEST') return null;
  try {
    const found = await client.send(
      new GetProvisionedConcurrencyConfigCommand({ FunctionName: functionName, Qualifier: qualifier }),
    );
    return {
      requested: found.RequestedProvisionedConcurrentExecutions ?? 0,
      allocated: found.AllocatedProvisionedConcurrentExecutions ?? 0,
      available: found.AvailableProvisionedConcurrentExecutions ?? 0,
      status: found.Status ?? 'IN_PROGRESS',
      statusReason: found.StatusReason ?? null,
    };
  } catch (error) {
    if (thrownFacts(error).name === 'ProvisionedConcurrencyConfigNotFoundException') return null;
    throw error;
  }
}

/** Polls until the allocation is READY or FAILED, there is none, or `signal` aborts.
 * @returns the last state seen */
export async function waitForProvisioned(
  client: LambdaClient,
  clock: Clock,
  target: Target,
  signal: AbortSignal,
  onProgress: (state: Provisioned) => void,
): Promise<Provisioned | null> {
  let pollMs = pollFirstMs;
  for (;;) {
    const state = await provisionedOf(client, target.functionName, target.qualifier);
    if (state === null || state.status !== 'IN_PROGRESS' || signal.aborted) return state;
    onProgress(state);
    await clock.sleep(pollMs, signal);
    pollMs = Math.min(pollMs * 2, pollAtMostMs);
  }
}
