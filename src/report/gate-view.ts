import { standingCost } from '../analysis/provisioned-wording.ts';
import { counted } from '../analysis/wording.ts';
import type { MetricUnit } from '../model/metrics.ts';
import { gateCharts } from './charts/gate.ts';
import { costFact } from './cost-fact.ts';
import type { Gate } from './gate-result.ts';
import { changeText, gateSentence } from './gate-text.ts';
import { functionFact, provisionedFact, targetFact } from './target-facts.ts';
import { type Cell, column, count, type Fact, leftColumn, text, type View } from './view.ts';

const figure = (value: number | null, unit: MetricUnit): Cell => ({ kind: 'number', value, unit });
const tones = { passed: 'good', failed: 'bad', undecided: 'caution' } as const;

const table = (gate: Gate): View['tables'] =>
  gate.lines.length === 0
    ? []
    : [
        {
          id: 'regressions',
          title: '',
          name: 'Regressions looked for',
          columns: [
            { ...leftColumn('regression'), wraps: true as const },
            leftColumn('verdict'),
            column('reference', 2),
            column('now', 1),
            column('change'),
            column('p', 3),
            column('n', 4),
            column('looks', 5),
          ],
          rows: gate.lines.map((line) => {
            const [look] = line.looks;
            const { unit } = line.regression.metric;
            return [
              text(line.regression.text),
              text(line.verdict, tones[line.verdict]),
              figure(look?.old ?? null, unit),
              figure(look?.new ?? null, unit),
              text(changeText(line)),
              text(look?.pHolm == null ? null : look.pHolm < 0.0005 ? '<0.001' : look.pHolm.toFixed(3)),
              text(look?.n == null ? null : `${look.n.old} + ${look.n.new} ${look.n.of}`),
              count(line.looks.length),
            ];
          }),
          note: `A regression fails where p (one-sided, Holm over all) is at most ${gate.alpha}, the change is beyond the stated size, and measuring again confirms it.`,
        },
      ];

const facts = (gate: Gate): Fact[] => {
  const { target, local, reference, sent, measurements, cost } = gate;
  return [
    targetFact(target, local, null),
    functionFact(target),
    provisionedFact(target),
    { name: 'Reference', value: [reference] },
    {
      name: 'Measured',
      value: [
        sent === 0
          ? 'nothing: a saved run was judged'
          : `${counted(sent, 'invocation')}, ${counted(measurements, 'time')}`,
      ],
    },
    ...(sent === 0 ? [] : [costFact(cost, local, standingCost(target))]),
  ].filter((fact): fact is Fact => fact !== null);
};

const verdictOfCheck = { passed: 'passed', failed: 'breached', undecided: 'undecided' } as const;

/** The result of `gate`: the verdict, what each regression was seen by, and every check. */
export const gateView = (gate: Gate): View => ({
  title: `Gate of ${gate.target.functionName}:${gate.target.qualifier}`,
  headline: gateSentence(gate),
  facts: facts(gate),
  tables: table(gate),
  charts: gateCharts(gate),
  notes: gate.notes,
  checks: [
    ...gate.assertions.map(({ assertion, verdict, message }) => ({ verdict, name: assertion, message })),
    ...gate.lines.map((line) => ({
      verdict: verdictOfCheck[line.verdict],
      name: line.regression.text,
      message: [line.looks[0]?.change == null ? null : changeText(line), line.because]
        .filter((part) => part !== null && part !== '')
        .join('; '),
    })),
  ],
});
