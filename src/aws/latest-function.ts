import {
  GetFunctionConfigurationCommand,
  type GetFunctionConfigurationCommandOutput,
  type LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { markerName } from '../model/account-names.ts';
import type { LatestState } from '../model/account-port.ts';
import { type FanoutError, UnreachableError, UsageError } from '../model/errors.ts';
import type { Clock } from '../model/ports.ts';
import { isNotFound, thrownFacts, wrapped } from './errors.ts';
import { settled } from './settle.ts';

/** An update of a function in a VPC, or of an image, takes up to a minute.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html */
const updateWithinMs = 300_000;

interface Asking {
  readonly client: LambdaClient;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const read = (client: LambdaClient, functionArn: string) =>
  client.send(new GetFunctionConfigurationCommand({ FunctionName: functionArn }));

const markerOf = ({ Environment }: GetFunctionConfigurationCommandOutput): string | null =>
  Environment?.Variables?.[markerName] ?? null;

const stateOf = (found: GetFunctionConfigurationCommandOutput): LatestState => ({
  revisionId: found.RevisionId ?? '',
  marker: markerOf(found),
});

const changed = (functionArn: string, cause: unknown): FanoutError =>
  new UnreachableError(
    `${functionArn} was changed by somebody else meanwhile; nothing of that is overwritten.`,
    'Run it again when nobody deploys.',
    cause,
  );

/** `$LATEST` once no update of it runs; null: there is no such function.
 * @throws UsageError, UnreachableError */
export async function latestState(functionArn: string, { client, clock, signal }: Asking) {
  try {
    const found = await settled(
      () => read(client, functionArn),
      ({ State, LastUpdateStatus }) => State !== 'Pending' && LastUpdateStatus !== 'InProgress',
      { clock, signal, timeoutMs: updateWithinMs, what: `the update of ${functionArn} to end` },
    );
    return stateOf(found);
  } catch (error) {
    if (isNotFound(error)) return null;
    throw wrapped('GetFunctionConfiguration', error);
  }
}

/** All variables with the marker among them; the API replaces the whole of them, so they must be known.
 * @throws UsageError where they cannot be read */
function variablesWith(
  value: string | null,
  functionArn: string,
  { Environment }: GetFunctionConfigurationCommandOutput,
): Record<string, string> {
  if (Environment?.Error !== undefined)
    throw new UsageError(
      `The environment variables of ${functionArn} cannot be read (${Environment.Error.ErrorCode}: ${Environment.Error.Message}), and changing one of them would lose the others.`,
      'Allow kms:Decrypt on their key, or take cold samples with --cool 15m.',
    );
  const { [markerName]: _, ...others } = Environment?.Variables ?? {};
  return value === null ? others : { ...others, [markerName]: value };
}

/** Refusals that our own first attempt may have caused: its reply was lost, and it was sent again. */
const maybeOurOwn = new Set(['PreconditionFailedException', 'ResourceConflictException']);

/**
 * Sets the marker variable, or takes it away, and waits until the update is Successful and can be read back.
 *
 * @throws UnreachableError where the function has another revision than `revisionId`; it is as it was then
 */
export async function markLatest(
  functionArn: string,
  value: string | null,
  revisionId: string,
  { client, clock, signal }: Asking,
): Promise<LatestState> {
  try {
    const before = await read(client, functionArn);
    if (before.RevisionId !== revisionId) throw changed(functionArn, null);
    const Variables = variablesWith(value, functionArn, before);
    const update = new UpdateFunctionConfigurationCommand({
      FunctionName: functionArn,
      Environment: { Variables },
      RevisionId: revisionId,
    });
    await client.send(update).catch(async (error: unknown) => {
      if (!maybeOurOwn.has(thrownFacts(error).name)) throw error;
      if (markerOf(await read(client, functionArn)) !== value) throw changed(functionArn, error);
    });
    const after = await settled(
      () => read(client, functionArn),
      (found) => found.LastUpdateStatus !== 'InProgress' && found.RevisionId !== revisionId,
      { clock, signal, timeoutMs: updateWithinMs, what: `the update of ${functionArn} to end` },
    );
    if (after.LastUpdateStatus === 'Failed')
      throw new UnreachableError(
        `The update of ${functionArn} failed: ${after.LastUpdateStatusReason ?? 'no reason given'}`,
        'Look at the function in the AWS console.',
      );
    if (markerOf(after) !== value) throw changed(functionArn, null);
    return stateOf(after);
  } catch (error) {
    throw wrapped('UpdateFunctionConfiguration', error);
  }
}
