import type { Comparison } from '../analysis/comparison/compare-runs.ts';
import { headlineOf } from './comparison-view.ts';
import { jsonText } from './escape.ts';
import { jsonSchemaVersion } from './json.ts';

/** A p-value is told to six digits, however small: it is never 0. Other figures are told to six decimals. */
const rounded = (key: string, value: unknown): unknown => {
  if (typeof value !== 'number' || Number.isInteger(value)) return value;
  if (!Number.isFinite(value)) return null;
  return key === 'p' || key === 'pHolm' ? Number(value.toPrecision(6)) : Math.round(value * 1e6) / 1e6;
};

/** The comparison as one JSON document: what `comparison-schema.ts` describes. */
export function comparisonJson(comparison: Comparison): string {
  // The values are in the run files.
  const lines = comparison.lines.map(({ values: _, ...line }) => line);
  const document = {
    schema: jsonSchemaVersion,
    kind: 'comparison',
    headline: headlineOf(comparison),
    ...comparison,
    lines,
  };
  return `${jsonText(JSON.stringify(document, rounded, 2))}\n`;
}
