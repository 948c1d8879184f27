import { modelledMark } from '../../model/modelled.ts';
import { modelInWords } from '../modelled/function-model.ts';
import { presets } from '../modelled/presets.ts';
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

/** Whoever reads the configuration of a modelled function must see that it is. */
const descriptionOf = ({ spec, description }: VersionRecord): string =>
  spec.model === null ? description : modelledMark(modelInWords(spec.model), description);

/** An image has no runtime of its own to show. */
const packageOf = ({ spec }: VersionRecord) =>
  spec.model !== null && presets[spec.model.preset].packaging === 'image'
    ? { PackageType: 'Image' }
    : { PackageType: 'Zip', Runtime: spec.runtime, Handler: spec.handler };

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
    ...packageOf(version),
    Role: version.role,
    CodeSize: version.codeSizeBytes,
    Description: descriptionOf(version),
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
