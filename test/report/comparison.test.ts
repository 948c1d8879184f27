import { describe, expect, it } from 'vitest';
import { metrics } from '../../src/model/metrics.ts';
import { comparisonColumns } from '../../src/report/comparison-columns.ts';
import { comparisonPrintable } from '../../src/report/comparison-printable.ts';
import { comparisonDocumentSchema } from '../../src/report/comparison-schema.ts';
import { changeText, intervalText, pText } from '../../src/report/comparison-text.ts';
import { comparisonView, headlineOf } from '../../src/report/comparison-view.ts';
import { render } from '../../src/report/render.ts';
import { aComparedMetric, aComparison, aSide } from '../support/comparison-builder.ts';
import { parseCsv } from '../support/csv-parser.ts';

const unseen = aComparedMetric({
  metric: 'duration.p50',
  verdict: 'no-change-seen',
  direction: null,
  p: 0.394,
  pHolm: 0.394,
  relative: { estimate: -0.008, interval: { low: -0.034, high: 0.013 } },
  method: 'ranks-of-rounds',
  n: { old: 6, new: 6, of: 'rounds' },
  scope: 'later',
  rounds: { old: [2, 3, 4, 5, 6, 7], new: [2, 3, 4, 5, 6, 7] },
});
const counted = aComparedMetric({
  metric: 'cold.count',
  unit: 'count',
  old: 20,
  new: 10,
  direction: 'less',
  relative: null,
  shift: { estimate: -0.5, interval: { low: -0.701, high: -0.243 } },
  method: 'fisher',
});
const tooFew = aComparedMetric({
  metric: 'init.p95',
  verdict: 'too-few',
  direction: null,
  p: null,
  pHolm: null,
  shift: null,
  relative: null,
  needs: 51,
  method: 'quantile',
  because: 'needs n ≥ 51 requests',
});
const undecided = aComparedMetric({
  metric: 'restored.count',
  unit: 'count',
  old: null,
  new: null,
  verdict: 'undecided',
  direction: null,
  p: null,
  pHolm: null,
  shift: null,
  relative: null,
  n: null,
  method: null,
  because: 'neither side met a new environment',
});
const all = aComparison({ lines: [counted, aComparedMetric(), unseen, tooFew, undecided] });

describe('what a person reads', () => {
  it('is a table as those who know benchstat expect it', async () => {
    const text = await render(comparisonPrintable(all), 'table');
    expect(
      text,
    ).toBe(`2 of 5 figures changed: cold.count lower, init.p50 higher. No change seen in duration.p50. Not
decidable: init.p95 and restored.count.

Old            worker_lambda:worker_lambda_alias → version 1, on the embedded service, nodejs22.x,
               x86_64, 128 MB, timeout 3.00 s, provisioned 10 of 10 available, READY, executed
               version 1, runtime nodejs:22.v31
New            worker_lambda:worker_lambda_alias → version 1, on the embedded service, nodejs22.x,
               x86_64, 128 MB, timeout 3.00 s, provisioned 10 of 10 available, READY, executed
               version 1, runtime nodejs:22.v31
Cold figures   round 1 of 20 requests of either side
Other figures  rounds 2–7 of 10 requests of either side

figure             old     new        change          95 % interval       p                 n
─────────────────────────────────────────────────────────────────────────────────────────────
cold.count          20      10  -50.0 points  -70.1 to -24.3 points  <0.001  20 + 20 requests
init.p50        142 ms  171 ms       +20.1 %       +14.2 to +26.0 %  <0.001  20 + 20 requests
duration.p50    142 ms  171 ms             ~         -3.4 to +1.3 %   0.394      6 + 6 rounds
init.p95        142 ms  171 ms  needs n ≥ 51                      –       –  20 + 20 requests
restored.count       –       –     undecided                      –       –                 –
~ no change seen: p over 0.05. cold.count by Fisher's exact test over requests; init.p50 by
Mann–Whitney U over requests; duration.p50 by Mann–Whitney U over the figure of each round. Each p
is of its own line alone.
`);
  });

  it.each([
    { name: 'a change', line: aComparedMetric(), change: '+20.1 %', interval: '+14.2 to +26.0 %' },
    { name: 'a share', line: counted, change: '-50.0 points', interval: '-70.1 to -24.3 points' },
    { name: 'no change', line: unseen, change: '~', interval: '-3.4 to +1.3 %' },
    { name: 'too few', line: tooFew, change: 'needs n ≥ 51', interval: null },
    { name: 'undecided', line: undecided, change: 'undecided', interval: null },
    {
      name: 'values that are not above 0',
      line: aComparedMetric({ relative: null, shift: { estimate: 3.25, interval: null } }),
      change: '+3.3 ms',
      interval: null,
    },
    {
      name: 'hundreds of percent',
      line: aComparedMetric({ relative: { estimate: 2.5, interval: { low: 1, high: 9 } } }),
      change: '+250 %',
      interval: '+100 to +900 %',
    },
    {
      name: 'less than a tenth of a percent',
      line: aComparedMetric({ relative: { estimate: -0.0001, interval: { low: -0.0002, high: 0 } } }),
      change: '0.0 %',
      interval: '0.0 to 0.0 %',
    },
  ])('$name', ({ line, change, interval }) => {
    expect(changeText(line)).toBe(change);
    expect(intervalText(line)).toBe(interval);
  });

  it.each([
    { p: null, text: null },
    { p: 1, text: '1.000' },
    { p: 0.0495, text: '0.050' },
    { p: 0.0005, text: '0.001' },
    { p: 1e-12, text: '<0.001' },
  ])('p = $p', ({ p, text }) => expect(pText(p)).toBe(text));

  it.each([
    { lines: [unseen], headline: 'No change seen in duration.p50.' },
    {
      lines: [undecided, tooFew],
      headline: 'Not decidable: restored.count and init.p95.',
    },
    { lines: [counted], headline: '1 of 1 figure changed: cold.count lower.' },
  ])('$headline', ({ lines, headline }) => expect(headlineOf(aComparison({ lines }))).toBe(headline));

  it('says what was meant to differ, and when the sides have other rounds', () => {
    const { facts } = comparisonView(
      aComparison({
        varied: [{ field: 'memory', old: '128 MB', new: '1024 MB' }],
        lines: [{ ...unseen, rounds: { old: [2], new: [2, 3] } }],
        new: aSide({ plan: { ...aSide().plan, concurrency: 20 } }),
      }),
    );
    expect(facts.slice(2)).toEqual([
      { name: 'Meant to differ', value: ['memory (128 MB, 1024 MB)'] },
      {
        name: 'Other figures',
        value: ['round 2 of 10 requests of the old side, rounds 2–3 of 20 requests of the new'],
      },
    ]);
  });

  it('draws the changes where there is room, and explains its words', () => {
    const { charts, definitions } = comparisonView(all, { full: true });
    expect(charts).toHaveLength(1);
    expect(charts?.[0]).toMatchObject({
      kind: 'intervals',
      lines: [
        { label: 'init.p50', value: 0.201, hue: 'bad' },
        { label: 'duration.p50', value: -0.008, hue: 'plain' },
      ],
    });
    const values = { old: [140, 144, 150], new: [170] };
    const both = [aComparedMetric({ values }), aComparedMetric({ metric: 'init.p95', values })];
    expect(comparisonView(aComparison({ lines: both }), { full: true }).charts?.slice(1)).toMatchObject([
      {
        kind: 'points',
        id: 'values-init',
        groups: [
          { label: 'old', values: [140, 144, 150], median: 144 },
          { label: 'new', values: [170], median: null },
        ],
      },
    ]);
    expect(definitions?.map(({ term }) => term)).toContain('cold.count');
    expect(comparisonView(aComparison({ lines: [undecided] }), { full: true }).charts).toBeUndefined();
  });

  it('has a tone that fits whether more of it is better', () => {
    const tone = (metric: string, direction: 'greater' | 'less') =>
      comparisonView(aComparison({ lines: [aComparedMetric({ metric, direction })] })).tables[0]?.rows[0]?.[3]
        ?.tone;
    expect(tone('round_trip.p95', 'greater')).toBe('bad');
    expect(tone('cold.count', 'less')).toBe('good');
    expect(tone('coverage', 'greater')).toBe('good');
    expect(tone('achieved_concurrency', 'less')).toBe('plain');
  });
});

describe('what a program reads', () => {
  const json = async (of = all) => JSON.parse(await render(comparisonPrintable(of), 'json'));

  it('JSON is as its schema says, strictly, and tells small p-values', async () => {
    const tiny = aComparison({ lines: [...all.lines, aComparedMetric({ p: 1.23456789e-9, pHolm: 1e-300 })] });
    const document = await json(tiny);
    expect(comparisonDocumentSchema.strict().parse(document)).toEqual(document);
    expect(document.lines.at(-1)).toMatchObject({ p: 1.23457e-9, pHolm: 1e-300 });
  });

  it('CSV has one row a metric, with the columns of the contract', async () => {
    const rows = parseCsv(await render(comparisonPrintable(all), 'csv'));
    expect(rows[0]).toEqual(comparisonColumns.map(({ name }) => name));
    expect(rows).toHaveLength(1 + all.lines.length);
    const at = (row: number, name: string) =>
      rows[row]?.[comparisonColumns.findIndex((each) => each.name === name)];
    expect([at(1, 'metric'), at(1, 'relative'), at(1, 'shift_high')]).toEqual(['cold.count', '', '-0.243']);
    expect([at(4, 'needs'), at(4, 'p'), at(4, 'because')]).toEqual(['51', '', 'needs n ≥ 51 requests']);
  });

  it('shows a metric of each unit', async () => {
    const lines = [...metrics.values()].map(({ name, unit }) => aComparedMetric({ metric: name, unit }));
    expect(await render(comparisonPrintable(aComparison({ lines })), 'table')).not.toMatch(
      /NaN|undefined|null/,
    );
  });
});
