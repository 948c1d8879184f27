import * as z from 'zod';
import { jsonSchemaVersion } from './json.ts';

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
