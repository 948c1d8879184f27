import * as z from 'zod';
import type { GateLine, GateResult } from '../analysis/gate/gate.ts';
import type { RunCost } from '../analysis/run-cost.ts';
import { counted, listText } from '../analysis/wording.ts';
import type { MetricUnit } from '../model/metrics.ts';
import type { TargetFacts } from '../model/target.ts';
import type { Chart } from './chart.ts';
import { costFact } from './cost-fact.ts';
import { csvRecord } from './csv.ts';
import { jsonSchemaVersion, jsonValue } from './json.ts';
import type { Printable } from './printable.ts';
import { functionFact, provisionedFact, targetFact } from './target-facts.ts';
import { type Cell, count, type Fact, type Note, text, type View, type ViewColumn } from './view.ts';

/** A gate, ready to be shown. */
export interface Gate extends GateResult {
  readonly verdict: 'passed' | 'failed' | 'undecided';
  readonly target: TargetFacts;
  readonly local: boolean;
  /** What it was judged against, in words. */
  readonly reference: string;
  readonly alpha: number;
  /** Invocations; 0: saved runs were judged. */
  readonly sent: number;
  readonly measurements: number;
  readonly cost: RunCost | null;
  readonly notes: readonly Note[];
}

const nullable = z.number().nullable();
const whole = z.int().nonnegative();

const lookSchema = z.object({
  old: nullable,
  new: nullable,
  change: z.object({ estimate: z.number(), low: nullable, high: nullable }).nullable(),
  p: nullable,
  pHolm: nullable,
  n: z.object({ old: whole, new: whole, of: z.enum(['requests', 'rounds', 'runs']) }).nullable(),
  needs: whole.nullable(),
  method: z.string(),
  suspected: z.boolean().nullable(),
  because: z.string(),
});

/** `--format json` of `gate`. */
export const gateDocumentSchema = z.object({
  schema: z.literal(jsonSchemaVersion),
  kind: z.literal('gate'),
  headline: z.string(),
  verdict: z.enum(['passed', 'failed', 'undecided']),
  reference: z.string(),
  alpha: z.number(),
  invocations: whole,
  measurements: whole,
  costUsd: nullable,
  assertions: z.array(
    z.object({
      assertion: z.string(),
      verdict: z.enum(['passed', 'breached', 'undecided']),
      metric: z.string(),
      operator: z.string(),
      expected: z.number(),
      actual: nullable,
      unit: z.enum(['count', 'ratio', 'ms']),
      message: z.string(),
    }),
  ),
  regressions: z.array(
    z.object({
      regression: z.string(),
      verdict: z.enum(['passed', 'failed', 'undecided']),
      because: z.string(),
      looks: z.array(lookSchema),
    }),
  ),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
});

/** The gate in one sentence. */
export function gateSentence({ lines, assertions, verdict }: Gate): string {
  const all = lines.length + assertions.length;
  const worse = [
    ...lines.filter((line) => line.verdict === 'failed').map(({ regression }) => regression.text),
    ...assertions.filter((each) => each.verdict === 'breached').map(({ assertion }) => assertion),
  ];
  const open = [
    ...lines.filter((line) => line.verdict === 'undecided').map(({ regression }) => regression.text),
    ...assertions.filter((each) => each.verdict === 'undecided').map(({ assertion }) => assertion),
  ];
  if (verdict === 'failed')
    return `Failed: ${listText(worse)} (${worse.length} of ${counted(all, 'check')}).`;
  if (verdict === 'undecided')
    return `Undecided: ${listText(open)} (${open.length} of ${counted(all, 'check')}).`;
  return `Passed: ${counted(all, 'check')}.`;
}

const signed = (share: number, unit: MetricUnit): string =>
  `${share >= 0 ? '+' : ''}${(share * 100).toFixed(1)} ${unit === 'ms' ? '%' : 'points'}`;

const changeText = (line: GateLine): string | null => {
  const [look] = line.looks;
  const change = look?.change;
  if (change == null) return look?.needs == null ? null : `needs n ≥ ${look.needs}`;
  const { unit } = line.regression.metric;
  const interval =
    change.low === null || change.high === null
      ? ''
      : ` (${signed(change.low, unit)} to ${signed(change.high, unit)})`;
  return signed(change.estimate, unit) + interval;
};

const figure = (value: number | null, unit: MetricUnit): Cell => ({ kind: 'number', value, unit });
const column = (name: string, priority = 0): ViewColumn => ({ group: '', name, align: 'right', priority });
const left = (name: string, priority = 0): ViewColumn => ({ group: '', name, align: 'left', priority });
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
            { ...left('regression'), wraps: true as const },
            left('verdict'),
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

const charts = ({ lines }: Gate): readonly Chart[] => {
  const shown = lines.flatMap(({ regression, looks, verdict }) => {
    const change = looks[0]?.change;
    return change == null || regression.metric.unit !== 'ms' ? [] : [{ regression, change, verdict }];
  });
  if (shown.length === 0) return [];
  return [
    {
      kind: 'intervals',
      id: 'changes',
      title: 'Change against the reference',
      says: 'How much greater each figure is than that of the reference, with its 95 % interval; right of 0 is worse.',
      name: 'change',
      unit: 'ratio',
      lines: shown.map(({ regression, change, verdict }) => ({
        label: regression.metric.name,
        value: change.estimate,
        low: change.low,
        high: change.high,
        hue: verdict === 'failed' ? 'bad' : verdict === 'passed' ? 'good' : 'plain',
      })),
      rules: [{ at: 0, label: 'as before' }],
    },
  ];
};

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
    ...(sent === 0 ? [] : [costFact(cost, local)]),
  ].filter((fact): fact is Fact => fact !== null);
};

const verdictOfCheck = { passed: 'passed', failed: 'breached', undecided: 'undecided' } as const;

export const gateView = (gate: Gate): View => ({
  title: `Gate of ${gate.target.functionName}:${gate.target.qualifier}`,
  headline: gateSentence(gate),
  facts: facts(gate),
  tables: table(gate),
  charts: charts(gate),
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

const documentOf = (gate: Gate): z.input<typeof gateDocumentSchema> => ({
  schema: jsonSchemaVersion,
  kind: 'gate',
  headline: gateSentence(gate),
  verdict: gate.verdict,
  reference: gate.reference,
  alpha: gate.alpha,
  invocations: gate.sent,
  measurements: gate.measurements,
  costUsd: gate.cost?.usd ?? null,
  assertions: gate.assertions.map((each) => ({ ...each })),
  regressions: gate.lines.map(({ regression, verdict, because, looks }) => ({
    regression: regression.text,
    verdict,
    because,
    looks: looks.map(({ old, new: now, change, p, pHolm, n, needs, method, suspected, because: why }) => ({
      old,
      new: now,
      change,
      p,
      pHolm,
      n,
      needs,
      method,
      suspected,
      because: why,
    })),
  })),
  warnings: gate.notes.map(({ code, message }) => ({ code, message })),
});

function* csvOf({ assertions, lines }: Gate): Generator<string> {
  yield csvRecord([
    'check',
    'kind',
    'verdict',
    'metric',
    'reference',
    'now',
    'change',
    'change_low',
    'change_high',
    'p',
    'p_holm',
    'looks',
    'because',
  ]);
  for (const { assertion, verdict, metric, expected, actual, message } of assertions)
    yield csvRecord([
      assertion,
      'assertion',
      verdict,
      metric,
      expected,
      actual,
      null,
      null,
      null,
      null,
      null,
      null,
      message,
    ]);
  for (const { regression, verdict, looks, because } of lines) {
    const [look] = looks;
    yield csvRecord([
      regression.text,
      'regression',
      verdict,
      regression.metric.name,
      look?.old ?? null,
      look?.new ?? null,
      look?.change?.estimate ?? null,
      look?.change?.low ?? null,
      look?.change?.high ?? null,
      look?.p ?? null,
      look?.pHolm ?? null,
      looks.length,
      because,
    ]);
  }
}

/** The result of `gate`. CSV holds one row a check. */
export const gatePrintable = (gate: Gate): Printable => ({
  view: () => gateView(gate),
  json: () => [`${jsonValue(documentOf(gate))}\n`],
  csv: () => csvOf(gate),
});
