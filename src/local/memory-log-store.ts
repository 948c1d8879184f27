import type { Clock } from '../model/ports.ts';
import type { LogStore, StoredEvent } from './log-store.ts';

export interface LogStoreOptions {
  readonly clock: Clock;
  /** From an event's time to the moment at which the APIs show it; CloudWatch Logs takes seconds. */
  readonly ingestionDelayMs: (logGroup: string) => number;
}

/** Oldest events of a stream go when it holds this many: a service that runs for days keeps its memory. */
const maximumEventsPerStream = 50_000;

interface Stream {
  readonly logStreamName: string;
  readonly creationTime: number;
  events: StoredEvent[];
}

interface Group {
  readonly logGroupName: string;
  readonly creationTime: number;
  readonly streams: Map<string, Stream>;
}

/** CloudWatch event ids are 56 decimal digits that sort by time; here they sort by arrival.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilteredLogEvent.html */
const eventIdDigits = 56;

/** Log groups and streams in memory. Times are the clock's wall time in whole milliseconds. */
export function createMemoryLogStore({ clock, ingestionDelayMs }: LogStoreOptions): LogStore {
  const groups = new Map<string, Group>();
  let arrived = 0;
  const nowMs = (): number => Math.floor(clock.wallMs());

  const streamOf = (logGroup: string, logStream: string): Stream => {
    const group = groups.get(logGroup) ?? {
      logGroupName: logGroup,
      creationTime: nowMs(),
      streams: new Map<string, Stream>(),
    };
    groups.set(logGroup, group);
    const stream = group.streams.get(logStream) ?? {
      logStreamName: logStream,
      creationTime: nowMs(),
      events: [],
    };
    group.streams.set(logStream, stream);
    return stream;
  };

  return {
    openStream: (logGroup, logStream) => {
      streamOf(logGroup, logStream);
    },
    append: (logGroup, logStream, message) => {
      const stream = streamOf(logGroup, logStream);
      const timestamp = nowMs();
      stream.events.push({
        eventId: String(arrived++).padStart(eventIdDigits, '0'),
        timestamp,
        message,
        ingestionTime: timestamp + ingestionDelayMs(logGroup),
      });
      if (stream.events.length > maximumEventsPerStream) {
        stream.events = stream.events.slice(-maximumEventsPerStream / 2);
      }
    },
    groups: () =>
      [...groups.values()].map(({ logGroupName, creationTime }) => ({ logGroupName, creationTime })),
    streams: (logGroup) => {
      const group = groups.get(logGroup);
      if (group === undefined) return null;
      const now = nowMs();
      return [...group.streams.values()].map((stream) => ({
        ...stream,
        events: stream.events.filter(({ ingestionTime }) => ingestionTime <= now),
      }));
    },
  };
}
