import type { z } from 'zod';
import { ApiError } from '../control/api-error.ts';
import type { Place } from '../control/function-ref.ts';
import type { LogStore, StoredStream } from '../log-store.ts';
import {
  type deleteGroupBody,
  type describeGroupsBody,
  type describeStreamsBody,
  invalidLogsParameter,
} from './logs-body.ts';

export const logGroupArn = ({ region, accountId }: Place, logGroup: string): string =>
  `arn:aws:logs:${region}:${accountId}:log-group:${logGroup}`;

/** The name in the ARN of a log group; null: it is none. */
export const groupNameInArn = (arn: string): string | null =>
  /^arn:aws[a-z-]*:logs:[^:]*:[^:]*:log-group:([^:]+)$/.exec(arn)?.[1] ?? null;

/** The group a request names, by name or by ARN. @throws ApiError 400 */
export function groupNameOf(body: {
  readonly logGroupName?: string | undefined;
  readonly logGroupIdentifier?: string | undefined;
}): string {
  const { logGroupName, logGroupIdentifier } = body;
  if ((logGroupName === undefined) === (logGroupIdentifier === undefined)) {
    throw invalidLogsParameter('Exactly one of logGroupName and logGroupIdentifier must be given.');
  }
  const fromArn = groupNameInArn((logGroupIdentifier ?? '').replace(/:\*$/, ''));
  return logGroupName ?? fromArn ?? logGroupIdentifier ?? '';
}

/** @throws ApiError 400 `ResourceNotFoundException` */
export function streamsOf(logs: LogStore, logGroup: string): readonly StoredStream[] {
  const streams = logs.streams(logGroup);
  if (streams !== null) return streams;
  throw noSuchGroup();
}

const noSuchGroup = (): ApiError =>
  new ApiError(400, 'ResourceNotFoundException', 'The specified log group does not exist.');

/** @throws ApiError 400 `ResourceNotFoundException`
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogGroup.html */
export function deleteGroup(logs: LogStore, { logGroupName }: z.infer<typeof deleteGroupBody>) {
  if (!logs.remove(logGroupName)) throw noSuchGroup();
  return {};
}

function pageOf<Item>(all: readonly Item[], nextToken: string | undefined, limit: number) {
  const start = nextToken === undefined ? 0 : Number(nextToken);
  if (!Number.isInteger(start) || start < 0)
    throw invalidLogsParameter('The specified nextToken is invalid.');
  const end = start + limit;
  return { items: all.slice(start, end), ...(end < all.length ? { nextToken: String(end) } : {}) };
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html */
export function describeGroups(logs: LogStore, place: Place, body: z.infer<typeof describeGroupsBody>) {
  const { logGroupNamePrefix = '', logGroupNamePattern = '' } = body;
  if (logGroupNamePrefix !== '' && logGroupNamePattern !== '') {
    throw invalidLogsParameter(
      'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
    );
  }
  const wanted = logs
    .groups()
    .filter(({ logGroupName: name }) => name.startsWith(logGroupNamePrefix))
    .filter(({ logGroupName: name }) => name.toLowerCase().includes(logGroupNamePattern.toLowerCase()))
    .sort((a, b) => (a.logGroupName < b.logGroupName ? -1 : 1));
  const { items, ...rest } = pageOf(wanted, body.nextToken, body.limit);
  const logGroups = items.map(({ logGroupName, creationTime }) => ({
    logGroupName,
    creationTime,
    metricFilterCount: 0,
    arn: `${logGroupArn(place, logGroupName)}:*`,
    logGroupArn: logGroupArn(place, logGroupName),
    logGroupClass: 'STANDARD',
    storedBytes: 0,
  }));
  return { logGroups, ...rest };
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html */
export function describeStreams(logs: LogStore, place: Place, body: z.infer<typeof describeStreamsBody>) {
  const { orderBy, descending, logStreamNamePrefix = '' } = body;
  if (orderBy === 'LastEventTime' && logStreamNamePrefix !== '') {
    throw invalidLogsParameter('Cannot order by LastEventTime with a logStreamNamePrefix.');
  }
  const group = groupNameOf(body);
  const views = streamsOf(logs, group)
    .filter(({ logStreamName }) => logStreamName.startsWith(logStreamNamePrefix))
    .map(({ logStreamName, creationTime, events }) => {
      const first = events[0];
      const last = events.at(-1);
      return {
        logStreamName,
        creationTime,
        ...(first && last
          ? {
              firstEventTimestamp: first.timestamp,
              lastEventTimestamp: last.timestamp,
              lastIngestionTime: last.ingestionTime,
            }
          : {}),
        arn: `${logGroupArn(place, group)}:log-stream:${logStreamName}`,
        storedBytes: 0,
      };
    });
  const key = (view: (typeof views)[number]): string | number =>
    orderBy === 'LastEventTime' ? (view.lastEventTimestamp ?? 0) : view.logStreamName;
  const byName = (a: { logStreamName: string }, b: { logStreamName: string }): number =>
    a.logStreamName < b.logStreamName ? -1 : 1;
  const ascending = views.sort((a, b) => (key(a) === key(b) ? byName(a, b) : key(a) < key(b) ? -1 : 1));
  const { items, ...rest } = pageOf(descending ? ascending.reverse() : ascending, body.nextToken, body.limit);
  return { logStreams: items, ...rest };
}
