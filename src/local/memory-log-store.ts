import type { Clock } from '../model/ports.ts';
import type { LogStore, StoredEvent } from './log-store.ts';

export interface LogStoreOptions {
  readonly clock: Clock;
  /** From an event's time to the moment at which the APIs show it; CloudWatch Logs takes seconds. */
  readonly ingestionDelayMs: (logGroup: string) => number;
}

/** Oldest events go when the store holds this many: a service that runs for days keeps its memory. A round of 5,000
 * requests writes 20,000. */
const maximumEvents = 400_000;

/** An event before anybody asks for it. */
interface Kept {
  readonly arrival: number;
  readonly timestamp: number;
  readonly message: string;
  readonly ingestionTime: number;
}

interface Stream {
  readonly logStreamName: string;
  readonly creationTime: number;
  events: Kept[];
}

interface Group {
  readonly logGroupName: string;
  readonly creationTime: number;
  readonly streams: Map<string, Stream>;
}

/** CloudWatch event ids are 56 decimal digits that sort by time; here they sort by arrival.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilteredLogEvent.html */
const eventIdDigits = 56;

const stored = ({ arrival, ...event }: Kept): StoredEvent => ({
  ...event,
  eventId: String(arrival).padStart(eventIdDigits, '0'),
});

/** Log groups and streams in memory. Times are the clock's wall time in whole milliseconds. */
export function createMemoryLogStore({ clock, ingestionDelayMs }: LogStoreOptions): LogStore {
  const groups = new Map<string, Group>();
  const listeners = new Map<string, Set<Parameters<LogStore['subscribe']>[1]>>();
  let arrived = 0;
  let forgotten = 0;
  const nowMs = (): number => Math.floor(clock.wallMs());

  const streamOf = (logGroup: string, logStream: string): Stream => {
    const there = groups.get(logGroup)?.streams.get(logStream);
    if (there !== undefined) return there;
    const creationTime = nowMs();
    const group = groups.get(logGroup) ?? { logGroupName: logGroup, creationTime, streams: new Map() };
    groups.set(logGroup, group);
    const stream: Stream = { logStreamName: logStream, creationTime, events: [] };
    group.streams.set(logStream, stream);
    return stream;
  };

  /** Streams without events stay: an environment may be about to write. */
  const forget = (before: number): void => {
    for (const { streams } of groups.values()) {
      for (const stream of streams.values()) {
        const kept = stream.events.findIndex(({ arrival }) => arrival >= before);
        stream.events = kept < 0 ? [] : stream.events.slice(kept);
      }
    }
    forgotten = before;
  };

  return {
    openStream: (logGroup, logStream) => {
      streamOf(logGroup, logStream);
    },
    append: (logGroup, logStream, message, atWallMs) => {
      const now = nowMs();
      const event: Kept = {
        arrival: arrived++,
        timestamp: atWallMs === undefined ? now : Math.floor(atWallMs),
        message,
        ingestionTime: now + ingestionDelayMs(logGroup),
      };
      streamOf(logGroup, logStream).events.push(event);
      for (const listener of listeners.get(logGroup) ?? []) listener(logStream, stored(event));
      if (arrived - forgotten > maximumEvents) forget(arrived - maximumEvents / 2);
    },
    remove: (logGroup) => groups.delete(logGroup),
    subscribe: (logGroup, listener) => {
      const there = listeners.get(logGroup) ?? new Set();
      listeners.set(logGroup, there.add(listener));
      return () => there.delete(listener);
    },
    groups: () =>
      [...groups.values()].map(({ logGroupName, creationTime }) => ({ logGroupName, creationTime })),
    streams: (logGroup) => {
      const group = groups.get(logGroup);
      if (group === undefined) return null;
      const now = nowMs();
      return [...group.streams.values()].map((stream) => ({
        ...stream,
        events: stream.events.filter(({ ingestionTime }) => ingestionTime <= now).map(stored),
      }));
    },
  };
}
