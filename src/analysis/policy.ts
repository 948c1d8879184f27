import { twinPrefix } from '../model/account-names.ts';
import { grants, type ResourceKind } from '../model/operations.ts';
import {
  type CommandWithNeeds,
  commandNeeds,
  type FeatureName,
  features,
  type Need,
  type NeedLevel,
  needLevels,
} from '../model/permissions.ts';

/** Where a policy applies. A part that is not known stands for any, as `*`, or as an expression of the language the
 * policy is written in. */
export interface PolicyPlace {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  /** The name alone. */
  readonly functionName: string;
  readonly qualifier: string;
  readonly orchestratorName: string;
  readonly orchestratorQualifier: string;
  readonly logGroup: string;
}

const functionArn = ({ partition, region, accountId }: PolicyPlace, rest: string): string =>
  `arn:${partition}:lambda:${region}:${accountId}:function:${rest}`;
const groupArn = ({ partition, region, accountId, logGroup }: PolicyPlace): string =>
  `arn:${partition}:logs:${region}:${accountId}:log-group:${logGroup}`;

/** `$LATEST` can be asked for without a qualifier too, which is authorized on the function itself. */
const qualified = (place: PolicyPlace, name: string, qualifier: string): string[] => [
  ...(qualifier === '$LATEST' ? [functionArn(place, name)] : []),
  functionArn(place, `${name}:${qualifier}`),
];

const arnsOf = {
  function: (place) => [functionArn(place, place.functionName)],
  qualified: (place) => qualified(place, place.functionName, place.qualifier),
  'any-qualifier': (place) => [functionArn(place, `${place.functionName}:*`)],
  orchestrator: (place) => [functionArn(place, place.orchestratorName)],
  'orchestrator-qualified': (place) => qualified(place, place.orchestratorName, place.orchestratorQualifier),
  'orchestrator-any-qualifier': (place) => [functionArn(place, `${place.orchestratorName}:*`)],
  'orchestrator-log-group': (place) => [
    `${groupArn({ ...place, logGroup: `/aws/lambda/${place.orchestratorName}` })}:*`,
  ],
  'log-group': (place) => [`${groupArn(place)}:*`],
  'log-group-itself': (place) => [groupArn(place)],
  twins: (place) => [functionArn(place, `${twinPrefix}*`)],
  'twin-log-groups': (place) => [groupArn({ ...place, logGroup: `/aws/lambda/${twinPrefix}*` })],
  role: ({ partition, accountId }) => [`arn:${partition}:iam::${accountId}:role/*`],
  all: () => ['*'],
} satisfies Record<ResourceKind, (place: PolicyPlace) => readonly string[]>;

/** One permission of a command, merged over the reasons for it. */
export interface PolicyRow {
  readonly action: string;
  readonly resources: readonly { readonly kind: ResourceKind; readonly arns: readonly string[] }[];
  readonly level: NeedLevel;
  readonly why: string;
  /** The option that alone makes it necessary; null: none does. */
  readonly flag: string | null;
}

const rowOf = ({ operation, level, why, feature, resources }: Need, place: PolicyPlace): PolicyRow => ({
  action: grants[operation].action,
  resources: (resources ?? grants[operation].resources).map((kind) => ({
    kind,
    arns: arnsOf[kind](place),
  })),
  level,
  why,
  flag: feature === null ? null : features[feature].flag,
});

export interface PolicyQuestion {
  readonly command: CommandWithNeeds;
  /** Features in use. */
  readonly features: readonly FeatureName[];
  /** The least urgent level that is still included. */
  readonly level: NeedLevel;
}

/** The needs of a command that a question asks for, in the order of the table. */
export function needsOf(question: PolicyQuestion): readonly Need[] {
  const levels = needLevels.slice(0, needLevels.indexOf(question.level) + 1);
  const needs: readonly Need[] = commandNeeds[question.command];
  return needs.filter(
    ({ level, feature, unless }) =>
      levels.includes(level) &&
      (feature === null || question.features.includes(feature)) &&
      (unless === undefined || !question.features.includes(unless)),
  );
}

/** Features that make a difference to a command. */
export const featuresOf = (command: CommandWithNeeds): readonly FeatureName[] => [
  ...new Set((commandNeeds[command] as readonly Need[]).flatMap(({ feature }) => feature ?? [])),
];

/** The permissions that a command needs, with the resources it needs them on. */
export const policyRows = (question: PolicyQuestion, place: PolicyPlace): readonly PolicyRow[] =>
  needsOf(question).map((need) => rowOf(need, place));

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

/** An IAM policy document.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)].sort();

/** The rows as statements: actions with the same resources share one. */
export function policyDocument(rows: readonly PolicyRow[]): PolicyDocument {
  const resourcesOf = new Map<string, string[]>();
  for (const { action, resources } of rows)
    resourcesOf.set(
      action,
      unique([...(resourcesOf.get(action) ?? []), ...resources.flatMap(({ arns }) => arns)]),
    );
  const statements = new Map<string, { readonly actions: string[]; readonly resources: readonly string[] }>();
  for (const [action, resources] of resourcesOf) {
    const key = JSON.stringify(resources);
    const statement = statements.get(key) ?? { actions: [], resources };
    statement.actions.push(action);
    statements.set(key, statement);
  }
  return {
    Version: '2012-10-17',
    Statement: [...statements.values()].map(({ actions, resources }, index) => ({
      Sid: `LambdaFanout${index + 1}`,
      Effect: 'Allow',
      Action: unique(actions),
      Resource: resources,
    })),
  };
}
