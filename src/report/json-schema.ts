import * as z from 'zod';
import { outcomes } from '../model/outcome.ts';
import { reportSources } from '../model/report.ts';
import { resolutionSchema } from '../model/resolution.ts';
import { headerLineSchema, provisionedSchema } from '../model/run-file.ts';
import { startKinds } from '../model/start-kind.ts';
import { type Column, type ColumnUnit, columns } from './columns.ts';
import { jsonSchemaVersion } from './json.ts';

const count = z.int().nonnegative();
const measured = z.number().nullable();
const ratio = z.number().min(0).max(1).nullable();
const counts = z.record(z.string(), count);
const range = z.object({ min: count, max: count }).nullable();

const ofUnit = {
  text: z.string().nullable(),
  count: z.number().nullable(),
  ms: measured,
  mb: measured,
  flag: z.boolean(),
} satisfies Record<ColumnUnit, z.ZodType>;

/** Closed lists and what is always there; every other column may be null. */
const narrower: Readonly<Record<string, z.ZodType>> = {
  round: z.int().positive(),
  seq: count,
  shard: count,
  startKind: z.enum(startKinds),
  outcome: z.enum(outcomes),
  reportSource: z.enum(reportSources).nullable(),
};

const fieldOf = (column: Column): z.ZodType =>
  (narrower[column.key] ?? ofUnit[column.unit]).describe(column.meaning);

/** One of `.rows[]`: made from the table of columns, so that CSV and JSON cannot differ. */
export const jsonRowSchema = z.object(
  Object.fromEntries(columns.map((column) => [column.key, fieldOf(column)])),
);

const interval = z.object({ low: z.number(), high: z.number() }).nullable();

const figures = z.object({
  n: count,
  min: measured,
  p50: measured,
  p90: measured,
  p95: measured,
  p99: measured,
  max: measured,
  mean: measured,
  intervals: z
    .object({ p50: interval, p90: interval, p95: interval, p99: interval })
    .describe('95 % intervals of the quantiles; null where the sample does not carry one'),
});

const kindSummary = z.object({
  startKind: z.enum(startKinds),
  count,
  share: z.number().min(0).max(1),
  initMs: figures,
  durationMs: figures,
  billedMs: figures,
  roundTripMs: figures,
  overheadMs: figures,
});

const roundSummary = z.object({
  round: z.int().positive(),
  warmUp: z.boolean(),
  asked: count,
  written: count,
  reached: count,
  dispatchSkewMs: measured,
  inFlight: count.nullable(),
  achievedConcurrency: count,
  environments: count.nullable(),
  environmentsKnownOf: count,
  waitedForInit: count,
  counts: z.record(z.enum(startKinds), count),
  expected: z.object({
    waitedForInit: range,
    throttled: range,
    because: z.string(),
    verdict: z.enum(['as-expected', 'differs', 'not-predictable']),
    likely: z.array(z.string()),
  }),
});

const summary = z.object({
  headline: z.string(),
  rows: count,
  outcomes: counts,
  throttleReasons: counts,
  waitedForInit: count,
  classified: count,
  coldRatio: ratio,
  coldRatioInterval: z.object({ low: z.number(), high: z.number(), method: z.string() }).nullable(),
  evidence: counts,
  kinds: z.array(kindSummary),
  all: kindSummary.extend({ startKind: z.literal('all') }).nullable(),
  rounds: z.array(roundSummary),
  coverage: z.object({
    due: count,
    fromTail: count,
    fromLogs: count,
    missing: count,
    ratio,
    reconciled: z
      .object({ inTail: count, inLogs: count, inBoth: count, differing: count })
      .nullable()
      .describe('With --logs always or live: where the REPORTs were found, and how many do not agree'),
  }),
  billing: z.object({ checked: count, otherForms: counts }),
  resolution: resolutionSchema
    .extend({ stampUncertaintyMaxMs: measured, boundMs: z.number(), beyondBound: count })
    .nullable(),
  deployment: z
    .object({
      rounds: z.array(
        z.object({
          round: z.int().positive(),
          atMs: measured,
          requests: count,
          waitedForInit: count,
          provisioned: count,
          retained: count,
          new: count,
          unknown: count,
          notServed: count,
          state: provisionedSchema.nullable(),
        }),
      ),
      firstWhole: z.int().positive().nullable(),
      settledBefore: z.int().positive().nullable(),
    })
    .optional(),
  hiddenStart: z
    .object({
      hiddenMs: z.number(),
      coldOverheadMs: z.number(),
      coldRows: count,
      otherOverheadMs: z.number(),
      otherRows: count,
    })
    .nullable(),
  versions: z
    .array(
      z.object({
        functionName: z.string().nullable(),
        version: z.string().nullable(),
        others: z.boolean().describe('Versions beyond those that are told apart, together'),
        rows: count,
        waitedForInit: count,
        classified: count,
        coldRatio: ratio,
        coldRatioInterval: interval.describe("Wilson's, 95 %"),
        initMs: figures.describe('Inits that were waited for'),
        durationMs: figures,
        billedMs: figures,
      }),
    )
    .optional()
    .describe('By the versions that log streams name'),
  interrupted: z.boolean(),
  killed: z.boolean(),
});

/** The log group that `logs` read. */
const source = z.object({
  logGroup: z.string(),
  region: z.string(),
  functionName: z.string().nullable(),
  version: z.string().nullable().describe('Only streams of this version; null: all'),
  since: z.string().describe('ISO time, as the other two'),
  until: z.string().nullable().describe('Null: it followed'),
  upTo: z.string().describe('Where the reading ended'),
  complete: z.boolean(),
});

const cost = z
  .object({
    usd: z.number().nonnegative(),
    requests: count.describe('Those with a REPORT, warm-up rounds included'),
    billedMs: z.number().nonnegative(),
    pricedAs: z.string(),
  })
  .nullable()
  .describe(
    'What requests cost on AWS by their Billed Duration, before any free tier; null where a price or the memory size is not known',
  );

/** Who sent the requests, and what its own invocations were to the client. */
const orchestration = z.object({
  target: headerLineSchema.shape.target,
  shards: z.int().positive(),
  contract: z.number().nullable(),
  code: z.string().nullable(),
  runtime: z.string().nullable(),
  clocks: z.object({ surelyMs: measured, byWorkersMs: measured }).nullable(),
  startSpreadMs: measured,
  cost,
  parts: z.array(
    z.object({
      round: count,
      shard: z.int().positive(),
      requests: count,
      contract: z.number().nullable(),
      preparedMs: measured,
      // Round 0 is the greeting.
      invocation: jsonRowSchema.extend({ round: count }),
    }),
  ),
});

const verdict = z.object({
  assertion: z.string(),
  verdict: z.enum(['passed', 'breached', 'undecided']),
  metric: z.string(),
  operator: z.string(),
  expected: z.number(),
  actual: measured,
  unit: z.enum(['count', 'ratio', 'ms']),
  message: z.string(),
});

const { tool, runId, startedAt, local, target, plan, client } = headerLineSchema.shape;

/** `--format json` of `bench`, `report` and `logs`; what has no run (`logs`) has null in its heading. */
export const jsonDocumentSchema = z.object({
  schema: z.literal(jsonSchemaVersion),
  kind: z.enum(['run', 'logs']),
  tool: tool.nullable(),
  runId: runId.nullable(),
  startedAt: startedAt.nullable(),
  local: local.nullable(),
  target: target.nullable(),
  plan: plan.nullable(),
  client: client.nullable(),
  cost,
  /** Null: the process that measured sent the requests itself. */
  orchestration: orchestration.nullable(),
  source: source.optional(),
  summary,
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
  verdicts: z.array(verdict),
  rows: z.array(jsonRowSchema),
});
