import {
  type LambdaClient,
  ListAliasesCommand,
  ListFunctionsCommand,
  ListVersionsByFunctionCommand,
} from '@aws-sdk/client-lambda';
import { UsageError } from '../model/errors.ts';
import type { Target } from '../model/target.ts';
import { isNotFound } from './errors.ts';

/** Names shown before "and more". */
const namesAtMost = 12;

const listed = (names: readonly string[], more: boolean): string => {
  const shown = names.slice(0, namesAtMost).join(', ');
  return more || names.length > namesAtMost ? `${shown} and more` : shown;
};

async function functionMissing(client: LambdaClient, target: Target, cause: unknown): Promise<UsageError> {
  const message = `There is no function "${target.functionName}" in ${target.region}.`;
  try {
    const page = await client.send(new ListFunctionsCommand({ MaxItems: 50 }));
    const names = (page.Functions ?? []).flatMap(({ FunctionName }) => FunctionName ?? []);
    const hint =
      names.length === 0
        ? 'There are no functions at all there. Check --region and --profile.'
        : `There are: ${listed(names, page.NextMarker !== undefined)}. Name one of them.`;
    return new UsageError(message, hint, cause);
  } catch {
    return new UsageError(message, 'List what exists with: aws lambda list-functions', cause);
  }
}

/**
 * The error for a target that the API does not find, saying which functions, or which aliases and versions, there are
 * (as far as the credentials may list them).
 * @param cause - the API's own error
 */
export async function missing(client: LambdaClient, target: Target, cause: unknown): Promise<UsageError> {
  const { functionName, qualifier } = target;
  if (qualifier === '$LATEST') return functionMissing(client, target, cause);
  const message = `Function "${functionName}" has no alias or version "${qualifier}".`;
  try {
    const input = { FunctionName: functionName };
    const [aliases, versions] = await Promise.all([
      client.send(new ListAliasesCommand(input)),
      client.send(new ListVersionsByFunctionCommand(input)),
    ]);
    const aliasNames = (aliases.Aliases ?? []).flatMap(({ Name }) => Name ?? []);
    const versionNames = (versions.Versions ?? []).flatMap(({ Version }) => Version ?? []);
    const parts = [
      aliasNames.length === 0
        ? 'no aliases'
        : `aliases: ${listed(aliasNames, aliases.NextMarker !== undefined)}`,
      `versions: ${listed(versionNames, versions.NextMarker !== undefined)}`,
    ];
    return new UsageError(message, `It has ${parts.join('; ')}. Choose one of them.`, cause);
  } catch (error) {
    if (isNotFound(error)) return functionMissing(client, target, cause);
    return new UsageError(
      message,
      `List what exists with: aws lambda list-aliases --function-name ${functionName}`,
      cause,
    );
  }
}
