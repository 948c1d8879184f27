import * as z from 'zod';
import { likenessFields } from '../analysis/comparison/likeness.ts';
import { methods } from '../analysis/comparison/methods.ts';
import { headerLineSchema } from '../model/run-file.ts';
import { jsonSchemaVersion } from './json.ts';

const { target, plan } = headerLineSchema.shape;
const count = z.int().nonnegative();
const change = z
  .object({
    estimate: z.number(),
    interval: z.object({ low: z.number(), high: z.number() }).nullable(),
  })
  .nullable();

const side = z.object({
  runId: z.string(),
  startedAt: z.string(),
  toolVersion: z.string(),
  local: z.boolean(),
  target,
  plan,
  executedVersions: z.array(z.string()),
  runtimeVersions: z.array(z.string()),
  rows: count,
  notOk: count,
  killed: z.boolean(),
});

const names = <Key extends string>(table: Readonly<Record<Key, unknown>>) =>
  Object.keys(table) as unknown as readonly [Key, ...Key[]];

const line = z.object({
  metric: z.string(),
  unit: z.enum(['count', 'ratio', 'ms']),
  old: z.number().nullable(),
  new: z.number().nullable(),
  verdict: z.enum(['changed', 'no-change-seen', 'too-few', 'undecided']),
  direction: z.enum(['greater', 'less']).nullable(),
  p: z.number().min(0).max(1).nullable(),
  pHolm: z.number().min(0).max(1).nullable(),
  shift: change,
  relative: change,
  n: z.object({ old: count, new: count, of: z.enum(['requests', 'rounds']) }).nullable(),
  needs: count.nullable(),
  method: z.enum(names(methods)).nullable(),
  because: z.string(),
  scope: z.enum(['first-contact', 'later']),
  rounds: z.object({ old: z.array(count), new: z.array(count) }),
});

/** `--format json` of `compare`. */
export const comparisonDocumentSchema = z.object({
  schema: z.literal(jsonSchemaVersion),
  kind: z.literal('comparison'),
  headline: z.string(),
  old: side,
  new: side,
  varied: z.array(
    z.object({ field: z.enum(likenessFields as [string, ...string[]]), old: z.string(), new: z.string() }),
  ),
  alpha: z.number(),
  seed: z.string(),
  lines: z.array(line),
  notes: z.array(z.object({ code: z.string(), message: z.string() })),
});
