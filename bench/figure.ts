/** One line of the benchmark's table. Speed is told as a ratio to an anchor that ran in the same run, because absolute
 * times belong to the machine. */
export interface Figure {
  /** Section of the table: `dispatch`, `time stamps`, `local service`, `start-up`, `logs`, `report`, `gate calibration`. */
  readonly group: string;
  /** What was measured, in a few words. */
  readonly name: string;
  readonly unit: 'ms' | 'req/s' | 'MB/s' | 'MiB' | '%' | 'count';
  /** One value a repetition, not empty. */
  readonly values: readonly number[];
  /** What it is compared with, measured in turns with it. */
  readonly anchor: { readonly name: string; readonly values: readonly number[] } | null;
  /** What it should reach; null: told without a goal. Judged by the medians. */
  readonly goal: Goal | null;
}

export type Goal =
  | { readonly of: 'ratio'; readonly atMost: number }
  | { readonly of: 'ratio'; readonly atLeast: number }
  | { readonly of: 'value'; readonly atMost: number }
  | { readonly of: 'value'; readonly atLeast: number };

/** What a benchmark gives: its figures, or why it could not run here. */
export type BenchmarkResult =
  | { readonly kind: 'measured'; readonly figures: readonly Figure[] }
  | { readonly kind: 'not-run'; readonly group: string; readonly name: string; readonly because: string };

/** One benchmark. `short` is CI's form: it runs everything once and small, so that it can fail by an error but not by
 * time. */
export interface Benchmark {
  readonly name: string;
  readonly run: (options: { readonly short: boolean }) => Promise<readonly BenchmarkResult[]>;
}
