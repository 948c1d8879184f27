import { type GrantName, grants, type ResourceKind } from './operations.ts';

/** How much a command needs a permission: it fails without it (`needed`), a fact stays unknown, which its output says
 * (`wanted`), or only an error message says less (`hint`). */
export const needLevels = ['needed', 'wanted', 'hint'] as const;
export type NeedLevel = (typeof needLevels)[number];

/** One reason for which a command calls an operation. */
export interface Need {
  readonly operation: GrantName;
  readonly level: NeedLevel;
  /** What for, in one clause. */
  readonly why: string;
  /** The feature (a key of {@link features}) that alone makes the command call it; null: it always does. */
  readonly feature: FeatureName | null;
  /** The feature with which it does not call it. */
  readonly unless?: FeatureName;
  /** Instead of the operation's own. */
  readonly resources?: readonly ResourceKind[];
}

/** Options that ask for more permissions, by the name `permissions --with` takes. */
export const features = {
  logs: { flag: '--logs auto', onByDefault: true },
  orchestrator: { flag: '--orchestrator', onByDefault: false },
  marker: { flag: '--force-cold on $LATEST', onByDefault: false },
  twins: { flag: '--twins, --force-cold', onByDefault: false },
  set: { flag: 'set', onByDefault: true },
  clear: { flag: 'clear', onByDefault: true },
  find: { flag: '--find', onByDefault: true },
  live: { flag: '--logs live', onByDefault: false },
} satisfies Record<string, { readonly flag: string; readonly onByDefault: boolean }>;
export type FeatureName = keyof typeof features;

const always = (operation: GrantName, level: NeedLevel, why: string): Need => ({
  operation,
  level,
  why,
  feature: null,
});

const onlyWith = (
  feature: FeatureName,
  operation: GrantName,
  level: NeedLevel,
  why: string,
  resources?: readonly ResourceKind[],
): Need => ({ operation, level, why, feature, ...(resources === undefined ? {} : { resources }) });

/** What every command asks about its target. */
const targetFacts: readonly Need[] = [
  always('GetFunctionConfiguration', 'wanted', 'memory, timeout, runtime, log group'),
  always('GetAlias', 'wanted', 'the version behind an alias, and its weights'),
  always('GetProvisionedConcurrencyConfig', 'wanted', 'how many cold starts to expect'),
  always('GetFunctionConcurrency', 'wanted', 'reserved concurrency, for expected throttles'),
  always('GetAccountSettings', 'wanted', "the account's concurrency, for expected throttles"),
];

/** Asked only when the target is not found. */
const existing: readonly Need[] = [
  always('ListFunctions', 'hint', 'names the functions that exist where the one asked for does not'),
  always('ListAliases', 'hint', 'names the aliases that exist where the qualifier does not'),
  always('ListVersionsByFunction', 'hint', 'names the versions that exist where the qualifier does not'),
];

/** The places of an orchestrator, by those of a worker. */
const ofItsOwn: Partial<Record<ResourceKind, ResourceKind>> = {
  function: 'orchestrator',
  qualified: 'orchestrator-qualified',
  'any-qualifier': 'orchestrator-any-qualifier',
  'log-group': 'orchestrator-log-group',
};

/** The same questions about an orchestrator. */
const ofOrchestrator = (needs: readonly Need[]): readonly Need[] =>
  needs.map((need) => ({
    ...need,
    feature: 'orchestrator',
    resources: grants[need.operation].resources.map((kind) => ofItsOwn[kind] ?? kind),
  }));

const doctorQuestions: readonly Need[] = [
  always('Invoke', 'wanted', 'asked with DryRun whether it may be invoked'),
  ...targetFacts,
  always('ListAliases', 'wanted', 'aliases and their versions'),
  always('ListVersionsByFunction', 'wanted', 'whether an alias is behind the latest version'),
  always('ListProvisionedConcurrencyConfigs', 'wanted', 'provisioned concurrency on other qualifiers'),
  always('FilterLogEvents', 'wanted', 'whether the log group is there and may be read'),
];

/** What marks `$LATEST`, and takes the marker away again. */
const marker: readonly Need[] = [
  onlyWith('marker', 'GetFunctionConfiguration', 'needed', 'its revision and its variables', ['function']),
  onlyWith('marker', 'UpdateFunctionConfiguration', 'needed', 'to set the marker variable, and take it away'),
];

/** What takes twins away. */
const twinsAway: readonly Need[] = [
  onlyWith('twins', 'GetFunction', 'needed', 'whose twin it is', ['twins']),
  onlyWith('twins', 'DeleteFunction', 'needed', 'to delete twins'),
  onlyWith('twins', 'DeleteLogGroup', 'needed', 'to delete their log groups'),
];

/** What makes twins and invokes them. */
const twins: readonly Need[] = [
  onlyWith('twins', 'GetFunction', 'needed', 'code and configuration of the version', ['qualified']),
  onlyWith('twins', 'CreateFunction', 'needed', 'to make twins of it'),
  onlyWith('twins', 'TagResource', 'needed', 'tags that say whose they are'),
  onlyWith('twins', 'PassRole', 'needed', "twins run with the function's role"),
  onlyWith('twins', 'Invoke', 'needed', 'to send the invocations', ['twins']),
  ...twinsAway,
];

/** What a command that measures asks for. */
const measuring: readonly Need[] = [
  // An orchestrator invokes the worker by its own role.
  { ...always('Invoke', 'needed', 'to send the invocations'), unless: 'orchestrator' },
  ...targetFacts,
  ...ofOrchestrator([
    always('Invoke', 'needed', 'to ask the orchestrator, which invokes the worker'),
    ...targetFacts.filter(({ operation }) => operation !== 'GetAccountSettings'),
    always(
      'FilterLogEvents',
      'wanted',
      "when an orchestrator that replies nothing was started, by the log's clock",
    ),
  ]),
  onlyWith('logs', 'FilterLogEvents', 'wanted', 'REPORT lines that a reply did not bring'),
  onlyWith('live', 'StartLiveTail', 'wanted', 'REPORT lines as they are logged'),
  ...marker,
  ...twins,
  ...existing,
];

/** The needs of each command that calls AWS. `permissions`, `bench --dry-run`, the hint of a refusal, the docs and the
 * tests all read this. */
export const commandNeeds = {
  bench: measuring,
  // It sends its requests itself.
  compare: measuring.filter(({ feature }) => feature !== 'orchestrator'),
  gate: measuring.filter(({ feature }) => feature !== 'orchestrator'),
  // It forces nothing: it counts in what earlier rounds made.
  sweep: measuring.filter(({ feature }) => feature === null || feature === 'logs'),
  doctor: [
    ...doctorQuestions,
    ...ofOrchestrator(doctorQuestions.filter(({ operation }) => operation !== 'GetAccountSettings')),
    onlyWith('orchestrator', 'GetFunction', 'wanted', 'the code of the orchestrator', [
      'orchestrator-qualified',
    ]),
    always('ListFunctions', 'hint', 'names the functions that exist where the one asked for does not'),
  ],
  logs: [
    always('FilterLogEvents', 'needed', 'platform lines of the log group'),
    always(
      'GetFunctionConfiguration',
      'wanted',
      'where the function logs, and whether its log level hides REPORT',
    ),
    ...existing,
  ],
  provision: [
    ...targetFacts,
    always('GetProvisionedConcurrencyConfig', 'needed', 'its state, until it is READY'),
    always('ListProvisionedConcurrencyConfigs', 'needed', 'where else the function has some'),
    onlyWith('set', 'PutProvisionedConcurrencyConfig', 'needed', 'to ask for environments'),
    onlyWith('clear', 'DeleteProvisionedConcurrencyConfig', 'needed', 'to take them away'),
    ...existing,
  ],
  cleanup: [
    // Whatever the run was: cleanup must be able to undo it.
    ...[...marker, ...twinsAway].map((need) => ({ ...need, feature: null })),
    onlyWith('find', 'ListFunctions', 'needed', 'twins and markers, where no journal tells of them'),
    onlyWith('find', 'DescribeLogGroups', 'needed', 'log groups of twins that are gone'),
  ],
} satisfies Record<string, readonly Need[]>;
export type CommandWithNeeds = keyof typeof commandNeeds;

/** One statement of an IAM policy, on one line. */
export const grantLine = (action: string, resource: string): string =>
  JSON.stringify({ Effect: 'Allow', Action: action, Resource: resource });
