/** One event as CloudWatch Logs keeps it. Times are milliseconds since the epoch. */
export interface StoredEvent {
  /** Unique; sorts by arrival. */
  readonly eventId: string;
  readonly timestamp: number;
  readonly message: string;
  /** From when on the APIs show it. */
  readonly ingestionTime: number;
}

export interface StoredStream {
  readonly logStreamName: string;
  readonly creationTime: number;
  readonly events: readonly StoredEvent[];
}

/** Log groups and streams of the embedded service: written by the engine, read by the Logs API. */
export interface LogStore {
  /** Makes group and stream where they are not there; idempotent. */
  readonly openStream: (logGroup: string, logStream: string) => void;
  /** @param atWallMs - when it was, where that is not now; milliseconds since the epoch */
  readonly append: (logGroup: string, logStream: string, message: string, atWallMs?: number) => void;
  /** Forgets a group with all its streams. @returns false: there was none */
  readonly remove: (logGroup: string) => boolean;
  /** Hands on what is written to a log group from now on, before it can be read.
   * @returns ends that */
  readonly subscribe: (
    logGroup: string,
    listener: (logStream: string, event: StoredEvent) => void,
  ) => () => void;
  readonly groups: () => readonly { readonly logGroupName: string; readonly creationTime: number }[];
  /** Null: there is no such group. Events that are not ingested yet are left out. */
  readonly streams: (logGroup: string) => readonly StoredStream[] | null;
}
