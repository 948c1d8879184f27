import { GetFunctionConfigurationCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { functionNameIn } from '../model/function-name.ts';
import type { LoggingFacts, Target } from '../model/target.ts';
import { isNotFound, wrapped } from './errors.ts';
import { missing } from './existing.ts';
import { configurationFacts, ifAllowed, type Unread } from './target-facts.ts';

/**
 * Where and how a function logs.
 * @throws UsageError where function or qualifier are not there (saying which are), UnreachableError
 */
export async function readLogging(client: LambdaClient, target: Target): Promise<LoggingFacts> {
  const { functionName, qualifier } = target;
  const unread: Unread[] = [];
  try {
    const found = await ifAllowed('function configuration', 'GetFunctionConfiguration', unread, () =>
      client.send(new GetFunctionConfigurationCommand({ FunctionName: functionName, Qualifier: qualifier })),
    );
    const { logGroup, logFormat, systemLogLevel, managedInstances } = configurationFacts(functionName, found);
    return {
      functionName: found?.FunctionName ?? functionNameIn(functionName),
      version: found?.Version ?? null,
      ...{ logGroup, logFormat, systemLogLevel, managedInstances },
      unread: unread[0]?.reason ?? null,
    };
  } catch (error) {
    if (isNotFound(error)) throw await missing(client, target, error);
    throw wrapped('GetFunctionConfiguration', error);
  }
}
