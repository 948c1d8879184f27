import type { Row } from '../model/invocation.ts';
import { evidences } from '../model/start-kind.ts';
import { type Fact, mb, ms, type Phrase, text, toneOf, type View } from './view.ts';
import { kindMeanings, notServedText } from './why-table.ts';

/** One rule, in the order in which they are asked. */
export interface ExplanationLine {
  readonly rule: string;
  /** The rule decided; those after it were not asked. */
  readonly decided: boolean;
  /** What it looked at, with every number. */
  readonly text: string;
}

const fact = (name: string, value: Phrase): Fact => ({ name, value });

const reportFact = ({ report, reportSource }: Row): Fact => {
  if (report === null) return fact('REPORT', ['none from any source']);
  const parts: Phrase[] = [
    ['duration ', ms(report.durationMs)],
    ['billed ', ms(report.billedMs)],
    ['init ', ms(report.initMs)],
    ...(report.restoreMs === null ? [] : [['restore ', ms(report.restoreMs)]]),
    [mb(report.maxMemoryUsedMb), ' of ', mb(report.memorySizeMb), ' used'],
  ];
  return fact('REPORT', [
    ...parts.flatMap((part, index) => (index === 0 ? part : [', ', ...part])),
    ` (from ${reportSource === 'logs' ? 'CloudWatch Logs' : 'the reply'})`,
  ]);
};

const factsOf = (row: Row): readonly Fact[] => [
  fact('Request', [
    `seq ${row.seq}, round ${row.round}${row.warmUp ? ' (warm-up)' : ''}, request id `,
    text(row.requestId),
  ]),
  fact('Outcome', [row.outcome, ...(row.reason === null ? [] : [`: ${row.reason}`])]),
  fact('Environment', [
    text(row.environmentId),
    ', version ',
    text(row.executedVersion),
    ', initialization type ',
    text(row.initType),
  ]),
  fact('Times', [
    'planned ',
    ms(row.plannedMs),
    ', written ',
    ms(row.writtenMs),
    ', first byte ',
    ms(row.firstByteMs),
    ', done ',
    ms(row.doneMs),
    " after the run's start",
  ]),
  fact('Round trip', [
    ms(row.roundTripMs),
    ', of it init in path ',
    ms(row.initInPathMs),
    ', overhead ',
    ms(row.overheadMs),
  ]),
  reportFact(row),
];

/** Why one request got its start kind: the rules in order, up to the one that decided. */
export function explainView(row: Row, lines: readonly ExplanationLine[]): View {
  return {
    title: `Request ${row.seq}`,
    headline: `${row.modelled === null ? '' : `Modelled (${row.modelled}): `}Request ${row.seq} is ${row.startKind}: ${notServedText(row.outcome) ?? kindMeanings[row.startKind]}.`,
    facts: [...factsOf(row), fact('Evidence', [`${row.evidence}: ${evidences[row.evidence]}`])],
    tables: [
      {
        id: 'rules',
        title: '',
        name: 'Rules, in the order in which they are asked',
        columns: [
          { group: '', name: 'rule', align: 'left', priority: 0 },
          { group: '', name: 'decides', align: 'left', priority: 0 },
          { group: '', name: 'what it saw', align: 'left', priority: 0, wraps: true },
        ],
        rows: lines.map((line) => [
          text(line.rule),
          line.decided ? text('yes', toneOf[row.startKind]) : text('no', 'faint'),
          text(line.text),
        ]),
        note: '',
      },
    ],
    notes: [],
    checks: [],
  };
}
