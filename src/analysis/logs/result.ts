import type { Figures, Interval } from '../result.ts';

/** What a log says of one version of a function. */
export interface VersionSummary {
  /** Null: its streams do not name it. */
  readonly functionName: string | null;
  /** Null: the REPORTs stand in no stream that names one. */
  readonly version: string | null;
  /** Versions beyond those that are told apart, together. */
  readonly others: boolean;
  readonly rows: number;
  /** cold + restored. */
  readonly waitedForInit: number;
  readonly classified: number;
  readonly coldRatio: number | null;
  /** Wilson's, 95 %. */
  readonly coldRatioInterval: Interval | null;
  /** Inits that were waited for. */
  readonly initMs: Figures;
  readonly durationMs: Figures;
  readonly billedMs: Figures;
}

/** What was read of a log group. */
export interface LogSource {
  /** Name or ARN. */
  readonly logGroup: string;
  readonly region: string;
  /** Null: the group was named itself. */
  readonly functionName: string | null;
  /** Only streams of this version; null: all. */
  readonly version: string | null;
  /** ISO times. `upTo` is where the reading ended; `until` where it was to end, null while it follows. */
  readonly since: string;
  readonly until: string | null;
  readonly upTo: string;
  /** All that was asked for was read. */
  readonly complete: boolean;
}
