import type { CreateFunctionCommandInput, FunctionCode, FunctionConfiguration } from '@aws-sdk/client-lambda';
import { twinTags } from '../model/account-names.ts';
import type { TwinPlan } from '../model/account-port.ts';

/** Longest Description. @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const descriptionLength = 256;

/** Says in a twin's Description what it is: to people who meet it, and to `cleanup` where tags may not be read. */
export const twinDescription = (of: string, runId: string): string =>
  `Temporary twin of ${of}, made by lambda-fanout run ${runId}`.slice(-descriptionLength);

/** The run in such a Description; null: it is none. */
export const runInDescription = (description: string | undefined): string | null =>
  /made by lambda-fanout run ([0-9a-zA-Z-]+)$/.exec(description ?? '')?.[1] ?? null;

/** What is there, by the names that the API takes; what is not, is left out. */
const given = <Members extends object>(
  members: Members,
): { [Key in keyof Members]: NonNullable<Members[Key]> } =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value != null)) as never;

const settingsOf = (found: FunctionConfiguration) => ({
  Runtime: found.Runtime,
  Handler: found.Handler,
  Role: found.Role,
  Timeout: found.Timeout,
  MemorySize: found.MemorySize,
  PackageType: found.PackageType,
  Architectures: found.Architectures,
  EphemeralStorage: found.EphemeralStorage,
  FileSystemConfigs: found.FileSystemConfigs,
  KMSKeyArn: found.KMSKeyArn,
  DurableConfig: found.DurableConfig,
  Environment:
    found.Environment?.Variables === undefined ? undefined : { Variables: found.Environment.Variables },
  ImageConfig: found.ImageConfigResponse?.ImageConfig,
  Layers: found.Layers?.flatMap(({ Arn }) => Arn ?? []),
  SnapStart: found.SnapStart?.ApplyOn === undefined ? undefined : { ApplyOn: found.SnapStart.ApplyOn },
  TracingConfig: found.TracingConfig?.Mode === undefined ? undefined : { Mode: found.TracingConfig.Mode },
  VpcConfig:
    (found.VpcConfig?.SubnetIds ?? []).length === 0
      ? undefined
      : given({
          SubnetIds: found.VpcConfig?.SubnetIds,
          SecurityGroupIds: found.VpcConfig?.SecurityGroupIds,
          Ipv6AllowedForDualStack: found.VpcConfig?.Ipv6AllowedForDualStack,
        }),
});

/**
 * The function to create: all of a version's configuration that bears on how it starts and runs. Its own are name,
 * description, tags and log group (so that its lines are not mixed with those of its original, and can be deleted).
 * Left out is what concerns only asynchronous or event-driven invocations.
 *
 * @param of - ARN of the original with its version
 */
export function twinInput(
  found: FunctionConfiguration,
  code: FunctionCode,
  { functionName, runId, madeAt, logGroup }: TwinPlan,
  of: string,
): CreateFunctionCommandInput {
  return {
    ...(given(settingsOf(found)) as Pick<CreateFunctionCommandInput, 'Role'>),
    FunctionName: functionName,
    Description: twinDescription(of, runId),
    Code: code,
    LoggingConfig: { ...found.LoggingConfig, LogGroup: logGroup },
    Tags: {
      [twinTags.run]: runId,
      [twinTags.of]: of.replace('$LATEST', 'LATEST'),
      [twinTags.madeAt]: madeAt,
    },
    // SnapStart only works on published versions.
    Publish: takesSnapshots(found),
  };
}

export const takesSnapshots = ({ SnapStart }: FunctionConfiguration): boolean =>
  SnapStart?.ApplyOn === 'PublishedVersions';
