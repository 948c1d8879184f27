import { functionArn } from './function-ref.ts';
import type { AliasRecord, Control, FunctionRecord, VersionRecord } from './state.ts';

/** Members that the list operations leave out. */
const notListed = [
  'State',
  'StateReason',
  'StateReasonCode',
  'LastUpdateStatus',
  'LastUpdateStatusReason',
  'LastUpdateStatusReasonCode',
] as const;

/**
 * FunctionConfiguration as the API shows it.
 *
 * @param qualifier - what the caller asked for (the ARN then carries it); null: the unqualified function
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html
 */
export function configurationView(
  control: Control,
  version: VersionRecord,
  qualifier: string | null,
): Record<string, unknown> {
  const { spec } = version;
  const creating = { StateReason: 'The function is being created.', StateReasonCode: 'Creating' };
  const updating = {
    LastUpdateStatusReason: 'The function is being created.',
    LastUpdateStatusReasonCode: 'Creating',
  };
  return {
    FunctionName: spec.functionName,
    FunctionArn: functionArn(control, spec.functionName, qualifier),
    Runtime: spec.runtime,
    Role: version.role,
    Handler: spec.handler,
    CodeSize: version.codeSizeBytes,
    Description: version.description,
    Timeout: Math.ceil(spec.timeoutMs / 1_000),
    MemorySize: spec.memorySizeMb,
    LastModified: version.lastModified,
    CodeSha256: version.codeSha256,
    Version: spec.version,
    Environment: { Variables: spec.environment },
    TracingConfig: { Mode: 'PassThrough' },
    RevisionId: version.revisionId,
    State: version.state,
    ...(version.state === 'Pending' ? creating : {}),
    ...(version.lastUpdateStatus === null ? {} : { LastUpdateStatus: version.lastUpdateStatus }),
    ...(version.lastUpdateStatus === 'InProgress' ? updating : {}),
    PackageType: 'Zip',
    Architectures: [spec.architecture],
    EphemeralStorage: { Size: 512 },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: {
      LogFormat: spec.logFormat,
      ...(spec.logFormat === 'JSON'
        ? { ApplicationLogLevel: spec.applicationLogLevel, SystemLogLevel: spec.systemLogLevel }
        : {}),
      LogGroup: spec.logGroup,
    },
  };
}

export const listedView = (control: Control, version: VersionRecord, qualifier: string | null) =>
  Object.fromEntries(
    Object.entries(configurationView(control, version, qualifier)).filter(
      ([member]) => !(notListed as readonly string[]).includes(member),
    ),
  );

/** AliasConfiguration. @see https://docs.aws.amazon.com/lambda/latest/api/API_AliasConfiguration.html */
export const aliasView = (control: Control, record: FunctionRecord, alias: AliasRecord) => ({
  AliasArn: functionArn(control, record.functionName, alias.name),
  Name: alias.name,
  FunctionVersion: alias.functionVersion,
  Description: alias.description,
  ...(Object.keys(alias.weights).length === 0
    ? {}
    : { RoutingConfig: { AdditionalVersionWeights: alias.weights } }),
  RevisionId: alias.revisionId,
});
