import {
  CreateFunctionCommand,
  type FunctionCode,
  type FunctionConfiguration,
  GetFunctionCommand,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import { twinTags } from '../model/account-names.ts';
import type { Twin, TwinPlan, TwinSource } from '../model/account-port.ts';
import { UnreachableError, UsageError } from '../model/errors.ts';
import type { Clock } from '../model/ports.ts';
import type { Target } from '../model/target.ts';
import { isNotFound, thrownFacts, wrapped } from './errors.ts';
import { missing } from './existing.ts';
import { settled } from './settle.ts';
import { runInDescription, takesSnapshots, twinInput } from './twin-input.ts';
import { codeOfVersion } from './version-code.ts';

/** A function in a VPC takes a minute or so, a snapshot two.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html */
const activeWithinMs = 600_000;

/** Reading what was just written may find nothing for a moment. */
const seenWithinMs = 15_000;

interface Asking {
  readonly client: LambdaClient;
  readonly clock: Clock;
}

const found = (client: LambdaClient, FunctionName: string, Qualifier?: string) =>
  client.send(new GetFunctionCommand({ FunctionName, ...(Qualifier === undefined ? {} : { Qualifier }) }));

const withoutQualifier = (arn: string): string => arn.split(':').slice(0, 7).join(':');

function refuseOthers(
  { TenancyConfig, CapacityProviderConfig, Environment }: FunctionConfiguration,
  what: string,
) {
  const why =
    TenancyConfig !== undefined
      ? 'it isolates tenants, and requests here name none'
      : CapacityProviderConfig !== undefined
        ? 'it runs on Lambda Managed Instances'
        : Environment?.Error !== undefined
          ? `its environment variables cannot be read (${Environment.Error.ErrorCode}: ${Environment.Error.Message})`
          : null;
  if (why !== null)
    throw new UsageError(
      `No twin can be made of ${what}: ${why}.`,
      'Take cold samples with --cool 15m instead: it makes no function.',
    );
}

/** The run that a function was made by. @throws UsageError, UnreachableError */
export async function madeBy(
  client: LambdaClient,
  functionArn: string,
): Promise<{ readonly runId: string | null } | 'gone'> {
  try {
    const { Tags, Configuration } = await found(client, functionArn);
    return { runId: Tags?.[twinTags.run] ?? runInDescription(Configuration?.Description) };
  } catch (error) {
    if (isNotFound(error)) return 'gone';
    throw wrapped('GetFunction', error);
  }
}

/** Reads code and configuration of a target's version.
 * @throws UsageError where no twin can be made of it, UnreachableError */
export async function twinSource(target: Target, signal: AbortSignal, asking: Asking): Promise<TwinSource> {
  const { client } = asking;
  const { functionName, qualifier } = target;
  const what = `${functionName}:${qualifier}`;
  try {
    const answer = await found(client, functionName, qualifier);
    const configuration = answer.Configuration ?? {};
    refuseOthers(configuration, what);
    const code = await codeOfVersion(answer, what, signal);
    const functionArn = withoutQualifier(configuration.FunctionArn ?? functionName);
    const version = configuration.Version ?? qualifier;
    const original: Original = {
      configuration,
      code,
      of: `${functionArn}:${version}`,
      region: target.region,
    };
    return { functionArn, version, make: (plan, until) => makeTwin(original, plan, until, asking) };
  } catch (error) {
    if (isNotFound(error)) throw await missing(client, target, error);
    throw wrapped('GetFunction', error);
  }
}

interface Original {
  readonly configuration: FunctionConfiguration;
  readonly code: FunctionCode;
  /** ARN with the version. */
  readonly of: string;
  readonly region: string;
}

async function makeTwin(
  { configuration, code, of, region }: Original,
  plan: TwinPlan,
  signal: AbortSignal,
  { client, clock }: Asking,
): Promise<Twin> {
  const { functionName } = plan;
  const input = twinInput(configuration, code, plan, of);
  try {
    await client.send(new CreateFunctionCommand(input)).catch(async (error: unknown) => {
      // The reply to our own first attempt may have been lost, and the SDK has sent it again.
      if (thrownFacts(error).name !== 'ResourceConflictException') throw error;
      const maker = await madeBy(client, functionName);
      if (maker === 'gone' || maker.runId !== plan.runId) throw error;
    });
    const qualifier = takesSnapshots(configuration) ? '1' : '$LATEST';
    const createdMs = clock.nowMs();
    const look = () =>
      found(client, functionName, qualifier).catch((error: unknown) => {
        if (!isNotFound(error) || clock.nowMs() - createdMs > seenWithinMs) throw error;
        return { Configuration: { State: 'Pending' } } as const;
      });
    const { Configuration: twin = {} }: { Configuration?: FunctionConfiguration | undefined } = await settled(
      look,
      ({ Configuration }) =>
        Configuration?.State !== 'Pending' && Configuration?.LastUpdateStatus !== 'InProgress',
      { clock, signal, timeoutMs: activeWithinMs, what: `${functionName} to be Active` },
    );
    if (twin.State !== 'Active')
      throw new UnreachableError(
        `The twin of ${of} is ${twin.State}: ${twin.StateReason ?? 'no reason given'}`,
        'Look at its role, its VPC and its image.',
      );
    if (twin.CodeSha256 !== configuration.CodeSha256)
      throw new UnreachableError(
        `The twin of ${of} has other code: SHA-256 ${twin.CodeSha256}, not ${configuration.CodeSha256}.`,
        'Run it again.',
      );
    return {
      target: { functionName, qualifier, region },
      differences: differencesOf(configuration, twin),
    };
  } catch (error) {
    throw wrapped('CreateFunction', error);
  }
}

/** A new function gets the newest patch level of its runtime; a version keeps the one it was published with, or is moved
 * later. @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-update.html */
function differencesOf(original: FunctionConfiguration, twin: FunctionConfiguration): readonly string[] {
  const [was, is] = [original, twin].map((each) => each.RuntimeVersionConfig?.RuntimeVersionArn);
  return was === undefined || is === undefined || was === is
    ? []
    : [`they run on another patch level of the runtime (${is}, not ${was})`];
}
