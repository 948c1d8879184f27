import {
  GetAccountSettingsCommand,
  GetAliasCommand,
  type GetAliasCommandOutput,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  type GetFunctionConfigurationCommandOutput,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import { messageOf } from '../model/errors.ts';
import { functionNameIn } from '../model/function-name.ts';
import { modelledIn } from '../model/modelled.ts';
import type { OperationName } from '../model/operations.ts';
import type { Target, TargetFacts } from '../model/target.ts';
import { isDenied, isNotFound, missingPermission, thrownFacts, wrapped } from './errors.ts';
import { missing } from './existing.ts';
import { provisionedOf } from './provisioned.ts';

export type Unread = { readonly fact: string; readonly reason: string };

/** A call whose answer may be refused by permission: then it is null, and `unread` says why. */
export async function ifAllowed<Answer>(
  fact: string,
  operation: OperationName,
  unread: Unread[],
  ask: () => Promise<Answer>,
): Promise<Answer | null> {
  try {
    return await ask();
  } catch (error) {
    if (!isDenied(error)) throw error;
    const { name } = thrownFacts(error);
    if (name !== 'AccessDeniedException' && name !== 'AccessDenied') throw error;
    unread.push({
      fact,
      reason: `not permitted: ${missingPermission(operation, error) ?? messageOf(error)}`,
    });
    return null;
  }
}

/** Whether a qualifier is an alias: neither `$LATEST` nor a version. */
export const isAlias = (qualifier: string): boolean => !/^(\$LATEST(\.PUBLISHED)?|\d+)$/.test(qualifier);

export const configurationFacts = (
  functionName: string,
  found: GetFunctionConfigurationCommandOutput | null,
) => ({
  functionArn: found?.FunctionArn ?? null,
  memorySizeMb: found?.MemorySize ?? null,
  architecture: found?.Architectures?.[0] ?? null,
  runtime: found?.Runtime ?? (found?.PackageType === 'Image' ? 'container image' : null),
  timeoutMs: found?.Timeout === undefined ? null : found.Timeout * 1_000,
  codeSha256: found?.CodeSha256 ?? null,
  // Without permission to look, where Lambda puts it by default is the best address there is.
  logGroup: found?.LoggingConfig?.LogGroup ?? `/aws/lambda/${functionNameIn(functionName)}`,
  logFormat:
    found === null ? null : found.LoggingConfig?.LogFormat === 'JSON' ? ('JSON' as const) : ('Text' as const),
  systemLogLevel: found?.LoggingConfig?.SystemLogLevel ?? null,
  snapStart: found === null ? null : found.SnapStart?.OptimizationStatus === 'On',
  managedInstances: found === null ? null : found.CapacityProviderConfig !== undefined,
  modelled: modelledIn(found?.Description),
});

const weightsOf = (alias: GetAliasCommandOutput | null): Readonly<Record<string, number>> =>
  alias?.RoutingConfig?.AdditionalVersionWeights ?? {};

/**
 * What the API tells of a target. What the credentials may not read is null and named in `unread`.
 * @throws UsageError where function or qualifier are not there (saying which are), or credentials or region are
 * missing; UnreachableError where the endpoint cannot be reached or refuses the credentials as such
 */
export async function readTargetFacts(client: LambdaClient, target: Target): Promise<TargetFacts> {
  const { functionName, qualifier } = target;
  const unread: Unread[] = [];
  const FunctionName = functionName;
  try {
    const [configuration, alias, ownProvisioned, concurrency, account] = await Promise.all([
      ifAllowed('function configuration', 'GetFunctionConfiguration', unread, () =>
        client.send(new GetFunctionConfigurationCommand({ FunctionName, Qualifier: qualifier })),
      ),
      isAlias(qualifier)
        ? ifAllowed('alias', 'GetAlias', unread, () =>
            client.send(new GetAliasCommand({ FunctionName, Name: qualifier })),
          )
        : null,
      ifAllowed('provisioned concurrency', 'GetProvisionedConcurrencyConfig', unread, () =>
        provisionedOf(client, functionName, qualifier),
      ),
      ifAllowed('reserved concurrency', 'GetFunctionConcurrency', unread, () =>
        client.send(new GetFunctionConcurrencyCommand({ FunctionName })),
      ),
      ifAllowed('account concurrency', 'GetAccountSettings', unread, () =>
        client.send(new GetAccountSettingsCommand({})),
      ),
    ]);
    const version =
      alias?.FunctionVersion ?? configuration?.Version ?? (isAlias(qualifier) ? null : qualifier);
    const asked = unread.some(({ fact }) => fact === 'provisioned concurrency');
    // An alias without its own is served by what is provisioned on the version it points to.
    const ofVersion =
      ownProvisioned === null && !asked && alias !== null && version !== null
        ? await ifAllowed('provisioned concurrency', 'GetProvisionedConcurrencyConfig', unread, () =>
            provisionedOf(client, functionName, version),
          )
        : null;
    return {
      ...target,
      ...configurationFacts(functionName, configuration),
      version,
      weights: weightsOf(alias),
      provisioned: ownProvisioned ?? ofVersion,
      reservedConcurrency: concurrency?.ReservedConcurrentExecutions ?? null,
      accountConcurrency: account?.AccountLimit?.ConcurrentExecutions ?? null,
      unreservedConcurrency: account?.AccountLimit?.UnreservedConcurrentExecutions ?? null,
      unread,
    };
  } catch (error) {
    if (isNotFound(error)) throw await missing(client, target, error);
    throw wrapped('The Lambda API', error);
  }
}
