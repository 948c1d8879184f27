import { type CloudWatchLogsClient, paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import { type FunctionConfiguration, type LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { markerName, runOfMarker, twinPrefix } from '../model/account-names.ts';
import type { Leftover } from '../model/account-port.ts';
import { wrapped } from './errors.ts';
import { runInDescription } from './twin-input.ts';

const groupPrefix = `/aws/lambda/${twinPrefix}`;

/** `2026-11-23T10:00:00.000+0000`, as Lambda writes times, in ISO 8601. */
const isoOf = (time: string | undefined): string | null =>
  time === undefined ? null : time.replace(/\+0000$/, 'Z');

function leftoversOf(found: FunctionConfiguration): readonly Leftover[] {
  const { FunctionArn: functionArn, FunctionName: name, Description, Environment, LastModified } = found;
  if (functionArn === undefined || name === undefined) return [];
  const madeAt = isoOf(LastModified);
  const runId = runInDescription(Description);
  if (name.startsWith(twinPrefix) && runId !== null)
    return [
      {
        change: { kind: 'twin', functionArn, runId, of: '', logGroup: `/aws/lambda/${name}` },
        madeAt,
      },
    ];
  const marker = Environment?.Variables?.[markerName];
  return marker === undefined
    ? []
    : [{ change: { kind: 'marker', functionArn, runId: runOfMarker(marker) }, madeAt }];
}

/** What runs have left in the account and region: twins by name and description, `$LATEST` with a marker, log groups of
 * twins that are gone. @throws UsageError, UnreachableError */
export async function leftovers(
  client: LambdaClient,
  logs: CloudWatchLogsClient,
): Promise<readonly Leftover[]> {
  const found: Leftover[] = [];
  try {
    for await (const { Functions } of paginateListFunctions({ client }, {}))
      found.push(...(Functions ?? []).flatMap(leftoversOf));
  } catch (error) {
    throw wrapped('ListFunctions', error);
  }
  const withFunction = new Set(
    found.flatMap(({ change }) => (change.kind === 'twin' ? [change.logGroup] : [])),
  );
  try {
    const query = { logGroupNamePrefix: groupPrefix };
    for await (const { logGroups } of paginateDescribeLogGroups({ client: logs }, query))
      for (const { logGroupName, arn, creationTime } of logGroups ?? []) {
        if (logGroupName === undefined || withFunction.has(logGroupName)) continue;
        const [, partition, , region, account] = (arn ?? '').split(':');
        const functionArn = `arn:${partition}:lambda:${region}:${account}:function:${logGroupName.slice('/aws/lambda/'.length)}`;
        found.push({
          change: { kind: 'twin', functionArn, runId: '', of: '', logGroup: logGroupName },
          madeAt: creationTime === undefined ? null : new Date(creationTime).toISOString(),
        });
      }
  } catch (error) {
    throw wrapped('DescribeLogGroups', error);
  }
  return found;
}
