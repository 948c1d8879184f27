import type { Comparison } from '../analysis/comparison/compare-runs.ts';
import { comparisonColumns } from './comparison-columns.ts';
import { comparisonJson } from './comparison-json.ts';
import { comparisonView } from './comparison-view.ts';
import { csvRecord } from './csv.ts';
import type { Printable } from './printable.ts';

type Field = string | number | null;

const shown = (name: string, value: Field): Field => {
  if (typeof value !== 'number') return value;
  if (!Number.isFinite(value)) return null;
  return name.startsWith('p') ? Number(value.toPrecision(6)) : Math.round(value * 1e6) / 1e6;
};

/** A comparison, for every format. CSV holds one row a metric. */
export const comparisonPrintable = (comparison: Comparison): Printable => ({
  view: ({ full } = {}) => comparisonView(comparison, { full: full === true }),
  json: () => [comparisonJson(comparison)],
  csv: () => [
    csvRecord(comparisonColumns.map(({ name }) => name)),
    ...comparison.lines.map((line) =>
      csvRecord(comparisonColumns.map(({ name, value }) => shown(name, value(line)))),
    ),
  ],
});
