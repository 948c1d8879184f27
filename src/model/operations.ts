/** Where an action is allowed; the words stand for an ARN that `analysis/policy.ts` writes. */
export type ResourceKind =
  | 'function'
  | 'qualified'
  | 'any-qualifier'
  | 'orchestrator'
  | 'orchestrator-qualified'
  | 'orchestrator-any-qualifier'
  | 'log-group'
  | 'orchestrator-log-group'
  | 'log-group-itself'
  | 'twins'
  | 'twin-log-groups'
  | 'role'
  | 'all';

/** What one operation of an AWS API asks of a policy. */
export interface OperationPermission {
  readonly action: `${'lambda' | 'logs' | 'iam'}:${string}`;
  readonly resources: readonly ResourceKind[];
  /** `invoke` can be tried by `DryRun`, `read` by doing it; a `write` has no dry run. */
  readonly access: 'read' | 'invoke' | 'write';
}

const lambda = (
  action: string,
  access: OperationPermission['access'],
  ...resources: readonly ResourceKind[]
): OperationPermission => ({ action: `lambda:${action}`, resources, access });
const logs = (
  action: string,
  access: OperationPermission['access'],
  ...resources: readonly ResourceKind[]
): OperationPermission => ({ action: `logs:${action}`, resources, access });

/**
 * Every operation that `src/aws` calls, by its name in the SDK. A request that carries a qualifier is authorized on
 * the qualified ARN alone, one without on the function's own.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html
 */
export const operations = {
  Invoke: lambda('InvokeFunction', 'invoke', 'qualified'),
  GetFunctionConfiguration: lambda('GetFunctionConfiguration', 'read', 'qualified'),
  GetAlias: lambda('GetAlias', 'read', 'function'),
  // Asked of the version behind an alias too.
  GetProvisionedConcurrencyConfig: lambda('GetProvisionedConcurrencyConfig', 'read', 'any-qualifier'),
  GetFunctionConcurrency: lambda('GetFunctionConcurrency', 'read', 'function'),
  GetAccountSettings: lambda('GetAccountSettings', 'read', 'all'),
  // The package is offered by a presigned address: reading it needs no permission of its own.
  GetFunction: lambda('GetFunction', 'read', 'qualified'),
  ListProvisionedConcurrencyConfigs: lambda('ListProvisionedConcurrencyConfigs', 'read', 'function'),
  ListFunctions: lambda('ListFunctions', 'read', 'all'),
  ListAliases: lambda('ListAliases', 'read', 'function'),
  ListVersionsByFunction: lambda('ListVersionsByFunction', 'read', 'function'),
  FilterLogEvents: logs('FilterLogEvents', 'read', 'log-group'),
  PutProvisionedConcurrencyConfig: lambda('PutProvisionedConcurrencyConfig', 'write', 'qualified'),
  DeleteProvisionedConcurrencyConfig: lambda('DeleteProvisionedConcurrencyConfig', 'write', 'qualified'),
  UpdateFunctionConfiguration: lambda('UpdateFunctionConfiguration', 'write', 'function'),
  CreateFunction: lambda('CreateFunction', 'write', 'twins'),
  DeleteFunction: lambda('DeleteFunction', 'write', 'twins'),
  DeleteLogGroup: logs('DeleteLogGroup', 'write', 'twin-log-groups'),
  DescribeLogGroups: logs('DescribeLogGroups', 'read', 'all'),
  StartLiveTail: logs('StartLiveTail', 'read', 'log-group-itself'),
} satisfies Record<string, OperationPermission>;

export type OperationName = keyof typeof operations;

/** What AWS asks for besides, within an operation that is called.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html CreateFunction */
export const askedWithin = {
  TagResource: lambda('TagResource', 'write', 'twins'),
  PassRole: { action: 'iam:PassRole', resources: ['role'], access: 'write' },
} satisfies Record<string, OperationPermission>;

/** Everything a policy may have to grant. */
export const grants = { ...operations, ...askedWithin };
export type GrantName = keyof typeof grants;
