import {
  type CloudWatchLogsClient,
  type FilteredLogEvent,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { FoundEvent, LogPage, LogSearch, LogSpan } from '../model/log-search.ts';
import type { Clock, Random } from '../model/ports.ts';
import { isThrottled } from './errors.ts';
import { platformPattern } from './log-patterns.ts';
import { Pace } from './pace.ts';

const foundEvent = ({ eventId, timestamp, logStreamName, message }: FilteredLogEvent): FoundEvent[] =>
  message === undefined
    ? []
    : [{ eventId: eventId ?? null, atMs: timestamp ?? null, logStream: logStreamName ?? null, message }];

/** {@link LogSearch} by FilterLogEvents. One for each client: its pace counts every call. */
export class LogEventSearch implements LogSearch {
  readonly #client: CloudWatchLogsClient;
  readonly #pace: Pace;

  constructor(client: CloudWatchLogsClient, clock: Clock, random: Random) {
    this.#client = client;
    this.#pace = new Pace(clock, random);
  }

  readonly page = async (
    { logGroup, fromMs, toMs, logFormat, logStreams }: LogSpan,
    nextToken: string | null,
    abortSignal: AbortSignal,
  ): Promise<LogPage> => {
    await this.#pace.turn(abortSignal);
    const command = new FilterLogEventsCommand({
      ...(logGroup.startsWith('arn:') ? { logGroupIdentifier: logGroup } : { logGroupName: logGroup }),
      ...(logStreams === undefined ? {} : { logStreamNames: [...logStreams] }),
      startTime: Math.max(0, fromMs),
      ...(toMs === null ? {} : { endTime: toMs }),
      filterPattern: platformPattern(logFormat),
      ...(nextToken === null ? {} : { nextToken }),
    });
    try {
      const page = await this.#client.send(command, { abortSignal });
      this.#pace.faster();
      return { events: (page.events ?? []).flatMap(foundEvent), nextToken: page.nextToken ?? null };
    } catch (error) {
      if (isThrottled(error)) this.#pace.slower();
      throw error;
    }
  };
}
