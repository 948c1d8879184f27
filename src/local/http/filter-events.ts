import type { z } from 'zod';
import type { LogStore, StoredEvent } from '../log-store.ts';
import { groupNameOf, streamsOf } from './describe-logs.ts';
import { parseFilterPattern } from './filter-pattern.ts';
import type { LogMask } from './log-mask.ts';
import { type filterEventsBody, invalidLogsParameter } from './logs-body.ts';

/** Most bytes of one page.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
const pageLimitBytes = 1_048_576;
/** What CloudWatch counts for an event beside its message. */
const eventOverheadBytes = 26;

/** Where the next page starts. */
interface Position {
  /** The event the page before ended with; null: none was given yet. */
  readonly after: { readonly timestamp: number; readonly eventId: string } | null;
  /** Empty pages still to be given (a fault on order). */
  readonly emptyPages: number;
}

const toToken = (position: Position): string => Buffer.from(JSON.stringify(position)).toString('base64url');

export function positionOf(nextToken: string | undefined): Position {
  if (nextToken === undefined) return { after: null, emptyPages: 0 };
  try {
    const value = JSON.parse(Buffer.from(nextToken, 'base64url').toString()) as Position;
    if (typeof value.emptyPages === 'number' && typeof value.after === 'object') return value;
  } catch {
    // Falls through to the refusal.
  }
  throw invalidLogsParameter('The specified nextToken is invalid.');
}

type Found = StoredEvent & { readonly logStreamName: string };

const byTime = (a: StoredEvent, b: StoredEvent): number =>
  a.timestamp - b.timestamp || (a.eventId < b.eventId ? -1 : a.eventId > b.eventId ? 1 : 0);

/**
 * FilterLogEvents: events of a group in order of time, streams interleaved. A page may be empty and still have a
 * nextToken.
 *
 * @param emptyPages - pages to leave empty before the first event
 * @throws ApiError 400
 */
export function filterEvents(
  logs: LogStore,
  mask: LogMask,
  body: z.infer<typeof filterEventsBody>,
  emptyPages: number,
) {
  const { logStreamNames, logStreamNamePrefix, startTime = 0, endTime = Number.POSITIVE_INFINITY } = body;
  if (logStreamNames !== undefined && logStreamNamePrefix !== undefined) {
    throw invalidLogsParameter('logStreamNames and logStreamNamePrefix are mutually exclusive parameters.');
  }
  const matches = parseFilterPattern(body.filterPattern);
  const streams = streamsOf(logs, groupNameOf(body));
  const position = positionOf(body.nextToken);
  const pending = position.emptyPages + emptyPages;
  if (pending > 0) {
    return {
      events: [],
      searchedLogStreams: [],
      nextToken: toToken({ ...position, emptyPages: pending - 1 }),
    };
  }
  const direction = body.startFromHead ? 1 : -1;
  const { after } = position;
  const found: Found[] = streams
    .filter(({ logStreamName }) => logStreamNames === undefined || logStreamNames.includes(logStreamName))
    .filter(({ logStreamName }) => logStreamName.startsWith(logStreamNamePrefix ?? ''))
    .flatMap(({ logStreamName, events }) =>
      mask
        .apply(events.filter(({ timestamp }) => startTime <= timestamp && timestamp <= endTime))
        .filter(({ message }) => matches(message))
        .map((event) => ({ ...event, logStreamName })),
    )
    .filter((event) => after === null || direction * byTime(event, after as StoredEvent) > 0)
    .sort((a, b) => direction * byTime(a, b));
  const events = firstPage(found, body.limit);
  const last = events.at(-1);
  return {
    events: events.map(({ logStreamName, timestamp, message, ingestionTime, eventId }) => ({
      logStreamName,
      timestamp,
      message,
      ingestionTime,
      eventId,
    })),
    searchedLogStreams: [],
    ...(events.length < found.length && last
      ? { nextToken: toToken({ after: { timestamp: last.timestamp, eventId: last.eventId }, emptyPages: 0 }) }
      : {}),
  };
}

function firstPage(found: readonly Found[], limit: number): readonly Found[] {
  let bytes = 0;
  const end = found.findIndex((event, index) => {
    bytes += Buffer.byteLength(event.message) + eventOverheadBytes;
    return index >= limit || (index > 0 && bytes > pageLimitBytes);
  });
  return end === -1 ? found : found.slice(0, end);
}
