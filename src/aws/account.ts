import { type CloudWatchLogsClient, DeleteLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DeleteFunctionCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { AccountPort } from '../model/account-port.ts';
import type { Clock } from '../model/ports.ts';
import { isNotFound, thrownFacts, wrapped } from './errors.ts';
import { latestState, markLatest } from './latest-function.ts';
import { leftovers } from './leftovers.ts';
import { settled } from './settle.ts';
import { madeBy, twinSource } from './twin.ts';

/** A function whose creation or update is going on is not deleted yet. */
const deletedWithinMs = 120_000;

async function deleteFunction(
  functionArn: string,
  signal: AbortSignal,
  { client, clock }: { readonly client: LambdaClient; readonly clock: Clock },
): Promise<void> {
  const attempt = async (): Promise<'gone' | 'busy'> => {
    try {
      await client.send(new DeleteFunctionCommand({ FunctionName: functionArn }));
      return 'gone';
    } catch (error) {
      if (isNotFound(error)) return 'gone';
      if (thrownFacts(error).name === 'ResourceConflictException') return 'busy';
      throw error;
    }
  };
  try {
    await settled(attempt, (state) => state === 'gone', {
      ...{ clock, signal, timeoutMs: deletedWithinMs },
      what: `${functionArn} to be deleted`,
    });
  } catch (error) {
    throw wrapped('DeleteFunction', error);
  }
}

async function deleteLogGroup(client: CloudWatchLogsClient, logGroupName: string): Promise<void> {
  try {
    await client.send(new DeleteLogGroupCommand({ logGroupName }));
  } catch (error) {
    if (!isNotFound(error)) throw wrapped('DeleteLogGroup', error);
  }
}

/** Changes in an account, over two clients that the caller destroys. */
export function accountPort(client: LambdaClient, logs: CloudWatchLogsClient, clock: Clock): AccountPort {
  const asking = { client, clock };
  return {
    latest: (functionArn, signal) => latestState(functionArn, { ...asking, signal }),
    mark: (functionArn, value, revisionId, signal) =>
      markLatest(functionArn, value, revisionId, { ...asking, signal }),
    twinSource: (target, signal) => twinSource(target, signal, asking),
    madeBy: (functionArn) => madeBy(client, functionArn),
    deleteFunction: (functionArn, signal) => deleteFunction(functionArn, signal, asking),
    deleteLogGroup: (logGroup) => deleteLogGroup(logs, logGroup),
    leftovers: () => leftovers(client, logs),
  };
}
