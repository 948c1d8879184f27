import {
  GetFunctionConfigurationCommand,
  type GetFunctionConfigurationCommandOutput,
  InvokeCommand,
  type LambdaClient,
  paginateListAliases,
  paginateListProvisionedConcurrencyConfigs,
  paginateListVersionsByFunction,
} from '@aws-sdk/client-lambda';
import type { AliasFacts, FunctionFacts, ProvisionedOn, VersionFacts } from '../../model/doctor.ts';
import type { LogSearch } from '../../model/log-search.ts';
import type { OperationName } from '../../model/operations.ts';
import type { Clock } from '../../model/ports.ts';
import type { Target, TargetFacts } from '../../model/target.ts';
import { isNotFound } from '../errors.ts';
import { isAlias, readTargetFacts } from '../target-facts.ts';
import type { Trials } from './trials.ts';

export interface Reading {
  readonly client: LambdaClient;
  readonly logs: LogSearch;
  readonly clock: Clock;
  readonly trials: Trials;
}

async function gathered<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => Item[],
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...itemsOf(page));
  return items;
}

const aliases = ({ client, trials }: Reading, FunctionName: string): Promise<AliasFacts[] | null> =>
  trials.ask('ListAliases', FunctionName, () =>
    gathered(paginateListAliases({ client }, { FunctionName }), ({ Aliases = [] }) =>
      Aliases.map(({ Name = '', FunctionVersion = '', RoutingConfig }) => ({
        name: Name,
        version: FunctionVersion,
        weights: RoutingConfig?.AdditionalVersionWeights ?? {},
      })),
    ),
  );

const versions = ({ client, trials }: Reading, FunctionName: string) =>
  trials.ask('ListVersionsByFunction', FunctionName, () =>
    gathered(paginateListVersionsByFunction({ client }, { FunctionName }), ({ Versions = [] }) =>
      Versions.map(
        ({ Version = '', CodeSha256 }): VersionFacts => ({
          version: Version,
          codeSha256: CodeSha256 ?? null,
        }),
      ),
    ),
  );

/** The qualifier at the end of a qualified ARN. */
const qualifierIn = (arn: string | undefined): string => arn?.split(':')[7] ?? 'not known';

const provisioned = ({ client, trials }: Reading, FunctionName: string) =>
  trials.ask('ListProvisionedConcurrencyConfigs', FunctionName, () =>
    gathered(
      paginateListProvisionedConcurrencyConfigs({ client }, { FunctionName }),
      ({ ProvisionedConcurrencyConfigs = [] }) =>
        ProvisionedConcurrencyConfigs.map(
          (config): ProvisionedOn => ({
            qualifier: qualifierIn(config.FunctionArn),
            requested: config.RequestedProvisionedConcurrentExecutions ?? 0,
            allocated: config.AllocatedProvisionedConcurrentExecutions ?? 0,
            available: config.AvailableProvisionedConcurrentExecutions ?? 0,
            status: config.Status ?? 'IN_PROGRESS',
            statusReason: config.StatusReason ?? null,
          }),
        ),
    ),
  );

/** Looks at one second of the log group: what REPORTs are looked up by, and so what must be allowed. */
async function logGroupState(
  { logs, clock, trials }: Reading,
  { functionName, logGroup, logFormat }: TargetFacts,
): Promise<FunctionFacts['logGroup']> {
  if (logGroup === null) return null;
  const nowMs = clock.wallMs();
  const span = { logGroup, fromMs: nowMs - 1_000, toMs: nowMs, logFormat };
  return trials.ask('FilterLogEvents', functionName, async () => {
    try {
      await logs.page(span, null, new AbortController().signal);
      return 'there' as const;
    } catch (error) {
      if (isNotFound(error)) return 'missing' as const;
      throw error;
    }
  });
}

/** Asks whether it may be invoked, without invoking it. */
const mayInvoke = ({ client, trials }: Reading, { functionName, qualifier }: Target): Promise<unknown> =>
  trials.ask('Invoke', functionName, () =>
    client.send(
      new InvokeCommand({ FunctionName: functionName, Qualifier: qualifier, InvocationType: 'DryRun' }),
    ),
  );

/** The questions that a target's facts are read by, as they call their fact; not all are asked of each qualifier. */
const factOperations = (qualifier: string): readonly (readonly [string, OperationName])[] => [
  ['function configuration', 'GetFunctionConfiguration'],
  ...(isAlias(qualifier) ? ([['alias', 'GetAlias']] as const) : []),
  ...(qualifier === '$LATEST'
    ? []
    : ([['provisioned concurrency', 'GetProvisionedConcurrencyConfig']] as const)),
  ['reserved concurrency', 'GetFunctionConcurrency'],
  ['account concurrency', 'GetAccountSettings'],
];

function recordFacts({ trials }: Reading, { functionName, qualifier, unread }: TargetFacts): void {
  for (const [fact, operation] of factOperations(qualifier)) {
    const refused = unread.find((each) => each.fact === fact);
    trials.record(
      operation,
      functionName,
      refused === undefined
        ? { result: 'allowed' }
        : { result: 'denied', says: refused.reason.replace(/^not permitted: /, '') },
    );
  }
}

/** Null where they may not be read: whoever may not use their key is shown none, which is not the same as none. */
const variablesOf = (
  configuration: GetFunctionConfigurationCommandOutput | null,
): FunctionFacts['variables'] =>
  configuration === null || configuration.Environment?.Error !== undefined
    ? null
    : (configuration.Environment?.Variables ?? {});

/**
 * Everything doctor reads of one function, its code apart.
 * @throws as {@link readTargetFacts} does
 */
export async function functionFacts(reading: Reading, target: Target): Promise<FunctionFacts> {
  const { client } = reading;
  const { functionName: FunctionName, qualifier: Qualifier } = target;
  // Says first whether there is such a function at all.
  const facts = await readTargetFacts(client, target);
  recordFacts(reading, facts);
  const [configuration, aliasList, versionList, provisionedList, logGroup] = await Promise.all([
    facts.functionArn === null
      ? null
      : client.send(new GetFunctionConfigurationCommand({ FunctionName, Qualifier })),
    aliases(reading, FunctionName),
    versions(reading, FunctionName),
    provisioned(reading, FunctionName),
    logGroupState(reading, facts),
    mayInvoke(reading, target),
  ]);
  const latest = versionList?.find(({ version }) => version === '$LATEST');
  return {
    target: facts,
    aliases: aliasList,
    versions:
      versionList
        ?.filter(({ version }) => version !== '$LATEST')
        .sort((a, b) => Number(a.version) - Number(b.version)) ?? null,
    latestCodeSha256: latest?.codeSha256 ?? null,
    provisioned: provisionedList,
    variables: variablesOf(configuration),
    snapStartApplyOn: configuration?.SnapStart?.ApplyOn ?? null,
    layers: configuration === null ? null : (configuration.Layers ?? []).length,
    logGroup,
  };
}
