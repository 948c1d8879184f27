import * as z from 'zod';
import type { RunCost } from '../analysis/run-cost.ts';
import type { Bracket, SweepRange } from '../analysis/sweep/knee.ts';
import { beyond, kneeOf, sweepMetrics } from '../analysis/sweep/knee.ts';
import type { Observation } from '../analysis/sweep/observation.ts';
import { sweepSentence } from '../analysis/sweep/sentence.ts';
import { counted } from '../analysis/wording.ts';
import { type SweepEnd, sweepEnds } from '../model/sweep.ts';
import type { Chart } from './chart.ts';
import { costFact } from './cost-fact.ts';
import { csvRecord } from './csv.ts';
import { jsonSchemaVersion, jsonValue } from './json.ts';
import type { Printable } from './printable.ts';
import { formatPhrase } from './units.ts';
import { column, count, type Fact, ms, type Note, text, type View } from './view.ts';

/** A sweep, ready to be shown. */
export interface Sweep {
  readonly title: string;
  readonly targetFacts: readonly Fact[];
  readonly range: SweepRange;
  readonly observations: readonly Observation[];
  readonly bracket: Bracket;
  readonly end: SweepEnd;
  readonly sent: number;
  readonly cost: RunCost | null;
  /** What is not in the cost, in words; null: nothing else is known of. */
  readonly besides: string | null;
  /** True on the embedded service: nothing was paid. */
  readonly local: boolean;
  readonly notes: readonly Note[];
}

const nullable = z.number().nullable();
const whole = z.int().nonnegative();

/** `--format json` of `sweep`. */
export const sweepDocumentSchema = z.object({
  schema: z.literal(jsonSchemaVersion),
  kind: z.literal('sweep'),
  headline: z.string(),
  metric: z.enum(Object.keys(sweepMetrics) as [string, ...string[]]),
  from: whole,
  to: whole,
  predicted: whole.nullable(),
  knee: whole.nullable(),
  bracket: z.object({ below: whole.nullable(), at: whole.nullable() }),
  end: z.enum(sweepEnds),
  invocations: whole,
  costUsd: nullable,
  facts: z.array(z.object({ name: z.string(), value: z.string() })),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
  rounds: z.array(
    z.object({
      concurrency: whole,
      cold: whole,
      retained: whole,
      unknown: whole,
      throttled: whole,
      achievedConcurrency: whole,
      environments: whole.nullable(),
      initP95Ms: nullable,
      roundTripP95Ms: nullable,
    }),
  ),
});

const facts = (sweep: Sweep): readonly Fact[] => {
  const { range, bracket, sent, observations } = sweep;
  return [
    ...sweep.targetFacts,
    {
      name: 'Predicted',
      value: [
        range.predicted === null
          ? 'nothing: how many environments serve ahead is not known from outside'
          : `${range.predicted} served by environments that are ready ahead, so the first beyond is ${range.predicted + 1}`,
      ],
    },
    {
      name: 'Bracket',
      value: [
        bracket.below === null
          ? bracket.at === null
            ? 'no round told anything'
            : 'none below'
          : `none up to ${bracket.below}`,
        bracket.at === null
          ? bracket.below === null
            ? ''
            : ', and none was met'
          : `, from ${bracket.at} on`,
      ],
    },
    { name: 'Sent', value: [`${counted(sent, 'invocation')} in ${counted(observations.length, 'round')}`] },
    costFact(sweep.cost, sweep.local, sweep.besides),
  ];
};

const curve = ({ observations, range, bracket }: Sweep): Extract<Chart, { kind: 'curve' }> => {
  const isCount = range.metric === 'cold.count';
  const value = (seen: Observation): number | null =>
    range.metric === 'init.p95'
      ? seen.initP95Ms
      : range.metric === 'round_trip.p95'
        ? seen.roundTripP95Ms
        : beyond(seen, range);
  const knee = kneeOf(bracket, range);
  const name = isCount ? 'requests beyond what was ready' : sweepMetrics[range.metric];
  return {
    kind: 'curve',
    id: 'knee',
    title: isCount ? 'Where spillover begins' : `The ${name}`,
    says: `One dot a round: ${name}, by requests at once${knee === null ? '' : `; it begins at ${knee}`}.`,
    x: { name: 'requests at once', unit: 'count' },
    y: { name, unit: isCount ? 'count' : 'ms' },
    series: [
      {
        name,
        hue: 'cold',
        points: observations
          .flatMap((seen) => {
            const y = value(seen);
            return y === null ? [] : [{ x: seen.concurrency, y, low: null, high: null }];
          })
          .sort((a, b) => a.x - b.x),
      },
    ],
    marks: knee === null ? [] : [{ at: knee, label: `begins at ${knee}` }],
    limits: [],
  };
};

/** One point draws no curve. */
const chartsOf = (sweep: Sweep): readonly Chart[] => {
  const drawn = curve(sweep);
  return drawn.series.some(({ points }) => points.length > 1) ? [drawn] : [];
};

export const sweepView = (sweep: Sweep): View => ({
  title: sweep.title,
  headline: sweepSentence(sweep),
  facts: facts(sweep),
  tables: [
    {
      id: 'rounds',
      title: '',
      name: 'Round by round',
      columns: [
        column('round'),
        column('at once'),
        column('waited'),
        column('retained'),
        column('unknown', 3),
        column('throttled', 4),
        column('achieved', 1),
        column('environments', 2),
        column('p95', 5, 'init'),
        column('p95', 6, 'round trip'),
      ],
      rows: sweep.observations.map((seen, index) => [
        text(String(index + 1)),
        count(seen.concurrency),
        { ...count(seen.cold), tone: seen.cold > 0 ? 'bad' : 'good' },
        count(seen.retained),
        count(seen.unknown),
        count(seen.throttled),
        count(seen.achievedConcurrency),
        count(seen.environments),
        ms(seen.initP95Ms),
        ms(seen.roundTripP95Ms),
      ]),
      note: sweep.observations.some(({ retained }) => retained > 0)
        ? `Retained: served by an on-demand environment that an earlier round had made${sweep.range.metric === 'cold.count' && sweep.range.hasProvisioned ? '; it went beyond what was ready too, and is counted in' : ''}.`
        : '',
    },
  ],
  charts: chartsOf(sweep),
  notes: sweep.notes,
  checks: [],
});

const documentOf = (sweep: Sweep): z.input<typeof sweepDocumentSchema> => ({
  schema: jsonSchemaVersion,
  kind: 'sweep',
  headline: sweepSentence(sweep),
  metric: sweep.range.metric,
  from: sweep.range.from,
  to: sweep.range.to,
  predicted: sweep.range.predicted,
  knee: kneeOf(sweep.bracket, sweep.range),
  bracket: sweep.bracket,
  end: sweep.end,
  invocations: sweep.sent,
  costUsd: sweep.cost?.usd ?? null,
  facts: facts(sweep).map(({ name, value }) => ({ name, value: formatPhrase(value) })),
  warnings: [...sweep.notes],
  rounds: sweep.observations.map((seen) => ({ ...seen })),
});

function* csvOf({ observations }: Sweep): Generator<string> {
  yield csvRecord([
    'round',
    'concurrency',
    'cold',
    'retained',
    'unknown',
    'throttled',
    'achieved_concurrency',
    'environments',
    'init_p95_ms',
    'round_trip_p95_ms',
  ]);
  for (const [index, seen] of observations.entries()) {
    yield csvRecord([
      index + 1,
      seen.concurrency,
      seen.cold,
      seen.retained,
      seen.unknown,
      seen.throttled,
      seen.achievedConcurrency,
      seen.environments,
      seen.initP95Ms,
      seen.roundTripP95Ms,
    ]);
  }
}

/** The result of `sweep`. CSV holds one row a round. */
export const sweepPrintable = (sweep: Sweep): Printable => ({
  view: () => sweepView(sweep),
  json: () => [`${jsonValue(documentOf(sweep))}\n`],
  csv: () => csvOf(sweep),
});
