import {
  DeleteProvisionedConcurrencyConfigCommand,
  GetProvisionedConcurrencyConfigCommand,
  type GetProvisionedConcurrencyConfigCommandOutput,
  type LambdaClient,
  PutProvisionedConcurrencyConfigCommand,
  paginateListProvisionedConcurrencyConfigs,
} from '@aws-sdk/client-lambda';
import { UsageError } from '../model/errors.ts';
import type { Clock } from '../model/ports.ts';
import type { Provisioned, Target } from '../model/target.ts';
import { isNotFound, isPassing, thrownFacts, wrapped } from './errors.ts';
import { missing } from './existing.ts';

const pollFirstMs = 250;
/** All control-plane calls of an account share 15 requests a second.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const pollAtMostMs = 2_000;

const stateOf = (
  found: Pick<
    GetProvisionedConcurrencyConfigCommandOutput,
    | 'RequestedProvisionedConcurrentExecutions'
    | 'AllocatedProvisionedConcurrentExecutions'
    | 'AvailableProvisionedConcurrentExecutions'
    | 'Status'
    | 'StatusReason'
  >,
): Provisioned => ({
  requested: found.RequestedProvisionedConcurrentExecutions ?? 0,
  allocated: found.AllocatedProvisionedConcurrentExecutions ?? 0,
  available: found.AvailableProvisionedConcurrentExecutions ?? 0,
  status: found.Status ?? 'IN_PROGRESS',
  statusReason: found.StatusReason ?? null,
});

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
    return stateOf(
      await client.send(
        new GetProvisionedConcurrencyConfigCommand({ FunctionName: functionName, Qualifier: qualifier }),
      ),
    );
  } catch (error) {
    if (thrownFacts(error).name === 'ProvisionedConcurrencyConfigNotFoundException') return null;
    throw error;
  }
}

/** Polls until the allocation is READY or FAILED, there is none, or `signal` aborts. A poll that is throttled, or fails
 * on the other side, is made again.
 * @returns the last state seen */
export async function waitForProvisioned(
  client: LambdaClient,
  clock: Clock,
  target: Target,
  signal: AbortSignal,
  onProgress: (state: Provisioned) => void,
): Promise<Provisioned | null> {
  let pollMs = pollFirstMs;
  let seen: Provisioned | null = null;
  for (;;) {
    try {
      seen = await provisionedOf(client, target.functionName, target.qualifier);
      if (seen === null || seen.status !== 'IN_PROGRESS' || signal.aborted) return seen;
      onProgress(seen);
    } catch (error) {
      if (!isPassing(error)) throw error;
      if (signal.aborted) return seen;
    }
    await clock.sleep(pollMs, signal);
    pollMs = Math.min(pollMs * 2, pollAtMostMs);
  }
}

/** Every provisioned concurrency of a function, by qualifier. @throws UsageError, UnreachableError */
export async function allProvisioned(
  client: LambdaClient,
  target: Target,
): Promise<readonly { readonly qualifier: string; readonly provisioned: Provisioned }[]> {
  const found: { qualifier: string; provisioned: Provisioned }[] = [];
  try {
    const input = { FunctionName: target.functionName };
    for await (const page of paginateListProvisionedConcurrencyConfigs({ client }, input))
      for (const each of page.ProvisionedConcurrencyConfigs ?? [])
        found.push({ qualifier: each.FunctionArn?.split(':')[7] ?? '', provisioned: stateOf(each) });
    return found;
  } catch (error) {
    if (isNotFound(error)) throw await missing(client, { ...target, qualifier: '$LATEST' }, error);
    throw wrapped('ListProvisionedConcurrencyConfigs', error);
  }
}

const weightedHint = 'Take the weights off the alias first, then set it.';

const notTaken: Readonly<Record<string, string>> = {
  InvalidParameterValueException:
    'Ask for less, raise the reserved concurrency of the function, or ask AWS for a higher quota of the account.',
  ResourceConflictException:
    'A version has provisioned concurrency once: on itself or on one alias. lambda-fanout provision show names where; clear it there first.',
};

/** Asks for so many environments under the target's qualifier.
 * @throws UsageError where the account or the function does not allow it, UnreachableError */
export async function setProvisioned(
  client: LambdaClient,
  { functionName, qualifier }: Target,
  requested: number,
): Promise<Provisioned> {
  try {
    const put = new PutProvisionedConcurrencyConfigCommand({
      FunctionName: functionName,
      Qualifier: qualifier,
      ProvisionedConcurrentExecutions: requested,
    });
    return stateOf(await client.send(put));
  } catch (error) {
    const { name, message } = thrownFacts(error);
    const hint = /routing configuration/i.test(message) ? weightedHint : notTaken[name];
    if (hint === undefined) throw wrapped('PutProvisionedConcurrencyConfig', error);
    throw new UsageError(
      `AWS does not take ${requested} for ${functionName}:${qualifier}: ${message}`,
      hint,
      error,
    );
  }
}

/** Takes provisioned concurrency away; none is no error. @throws UsageError, UnreachableError */
export async function clearProvisioned(
  client: LambdaClient,
  { functionName, qualifier }: Target,
): Promise<void> {
  try {
    await client.send(
      new DeleteProvisionedConcurrencyConfigCommand({ FunctionName: functionName, Qualifier: qualifier }),
    );
  } catch (error) {
    throw wrapped('DeleteProvisionedConcurrencyConfig', error);
  }
}
