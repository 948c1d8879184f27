import {
  type CloudWatchLogsClient,
  type LiveTailSessionLogEvent,
  StartLiveTailCommand,
  type StartLiveTailResponseStream,
} from '@aws-sdk/client-cloudwatch-logs';
import type { FoundEvent, LiveTail, LiveUpdate } from '../model/log-search.ts';
import { platformPattern } from './log-patterns.ts';

const foundEvent = ({ message, timestamp, logStreamName }: LiveTailSessionLogEvent): FoundEvent[] =>
  message === undefined
    ? []
    : [{ eventId: null, atMs: timestamp ?? null, logStream: logStreamName ?? null, message }];

async function* updatesOf(parts: AsyncIterable<StartLiveTailResponseStream>): AsyncGenerator<LiveUpdate> {
  for await (const { sessionUpdate } of parts) {
    if (sessionUpdate === undefined) continue;
    const { sessionMetadata, sessionResults = [] } = sessionUpdate;
    yield { events: sessionResults.flatMap(foundEvent), sampled: sessionMetadata?.sampled === true };
  }
}

/** {@link LiveTail} by StartLiveTail. Leaving the updates does not close its connection, only the signal does. */
export const liveTail = (client: CloudWatchLogsClient): LiveTail => ({
  open: async ({ logGroupArn, logFormat }, abortSignal) => {
    const command = new StartLiveTailCommand({
      logGroupIdentifiers: [logGroupArn],
      logEventFilterPattern: platformPattern(logFormat),
    });
    // The SDK reads the first part, the session's start, before it answers.
    const { responseStream } = await client.send(command, { abortSignal });
    return responseStream === undefined ? (async function* () {})() : updatesOf(responseStream);
  },
});
