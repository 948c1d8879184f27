import type { ComparedMetric, Comparison } from '../analysis/comparison/compare-runs.ts';
import { type Method, methods } from '../analysis/comparison/methods.ts';
import type { SideFacts } from '../analysis/comparison/side-facts.ts';
import { counted, listText, rangesText } from '../analysis/wording.ts';
import { metrics } from '../model/metrics.ts';
import { requestsOf } from '../model/plan-size.ts';
import { comparisonCharts } from './charts/comparison.ts';
import { changeText, intervalText, pText, sizesText } from './comparison-text.ts';
import { toneOfChange } from './comparison-tone.ts';
import { functionFact, provisionedFact, targetFact } from './target-facts.ts';
import {
  type Cell,
  column,
  type Definition,
  type Fact,
  leftColumn,
  type Phrase,
  text,
  type View,
  type ViewTable,
} from './view.ts';

const nameOf = ({ target }: SideFacts): string => `${target.functionName}:${target.qualifier}`;

const namesOf = (lines: readonly ComparedMetric[], is: (line: ComparedMetric) => boolean): string[] =>
  lines.filter(is).map(({ metric }) => metric);

/** The outcome: what changed, what did not, what could not be told. */
export function headlineOf({ lines }: Comparison): string {
  const lower = namesOf(lines, ({ direction }) => direction === 'less');
  const higher = namesOf(lines, ({ direction }) => direction === 'greater');
  const same = namesOf(lines, ({ verdict }) => verdict === 'no-change-seen');
  const open = namesOf(lines, ({ verdict }) => verdict === 'too-few' || verdict === 'undecided');
  const changed = lower.length + higher.length;
  const ways = [
    ...(lower.length === 0 ? [] : [`${listText(lower)} lower`]),
    ...(higher.length === 0 ? [] : [`${listText(higher)} higher`]),
  ];
  return [
    ...(changed === 0
      ? []
      : [`${changed} of ${counted(lines.length, 'figure')} changed: ${ways.join(', ')}.`]),
    ...(same.length === 0 ? [] : [`No change seen in ${listText(same)}.`]),
    ...(open.length === 0 ? [] : [`Not decidable: ${listText(open)}.`]),
  ].join(' ');
}

const joined = (parts: readonly Phrase[]): Phrase =>
  parts.flatMap((part, at) => (at === 0 ? part : [', ', ...part]));

/** Who a side was, with what is recorded and not compared. */
const sideFact = (name: string, side: SideFacts): Fact => {
  const { target, executedVersions, runtimeVersions } = side;
  const parts: Phrase[] = [targetFact(target, side.local, null).value];
  const configured = functionFact(target);
  if (configured !== null) parts.push(configured.value);
  if (target.qualifier !== '$LATEST') parts.push(['provisioned ', ...provisionedFact(target).value]);
  if (executedVersions.length > 0) parts.push([`executed version ${listText(executedVersions)}`]);
  if (target.codeSha256 !== null) parts.push([`code ${target.codeSha256.slice(0, 12)}…`]);
  if (runtimeVersions.length > 0) parts.push([`runtime ${listText(runtimeVersions)}`]);
  return { name, value: joined(parts) };
};

const roundsText = (rounds: readonly number[]): string =>
  rounds.length === 0 ? 'none' : `${rounds.length === 1 ? 'round' : 'rounds'} ${rangesText(rounds)}`;

/** Which rounds a kind of figure is made of. */
function scopeFact(
  name: string,
  lines: readonly ComparedMetric[],
  { old, new: now }: Comparison,
): Fact | null {
  const [line] = lines;
  if (line === undefined) return null;
  const of = (side: SideFacts, rounds: readonly number[]): string => {
    const requests = new Set(rounds.map((round) => requestsOf(side.plan, round)));
    return `${roundsText(rounds)}${requests.size === 1 ? ` of ${counted([...requests][0] ?? 0, 'request')}` : ''}`;
  };
  const [was, is] = [of(old, line.rounds.old), of(now, line.rounds.new)];
  return { name, value: [was === is ? `${was} of either side` : `${was} of the old side, ${is} of the new`] };
}

const figureCell = (value: number | null, { unit }: ComparedMetric): Cell => ({
  kind: 'number',
  value,
  unit,
});

const usedMethods = (lines: readonly ComparedMetric[]): readonly Method[] => [
  ...new Set(lines.flatMap(({ method, p }) => (method === null || p === null ? [] : [method]))),
];

const tableOf = (comparison: Comparison): ViewTable => ({
  id: 'comparison',
  title: '',
  name: 'Figures',
  columns: [
    leftColumn('figure'),
    column('old'),
    column('new'),
    column('change'),
    column('95 % interval', 1),
    column('p'),
    column('n', 2),
  ],
  rows: comparison.lines.map((line) => [
    text(line.metric),
    figureCell(line.old, line),
    figureCell(line.new, line),
    text(changeText(line), toneOfChange(line)),
    text(intervalText(line)),
    text(pText(line.p)),
    text(sizesText(line)),
  ]),
  note: noteOf(comparison),
});

function noteOf({ lines, alpha }: Comparison): string {
  const tested = lines.filter(({ p }) => p !== null);
  const by = usedMethods(lines).map((method) => {
    const names = namesOf(tested, (line) => line.method === method);
    return `${listText(names)} by ${methods[method]}`;
  });
  return [
    ...(lines.some(({ verdict }) => verdict === 'no-change-seen')
      ? [`~ no change seen: p over ${alpha}.`]
      : []),
    ...(by.length === 0 ? [] : [`${by.join('; ')}.`]),
    ...(tested.length > 1 ? ['Each p is of its own line alone.'] : []),
  ].join(' ');
}

const definitions = (lines: readonly ComparedMetric[]): readonly Definition[] => [
  ...lines.flatMap(({ metric }) => {
    const known = metrics.get(metric);
    return known === undefined ? [] : [{ term: metric, meaning: known.meaning }];
  }),
  { term: 'p', meaning: 'how often a difference as great as this is seen where nothing has changed' },
  { term: '95 % interval', meaning: 'changes that the test does not reject' },
];

/** The result of `compare`, ready to be shown: as benchstat's readers know it. */
export function comparisonView(comparison: Comparison, options: { readonly full?: boolean } = {}): View {
  const { old, new: now, lines, varied } = comparison;
  const cold = lines.filter(({ scope }) => scope === 'first-contact');
  const other = lines.filter(({ scope }) => scope === 'later');
  const facts = [
    sideFact('Old', old),
    sideFact('New', now),
    ...(varied.length === 0
      ? []
      : [
          {
            name: 'Meant to differ',
            value: [listText(varied.map(({ field, old: was, new: is }) => `${field} (${was}, ${is})`))],
          },
        ]),
    scopeFact('Cold figures', cold, comparison),
    scopeFact('Other figures', other, comparison),
  ];
  const charts = options.full === true ? comparisonCharts(comparison) : [];
  return {
    title: `${nameOf(old)} and ${nameOf(now)}`,
    headline: headlineOf(comparison),
    facts: facts.filter((fact) => fact !== null),
    tables: [tableOf(comparison)],
    ...(options.full === true ? { definitions: definitions(lines) } : {}),
    ...(charts.length === 0 ? {} : { charts }),
    notes: comparison.notes,
    checks: [],
  };
}
