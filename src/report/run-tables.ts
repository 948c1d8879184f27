import type { Figures, KindSummary, RoundSummary, RunAnalysis } from '../analysis/result.ts';
import { startKinds } from '../model/start-kind.ts';
import {
  type Cell,
  column,
  count,
  leftColumn,
  ms,
  range,
  ratio,
  text,
  toneOf,
  type ViewTable,
} from './view.ts';

type Statistic = Exclude<keyof Figures, 'n' | 'intervals'>;
type Metric = 'initMs' | 'durationMs' | 'billedMs' | 'roundTripMs' | 'overheadMs';

interface FigureColumn {
  readonly group: string;
  readonly metric: Metric;
  readonly statistic: Statistic;
  readonly priority: number;
}

/** In reading order; the priority says which survive on a narrow page. */
const figureColumns: readonly FigureColumn[] = [
  { group: 'init', metric: 'initMs', statistic: 'p50', priority: 3 },
  { group: 'init', metric: 'initMs', statistic: 'max', priority: 0 },
  { group: 'duration', metric: 'durationMs', statistic: 'p50', priority: 4 },
  { group: 'duration', metric: 'durationMs', statistic: 'max', priority: 2 },
  { group: 'round trip', metric: 'roundTripMs', statistic: 'p50', priority: 1 },
  { group: 'round trip', metric: 'roundTripMs', statistic: 'p95', priority: 5 },
  { group: 'round trip', metric: 'roundTripMs', statistic: 'p99', priority: 6 },
  { group: 'round trip', metric: 'roundTripMs', statistic: 'max', priority: 0 },
];

/** A log knows no round trips, and is long enough for rare durations. */
const logFigureColumns: readonly FigureColumn[] = [
  { group: 'init', metric: 'initMs', statistic: 'p50', priority: 0 },
  { group: 'init', metric: 'initMs', statistic: 'p95', priority: 3 },
  { group: 'init', metric: 'initMs', statistic: 'max', priority: 1 },
  { group: 'duration', metric: 'durationMs', statistic: 'p50', priority: 0 },
  { group: 'duration', metric: 'durationMs', statistic: 'p95', priority: 2 },
  { group: 'duration', metric: 'durationMs', statistic: 'p99', priority: 1 },
  { group: 'duration', metric: 'durationMs', statistic: 'max', priority: 1 },
];

const shownKinds = (kinds: readonly KindSummary[]): readonly KindSummary[] =>
  startKinds.flatMap((startKind) => kinds.filter((kind) => kind.startKind === startKind && kind.count > 0));

const metrics: readonly (readonly [Metric, string])[] = [
  ['initMs', 'init'],
  ['durationMs', 'duration'],
  ['billedMs', 'billed'],
  ['roundTripMs', 'round trip'],
  ['overheadMs', 'overhead'],
];

/** Only what this table gives occasion for. */
const notesOf = (
  kinds: readonly KindSummary[],
  lines: readonly KindSummary[],
  carried: readonly FigureColumn[],
): string => {
  const earlier = kinds.some((kind) => kind.startKind === 'preinitialized' && kind.initMs.n > 0);
  const missing = lines.some((line) =>
    carried.some(({ metric, statistic }) => line[metric][statistic] === null),
  );
  return [
    ...(earlier ? ['The init of preinitialized environments ran before: nobody waited for it.'] : []),
    ...(missing ? ['– not measured, or too few for this figure.'] : []),
  ].join(' ');
};

/** The table by start kind: how many, and how long they took. What no sample here carries
 * has no column. */
export const kindsTable = ({ header, summary, orchestration }: RunAnalysis): ViewTable | null => {
  const kinds = shownKinds(summary.kinds);
  if (kinds.length === 0) return null;
  const lines = [...kinds, ...(summary.all !== null && kinds.length > 1 ? [summary.all] : [])];
  const carries = (metric: Metric, statistic: Statistic): boolean =>
    lines.some((line) => line[metric][statistic] !== null);
  const carried = (header === null ? logFigureColumns : figureColumns).filter(
    ({ metric, statistic }) => carries(metric, statistic) || (statistic === 'p50' && carries(metric, 'max')),
  );
  const kindCell = (line: KindSummary): Cell => text(line.startKind, toneOf[line.startKind]);
  return {
    id: 'kinds',
    title: '',
    name: 'How many of each start kind, and how long they took',
    columns: [
      leftColumn('start kind'),
      column('count'),
      column('share', 1),
      ...carried.map(({ group, statistic, priority }) => column(statistic, priority, group)),
    ],
    rows: lines.map((line) => [
      kindCell(line),
      count(line.count),
      ratio(line.share),
      ...carried.map(({ metric, statistic }) => ms(line[metric][statistic])),
    ]),
    note: [
      ...(orchestration?.contract == null
        ? []
        : ['Round trips are those that the orchestrator saw, inside the region.']),
      notesOf(kinds, lines, carried),
    ]
      .filter((note) => note !== '')
      .join(' '),
  };
};

const statistics: readonly Statistic[] = ['min', 'p50', 'p90', 'p95', 'p99', 'max', 'mean'];
const keepsLongest: Readonly<Record<Statistic, number>> = {
  min: 2,
  p50: 0,
  p90: 4,
  p95: 1,
  p99: 3,
  max: 0,
  mean: 5,
};

/** Every figure of every start kind, one metric a line. */
export const figuresTable = ({ summary }: RunAnalysis): ViewTable | null => {
  const lines = shownKinds(summary.kinds).flatMap((kind) =>
    metrics.filter(([metric]) => kind[metric].n > 0).map(([metric, name]) => ({ kind, metric, name })),
  );
  if (lines.length === 0) return null;
  return {
    id: 'figures',
    title: 'All figures',
    columns: [
      leftColumn('start kind'),
      leftColumn('figure'),
      column('n'),
      ...statistics.map((statistic) => column(statistic, keepsLongest[statistic])),
    ],
    rows: lines.map(({ kind, metric, name }) => [
      text(kind.startKind, toneOf[kind.startKind]),
      text(name),
      count(kind[metric].n),
      ...statistics.map((statistic) => ms(kind[metric][statistic])),
    ]),
    note: '',
  };
};

const shownRounds = 30;

const expectedCell = ({ expected }: RoundSummary): Cell =>
  expected.waitedForInit === null
    ? text(null)
    : range(expected.waitedForInit.min, expected.waitedForInit.max, 'count');

const waitedTone = ({ expected }: RoundSummary): 'plain' | 'caution' =>
  expected.verdict === 'differs' ? 'caution' : 'plain';

/** One line a round, where there is more than one. */
export const roundsTable = ({ summary: { rounds } }: RunAnalysis): ViewTable | null => {
  if (rounds.length <= 1) return null;
  const kinds = startKinds.filter((kind) => rounds.some((round) => round.counts[kind] > 0));
  const left = rounds.length - shownRounds;
  return {
    id: 'rounds',
    title: '',
    name: 'Round by round',
    columns: [
      column('round'),
      column('for an init', 0, 'waited'),
      column('expected', 0, ''),
      ...kinds.map((kind, index) => column(kind, 3 + index)),
      column('achieved', 1),
      column('environments', 2),
      column('skew', 1),
    ],
    rows: rounds
      .slice(0, shownRounds)
      .map((round) => [
        text(`${round.round}${round.warmUp ? ' (warm-up)' : ''}`),
        { ...count(round.waitedForInit), tone: waitedTone(round) },
        expectedCell(round),
        ...kinds.map((kind) => count(round.counts[kind])),
        count(round.achievedConcurrency),
        count(round.environments),
        ms(round.dispatchSkewMs),
      ]),
    note: left > 0 ? `… and ${left} more rounds; --format json has them all.` : '',
  };
};
