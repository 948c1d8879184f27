import type * as z from 'zod';
import type { Gate } from './gate-result.ts';
import type { gateDocumentSchema } from './gate-schema.ts';
import { gateSentence } from './gate-text.ts';
import { jsonSchemaVersion, jsonValue } from './json.ts';

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

/** The gate as one JSON document: what `gate-schema.ts` describes. */
export const gateJson = (gate: Gate): string => `${jsonValue(documentOf(gate))}\n`;
