import type { z } from 'zod';
import type { Control } from '../control/state.ts';
import type { FaultEffect } from '../fault-schema.ts';
import { effectOf } from '../faults.ts';
import type { StoredEvent } from '../log-store.ts';
import type { StreamedBody } from './api-reply.ts';
import { groupNameInArn, logGroupArn, streamsOf } from './describe-logs.ts';
import { eventStreamMessage } from './event-stream.ts';
import { type EventFilter, parseFilterPattern } from './filter-pattern.ts';
import type { LogMask } from './log-mask.ts';
import { invalidLogsParameter, type liveTailBody } from './logs-body.ts';

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartLiveTail.html */
const updateEveryMs = 1_000;
const eventsOfUpdate = 500;
const longestSessionMs = 3 * 3_600_000;

type Event = StoredEvent & { readonly logGroup: string; readonly logStreamName: string };

const event = (type: string, value: unknown): Buffer =>
  eventStreamMessage(
    { ':message-type': 'event', ':event-type': type, ':content-type': 'application/x-amz-json-1.1' },
    JSON.stringify(value),
  );

const exception = (type: string, message: string): Buffer =>
  eventStreamMessage(
    {
      ':message-type': 'exception',
      ':exception-type': type,
      ':content-type': 'application/x-amz-json-1.1',
    },
    JSON.stringify({ message }),
  );

function checkStreams({
  logGroupIdentifiers,
  logStreamNames,
  logStreamNamePrefixes,
}: z.infer<typeof liveTailBody>): void {
  if (logStreamNames === undefined && logStreamNamePrefixes === undefined) return;
  if (logGroupIdentifiers.length > 1 || (logStreamNames !== undefined && logStreamNamePrefixes !== undefined))
    throw invalidLogsParameter('Log stream names or prefixes may be given for one log group, not both.');
}

/** Every `of`-th, so that `atMost` are left, spread evenly. */
const sample = <Item>(items: readonly Item[], atMost: number): readonly Item[] =>
  items.length <= atMost
    ? items
    : Array.from(
        { length: atMost },
        (_, index) => items[Math.floor((index * items.length) / atMost)] as Item,
      );

/**
 * StartLiveTail: what is written to the log groups from now on, once a second, at most 500 events each time; of more
 * a sample.
 *
 * @throws ApiError 400
 */
export function liveTail(
  { engine, clock, random, region, accountId }: Control,
  mask: LogMask,
  body: z.infer<typeof liveTailBody>,
  effects: readonly FaultEffect[],
): StreamedBody {
  const { logStreamNames, logStreamNamePrefixes, logEventFilterPattern } = body;
  const matches: EventFilter = parseFilterPattern(logEventFilterPattern);
  checkStreams(body);
  const groups = body.logGroupIdentifiers.map((arn) => {
    const name = groupNameInArn(arn);
    if (name === null)
      throw invalidLogsParameter(`${arn} is not the ARN of a log group; it must not end in :*.`);
    streamsOf(engine.logs, name);
    return name;
  });
  const wanted = (logStream: string): boolean =>
    logStreamNames?.includes(logStream) ??
    logStreamNamePrefixes?.some((prefix) => logStream.startsWith(prefix)) ??
    true;
  let pending: Event[] = [];
  const unsubscribes = groups.map((logGroup) =>
    engine.logs.subscribe(logGroup, (logStreamName, stored) => {
      if (wanted(logStreamName) && matches(stored.message))
        pending.push({ ...stored, logGroup, logStreamName });
    }),
  );
  const sampled = effectOf(effects, 'live-tail-sampled');
  const ends = effectOf(effects, 'live-tail-ends');
  const endsAfterMs = ends?.afterMs ?? longestSessionMs;

  /** Those that can be seen by now; the others stay. */
  const takeVisible = (): Event[] => {
    const nowMs = clock.wallMs();
    const visible: Event[] = [];
    const later: Event[] = [];
    for (const each of pending) {
      const [shown] = each.ingestionTime <= nowMs ? mask.apply([each]) : [];
      if (shown === undefined) later.push(each);
      else visible.push({ ...each, message: shown.message });
    }
    pending = later;
    return visible;
  };

  const update = (): Buffer => {
    const visible = takeVisible();
    const atMost = sampled?.atMost ?? eventsOfUpdate;
    return event('sessionUpdate', {
      sessionMetadata: { sampled: visible.length > atMost },
      sessionResults: sample(visible, atMost).map(
        ({ logGroup, logStreamName, message, timestamp, ingestionTime }) => ({
          logGroupIdentifier: logGroupArn({ region, accountId }, logGroup),
          logStreamName,
          message,
          timestamp,
          ingestionTime,
        }),
      ),
    });
  };

  return {
    pour: async (write, gone) => {
      try {
        const startedMs = clock.nowMs();
        write(event('initial-response', {}));
        write(
          event('sessionStart', {
            requestId: random.uuid(),
            sessionId: random.uuid(),
            logGroupIdentifiers: body.logGroupIdentifiers,
            ...(logStreamNames === undefined ? {} : { logStreamNames }),
            ...(logStreamNamePrefixes === undefined ? {} : { logStreamNamePrefixes }),
            logEventFilterPattern,
          }),
        );
        for (let due = updateEveryMs; !gone.aborted; due += updateEveryMs) {
          const waitMs = Math.min(due, endsAfterMs) - (clock.nowMs() - startedMs);
          await clock.sleep(Math.max(0, waitMs), gone);
          if (gone.aborted) return;
          if (clock.nowMs() - startedMs >= endsAfterMs) {
            const type = ends === undefined ? 'SessionTimeoutException' : 'SessionStreamingException';
            write(exception(type, ends === undefined ? 'The session timed out.' : 'A fault on order.'));
            return;
          }
          write(update());
        }
      } finally {
        for (const unsubscribe of unsubscribes) unsubscribe();
      }
    },
  };
}
