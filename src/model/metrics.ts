import { type StartKind, startKinds } from './start-kind.ts';

export type MetricUnit = 'count' | 'ratio' | 'ms';

/** Quantities that have a figure for each request. */
export const subjects = {
  init: 'init (or restore) that the request waited for',
  duration: 'Duration of REPORT',
  billed: 'Billed Duration of REPORT',
  round_trip: 'written to the socket → answer complete',
  overhead: 'round trip − duration − init waited for: network, placement, download',
} as const;
export type Subject = keyof typeof subjects;

export const statistics = {
  min: 'least',
  p50: 'median',
  p90: '90th percentile',
  p95: '95th percentile',
  p99: '99th percentile',
  max: 'greatest',
  mean: 'mean',
} as const;
export type Statistic = keyof typeof statistics;

const plain = {
  'cold.count': ['count', 'requests that waited for an init'],
  'cold.ratio': [
    'ratio',
    'requests that waited for an init or a restore ÷ requests whose start kind is known',
  ],
  'restored.count': ['count', 'requests that waited for a snapshot to be restored'],
  'preinitialized.count': ['count', 'requests served first by an environment that was initialized ahead'],
  'warm.count': ['count', 'requests served by an environment that had served before'],
  'unknown.count': [
    'count',
    'requests whose start kind is not known, those that reached no environment included',
  ],
  'throttled.count': ['count', 'requests answered with 429'],
  'error.count': ['count', 'requests that are neither ok nor throttled'],
  coverage: ['ratio', 'requests with a REPORT ÷ requests that should have one'],
  achieved_concurrency: [
    'count',
    'most requests that surely held an environment at one moment; the least of the rounds',
  ],
  dispatch_skew: ['ms', 'first to last request written; the greatest of the rounds'],
  in_flight: ['count', 'most requests written and not done at one moment; the least of the rounds'],
  environments: ['count', 'distinct environments seen; the least of the rounds'],
} as const satisfies Record<string, readonly [MetricUnit, string]>;
export type PlainMetricName = keyof typeof plain;

/** One figure of a run that can be asserted. Every figure leaves warm-up rounds out. */
export type Metric = {
  readonly name: string;
  readonly unit: MetricUnit;
  /** One line, for help and docs. */
  readonly meaning: string;
} & (
  | { readonly kind: 'plain'; readonly name: PlainMetricName }
  | {
      readonly kind: 'figure';
      readonly subject: Subject;
      readonly statistic: Statistic;
      /** Null: rows of every start kind. */
      readonly startKind: StartKind | null;
    }
);

const keysOf = <K extends string>(table: Readonly<Record<K, unknown>>): readonly K[] =>
  Object.keys(table) as K[];

const plainMetrics = keysOf(plain).map((name): Metric => {
  const [unit, meaning] = plain[name];
  return { kind: 'plain', name, unit, meaning };
});

const subjectMeaning = (subject: Subject, startKind: StartKind | null): string => {
  if (subject !== 'init' || startKind === null) return subjects[subject];
  if (startKind === 'preinitialized') return 'Init Duration that ran ahead, waited for by nobody';
  return startKind === 'unknown' ? 'Init Duration that could not be placed' : subjects.init;
};

const figureMetrics = [null, ...startKinds].flatMap((startKind) =>
  keysOf(subjects)
    // A warm row never has an init: the metric could not be decided by any run.
    .filter((subject) => !(startKind === 'warm' && subject === 'init'))
    .flatMap((subject) =>
      keysOf(statistics).map((statistic): Metric => {
        const ofKind = startKind === null ? '' : `, ${startKind} rows`;
        return {
          kind: 'figure',
          name: `${startKind === null ? '' : `${startKind}.`}${subject}.${statistic}`,
          unit: 'ms',
          meaning: `${statistics[statistic]}${ofKind}: ${subjectMeaning(subject, startKind)}`,
          subject,
          statistic,
          startKind,
        };
      }),
    ),
);

/** Every metric by its name: the one table behind assertions, their help and the docs. */
export const metrics: ReadonlyMap<string, Metric> = new Map(
  [...plainMetrics, ...figureMetrics].map((metric) => [metric.name, metric]),
);
