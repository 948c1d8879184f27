import type { z } from 'zod';
import { ApiError } from '../control/api-error.ts';
import type { LogStore } from '../log-store.ts';
import { groupNameOf, streamsOf } from './describe-logs.ts';
import type { LogMask } from './log-mask.ts';
import { type getEventsBody, invalidLogsParameter } from './logs-body.ts';

const forwardToken = (index: number): string => `f/${String(index).padStart(20, '0')}/s`;
const backwardToken = (index: number): string => `b/${String(index).padStart(20, '0')}/s`;

/** Which events of a stream a request gets: from `start` up to and without `end`. */
function windowOf(body: z.infer<typeof getEventsBody>, count: number): { start: number; end: number } {
  const { nextToken, limit, startFromHead } = body;
  if (nextToken === undefined) {
    return startFromHead
      ? { start: 0, end: Math.min(limit, count) }
      : { start: Math.max(0, count - limit), end: count };
  }
  const match = /^([fb])\/(\d{20})\/s$/.exec(nextToken);
  if (match === null) throw invalidLogsParameter('The specified nextToken is invalid.');
  const index = Math.min(Number(match[2]), count);
  return match[1] === 'f'
    ? { start: index, end: Math.min(count, index + limit) }
    : { start: Math.max(0, index - limit), end: index };
}

/**
 * GetLogEvents: one stream, page by page in both directions. At the end the token of the request comes back.
 *
 * @throws ApiError 400
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
 */
export function getEvents(logs: LogStore, mask: LogMask, body: z.infer<typeof getEventsBody>) {
  const { startTime = 0, endTime = Number.POSITIVE_INFINITY } = body;
  const stream = streamsOf(logs, groupNameOf(body)).find(
    ({ logStreamName }) => logStreamName === body.logStreamName,
  );
  if (stream === undefined) {
    throw new ApiError(400, 'ResourceNotFoundException', 'The specified log stream does not exist.');
  }
  const events = mask.apply(
    stream.events.filter(({ timestamp }) => startTime <= timestamp && timestamp < endTime),
  );
  const { start, end } = windowOf(body, events.length);
  return {
    events: events
      .slice(start, end)
      .map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
    nextForwardToken: forwardToken(end),
    nextBackwardToken: backwardToken(start),
  };
}
