import * as z from 'zod';
import type { Advice, JudgedSize } from '../analysis/advice/advice.ts';
import { goalMetrics } from '../analysis/advice/goals.ts';
import { adviceSentence } from '../analysis/advice/sentence.ts';
import { type AdviceSetting, adviceView } from './advice-view.ts';
import { csvRecord } from './csv.ts';
import { jsonSchemaVersion, jsonValue } from './json.ts';
import type { Printable } from './printable.ts';
import { formatPhrase } from './units.ts';

const count = z.int().nonnegative();
const usd = z.number().nullable();
const estimate = z.object({ mean: z.number(), low: z.number(), high: z.number() }).nullable();

const size = z.object({
  provisioned: count,
  figures: z.record(z.string(), estimate),
  costUsd: z.object({
    requests: usd,
    duration: usd,
    init: usd,
    provisioned: usd,
    provisionedDuration: usd,
    logs: usd,
    total: estimate,
  }),
  utilisation: z.number().nullable(),
  met: z.array(z.enum(['yes', 'no', 'unsure'])),
  withinBudget: z.boolean().nullable(),
});

/** `--format json` of `advise`. */
export const adviceDocumentSchema = z.object({
  schema: z.literal(jsonSchemaVersion),
  kind: z.literal('advice'),
  headline: z.string(),
  /** Provisioned sizes; null: none is. */
  smallest: count.nullable(),
  cheapest: count.nullable(),
  paysFrom: count.nullable(),
  budgetUsd: usd,
  goals: z.array(
    z.object({ goal: z.string(), metric: z.string(), operator: z.string(), expected: z.number() }),
  ),
  facts: z.array(z.object({ name: z.string(), value: z.string() })),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
  sizes: z.array(size),
});

const sizeDocument = (each: JudgedSize): z.input<typeof size> => ({
  provisioned: each.size,
  figures: each.figures,
  costUsd: {
    requests: each.cost.requestsUsd,
    duration: each.cost.durationUsd,
    init: each.cost.initUsd,
    provisioned: each.cost.provisionedUsd,
    provisionedDuration: each.cost.provisionedDurationUsd,
    logs: each.cost.logsUsd,
    total: each.totalUsd,
  },
  utilisation: each.utilisation,
  met: [...each.met],
  withinBudget: each.withinBudget,
});

const documentOf = (advice: Advice, setting: AdviceSetting): z.input<typeof adviceDocumentSchema> => {
  const view = adviceView(advice, setting);
  return {
    schema: jsonSchemaVersion,
    kind: 'advice',
    headline: adviceSentence(advice),
    smallest: advice.smallest?.size ?? null,
    cheapest: advice.cheapest?.size ?? null,
    paysFrom: advice.paysFrom?.size ?? null,
    budgetUsd: advice.budgetUsd,
    goals: advice.goals.map(({ text, metric, operator, expected }) => ({
      goal: text,
      metric,
      operator,
      expected,
    })),
    facts: view.facts.map(({ name, value }) => ({ name, value: formatPhrase(value) })),
    warnings: [...view.notes],
    sizes: advice.sizes.map(sizeDocument),
  };
};

const metrics = Object.keys(goalMetrics) as readonly (keyof typeof goalMetrics)[];

function* csvOf({ sizes }: Advice): Generator<string> {
  yield csvRecord([
    'provisioned',
    ...metrics.flatMap((metric) => {
      const name = metric.replace('.', '_') + (goalMetrics[metric][0] === 'ms' ? '_ms' : '');
      return [name, `${name}_low`, `${name}_high`];
    }),
    ...['requests', 'duration', 'init', 'provisioned', 'provisioned_duration', 'logs'].map(
      (part) => `${part}_usd`,
    ),
    'total_usd',
    'total_usd_low',
    'total_usd_high',
    'utilisation',
  ]);
  for (const { size, figures, cost, totalUsd, utilisation } of sizes) {
    yield csvRecord([
      size,
      ...metrics.flatMap((metric) => {
        const figure = figures[metric];
        return [figure?.mean ?? null, figure?.low ?? null, figure?.high ?? null];
      }),
      cost.requestsUsd,
      cost.durationUsd,
      cost.initUsd,
      cost.provisionedUsd,
      cost.provisionedDurationUsd,
      cost.logsUsd,
      totalUsd?.mean ?? null,
      totalUsd?.low ?? null,
      totalUsd?.high ?? null,
      utilisation,
    ]);
  }
}

/** The result of `advise`. CSV holds one row a provisioned size. */
export const advicePrintable = (advice: Advice, setting: AdviceSetting): Printable => ({
  view: () => adviceView(advice, setting),
  json: () => [`${jsonValue(documentOf(advice, setting))}\n`],
  csv: () => csvOf(advice),
});
