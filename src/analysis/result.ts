import type { Row, Rows } from '../model/invocation.ts';
import type { Resolution } from '../model/resolution.ts';
import type { HeaderLine } from '../model/run-file.ts';
import type { StartKind } from '../model/start-kind.ts';
import type { DeploymentSummary } from './deployment.ts';
import type { LogSource, VersionSummary } from './logs/result.ts';
import type { OrchestrationSummary } from './orchestration.ts';
import type { QuantileName } from './quantile.ts';
import type { StartFacts } from './start-clocks.ts';
import type { SettledRests } from './start-kind.ts';

/** Two values between which a figure lies with a confidence of 95 %. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** 95 % intervals of quantiles; null where the sample does not carry one. */
export type QuantileIntervals = Readonly<Record<QuantileName, Interval | null>>;

/** Figures of one sample. A quantile that the sample cannot carry is null (docs/statistics.md), and so is
 * everything of an empty one. */
export interface Figures {
  readonly n: number;
  readonly min: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  /** Of what the sample was drawn from: of the moment of one round, or of all rounds like those (docs/statistics.md). */
  readonly intervals: QuantileIntervals;
}

/** What the table shows of one start kind. `initMs` of preinitialized rows are inits nobody waited for. */
export interface KindSummary {
  readonly startKind: StartKind | 'all';
  readonly count: number;
  /** Of all measured rows, 0 to 1. */
  readonly share: number;
  readonly initMs: Figures;
  readonly durationMs: Figures;
  readonly billedMs: Figures;
  readonly roundTripMs: Figures;
  readonly overheadMs: Figures;
}

/** What one round proves about "at the same moment". */
export interface RoundSummary {
  readonly round: number;
  readonly warmUp: boolean;
  readonly asked: number;
  readonly written: number;
  /** Requests that reached an environment, as far as known. */
  readonly reached: number;
  /** First to last written; null with fewer than one written. */
  readonly dispatchSkewMs: number | null;
  /** Most requests written and not done at one moment; null: nobody stamped them, only the log tells of them. */
  readonly inFlight: number | null;
  /** Most requests that surely held an environment at one moment. */
  readonly achievedConcurrency: number;
  /** Distinct environments seen; null where no row names its environment. */
  readonly environments: number | null;
  /** Rows that name their environment. */
  readonly environmentsKnownOf: number;
  /** cold + restored. */
  readonly waitedForInit: number;
  readonly counts: Readonly<Record<StartKind, number>>;
  readonly expected: Expectation;
}

/** The predicted count of requests that wait for an init, from the target's facts by the placement rule. */
export interface Expectation {
  /** Null: the facts do not allow a prediction; `because` says why. */
  readonly waitedForInit: { readonly min: number; readonly max: number } | null;
  readonly throttled: { readonly min: number; readonly max: number } | null;
  /** The sentence behind the figure. */
  readonly because: string;
  readonly verdict: 'as-expected' | 'differs' | 'not-predictable';
  /** Where it differs: likely reasons, likeliest first, in words. */
  readonly likely: readonly string[];
}

/** How exact the run's time stamps are. */
export interface ResolutionSummary extends Resolution {
  /** The greatest of the measured rows; null: no reply came. */
  readonly stampUncertaintyMaxMs: number | null;
  /** A row that is less certain than this is marked. */
  readonly boundMs: number;
  /** Measured rows beyond it. */
  readonly beyondBound: number;
}

/** Download and start of an environment, which no log line tells: cold overhead − overhead without a start. */
export interface HiddenStart {
  readonly hiddenMs: number;
  /** Medians, and the rows behind them. */
  readonly coldOverheadMs: number;
  readonly coldRows: number;
  readonly otherOverheadMs: number;
  readonly otherRows: number;
}

/** Something the reader must know to read the figures rightly. */
export interface Warning {
  readonly code: string;
  readonly message: string;
}

/** How replies and CloudWatch Logs cover the measured rows, where the logs were asked for all of them. */
export interface Reconciled {
  readonly inTail: number;
  readonly inLogs: number;
  readonly inBoth: number;
  /** Of those in both, the ones that do not say the same. */
  readonly differing: number;
}

/** REPORTs found ÷ REPORTs that should exist, by source. */
export interface Coverage {
  /** Requests that reached an environment, as far as known: outcome ok, function-error, timeout or lost. */
  readonly due: number;
  readonly fromTail: number;
  readonly fromLogs: number;
  readonly missing: number;
  /** 0 to 1; null where none is due. */
  readonly ratio: number | null;
  /** Null: the logs were asked at most for what the replies did not bring. */
  readonly reconciled: Reconciled | null;
}

export interface Verdict {
  /** As the user wrote it. */
  readonly assertion: string;
  readonly verdict: 'passed' | 'breached' | 'undecided';
  readonly metric: string;
  readonly operator: string;
  /** In the metric's own unit (a ratio is 0 to 1). */
  readonly expected: number;
  readonly actual: number | null;
  readonly unit: 'count' | 'ratio' | 'ms';
  /** One sentence with expected and actual. */
  readonly message: string;
}

/** The analysis of one run: what every renderer shows. Figures leave warm-up rows out. */
export interface RunAnalysis {
  /** Null for `logs`, which has no run. */
  readonly header: HeaderLine | null;
  /** All rows by seq, warm-up rows too, as far as figures are made from them. None for `logs`, which keeps none. */
  readonly rows: Rows;
  /** The same rows with all that was saved of them, read again one by one: for outputs that show rows. */
  readonly wholeRows: Rows<Row>;
  readonly summary: {
    /** The verdict in one sentence. */
    readonly headline: string;
    readonly rows: number;
    readonly outcomes: Readonly<Record<string, number>>;
    readonly throttleReasons: Readonly<Record<string, number>>;
    readonly waitedForInit: number;
    /** Rows whose start kind is not unknown. */
    readonly classified: number;
    /** (cold + restored) ÷ classified; null where nothing is classified. */
    readonly coldRatio: number | null;
    /** 95 % interval; only over six rounds or more, or over log traffic. */
    readonly coldRatioInterval: (Interval & { readonly method: string }) | null;
    readonly evidence: Readonly<Record<string, number>>;
    /** All five, in the order of the vocabulary; a kind that no row has counts 0. */
    readonly kinds: readonly KindSummary[];
    /** All measured rows together, `startKind` `all`; its `initMs` are inits paid in path. Null: no row was measured. */
    readonly all: KindSummary | null;
    readonly rounds: readonly RoundSummary[];
    readonly coverage: Coverage;
    readonly billing: { readonly checked: number; readonly otherForms: Readonly<Record<string, number>> };
    /** Null: the run does not say (nothing was released, an older file), or there is no run. */
    readonly resolution: ResolutionSummary | null;
    /** By the versions that log streams name; not there: a run, or a log that names no stream. */
    readonly versions?: readonly VersionSummary[];
    /** Null where cold rows, or rows without a start, are too few for a median. */
    readonly hiddenStart: HiddenStart | null;
    /** Not there: no deployment was watched. */
    readonly deployment?: DeploymentSummary;
    readonly interrupted: boolean;
    /** The run file has no end line: the run was killed. */
    readonly killed: boolean;
  };
  readonly warnings: readonly Warning[];
  readonly verdicts: readonly Verdict[];
  /** The log group it was read from; not there: a run, or files. */
  readonly source?: LogSource;
  /** Who sent the requests; null, or not there: the process that measured. */
  readonly orchestration?: OrchestrationSummary | null;
  /** What the start kinds were decided from, for `explain`; not there for `logs`. */
  readonly placing?: {
    /** Null: the run has no such request. */
    readonly of: (seq: number) => { readonly row: Row; readonly facts: StartFacts } | null;
    readonly rests: SettledRests;
  };
}
