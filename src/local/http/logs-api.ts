import { ApiError } from '../control/api-error.ts';
import type { Control } from '../control/state.ts';
import type { FaultEffect } from '../fault-schema.ts';
import { effectOf } from '../faults.ts';
import type { ApiReply, StreamedBody } from './api-reply.ts';
import { deleteGroup, describeGroups, describeStreams } from './describe-logs.ts';
import { filterEvents } from './filter-events.ts';
import { getEvents } from './get-events.ts';
import { liveTail } from './live-tail.ts';
import type { LogMask } from './log-mask.ts';
import {
  deleteGroupBody,
  describeGroupsBody,
  describeStreamsBody,
  filterEventsBody,
  getEventsBody,
  liveTailBody,
  parseLogsBody,
} from './logs-body.ts';

/** `X-Amz-Target` of a CloudWatch Logs request. */
export const logsTargetPrefix = 'Logs_20140328.';

type Operation = (
  control: Control,
  mask: LogMask,
  body: Uint8Array,
  effects: readonly FaultEffect[],
) => unknown;

const operations: Readonly<Record<string, Operation>> = {
  DescribeLogGroups: ({ engine, region, accountId }, _mask, body) =>
    describeGroups(engine.logs, { region, accountId }, parseLogsBody(describeGroupsBody, body)),
  DescribeLogStreams: ({ engine, region, accountId }, _mask, body) =>
    describeStreams(engine.logs, { region, accountId }, parseLogsBody(describeStreamsBody, body)),
  DeleteLogGroup: ({ engine }, _mask, body) => deleteGroup(engine.logs, parseLogsBody(deleteGroupBody, body)),
  FilterLogEvents: ({ engine }, mask, body, effects) =>
    filterEvents(
      engine.logs,
      mask,
      parseLogsBody(filterEventsBody, body),
      effectOf(effects, 'empty-pages')?.count ?? 0,
    ),
  GetLogEvents: ({ engine }, mask, body) => getEvents(engine.logs, mask, parseLogsBody(getEventsBody, body)),
};

/** Operations whose answer goes on as long as the client stays. */
const streamed: Readonly<Record<string, (...of: Parameters<Operation>) => StreamedBody>> = {
  StartLiveTail: (control, mask, body, effects) =>
    liveTail(control, mask, parseLogsBody(liveTailBody, body), effects),
};

/** Runs one operation of the CloudWatch Logs API. @throws ApiError */
export function runLogs(
  control: Control,
  mask: LogMask,
  operation: string,
  body: Uint8Array,
  effects: readonly FaultEffect[],
): ApiReply {
  const start = Object.hasOwn(streamed, operation) ? streamed[operation] : undefined;
  if (start !== undefined) {
    return {
      statusCode: 200,
      headers: { 'content-type': 'application/vnd.amazon.eventstream' },
      body: start(control, mask, body, effects),
    };
  }
  const run = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
  if (run === undefined) {
    throw new ApiError(
      400,
      'UnknownOperationException',
      `${operation} is not part of this service; it has ${[...Object.keys(operations), ...Object.keys(streamed)].join(', ')}.`,
    );
  }
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify(run(control, mask, body, effects)),
  };
}
