import type { RunAnalysis } from '../analysis/result.ts';
import { csvRecord, csvRows } from './csv.ts';
import { jsonChunks, jsonSchemaVersion, jsonValue } from './json.ts';
import { type RunViewOptions, runView } from './run-view.ts';
import { summaryCsv } from './summary-csv.ts';
import { formatPhrase } from './units.ts';
import type { Cell, Unit, View, ViewTable } from './view.ts';

/** A result that every renderer can show: for people as a view, for programs as JSON and CSV. A new kind of result is
 * one of these; a new format is a line in `formats.ts` and one in `render.ts`. */
export interface Printable {
  /** @param full - everything there is to say, pictures too, for a page with room for it. Default false. */
  readonly view: (options?: { readonly full?: boolean }) => View;
  readonly json: () => Iterable<string>;
  /** @param summary - one record a figure instead of one a row. Default false; a result without rows has one form. */
  readonly csv: (options?: { readonly summary?: boolean }) => Iterable<string>;
}

/** The analysis of a run, or of logs. CSV holds one row an invocation. */
export const runPrintable = (analysis: RunAnalysis, options: RunViewOptions = {}): Printable => ({
  view: ({ full } = {}) => runView(analysis, full === true ? { ...options, details: true, full } : options),
  json: () => jsonChunks(analysis),
  csv: ({ summary } = {}) => (summary === true ? summaryCsv(analysis) : csvRows(analysis.wholeRows)),
});

const suffixes = { count: '', ms: '_ms', ratio: '_ratio', mb: '_mb', usd: '_usd' } satisfies Record<
  Unit,
  string
>;

const rawOf = (cell: Cell): string | number | null =>
  cell.kind === 'range' ? `${cell.min} to ${cell.max}` : cell.value;

const csvNames = (table: ViewTable): string[] =>
  table.columns.map((column, index) => {
    const cell = table.rows[0]?.[index];
    const suffix = cell === undefined || cell.kind === 'text' ? '' : suffixes[cell.unit];
    return `${column.group} ${column.name}`.trim().replaceAll(/\s+/g, '_') + suffix;
  });

const csvOfView = (view: View): string[] => {
  const [table] = view.tables;
  return table === undefined
    ? [
        csvRecord(['name', 'value']),
        ...view.facts.map(({ name, value }) => csvRecord([name, formatPhrase(value)])),
      ]
    : [csvRecord(csvNames(table)), ...table.rows.map((row) => csvRecord(row.map(rawOf)))];
};

const documentOf = (kind: string, view: View) => ({
  schema: jsonSchemaVersion,
  kind,
  title: view.title,
  headline: view.headline,
  facts: view.facts.map(({ name, value }) => ({ name, value: formatPhrase(value) })),
  tables: view.tables.map((table) => ({
    id: table.id,
    columns: csvNames(table),
    rows: table.rows.map((row) => row.map(rawOf)),
  })),
  warnings: view.notes,
  checks: view.checks,
});

/** A result that is no more than its view (a dry run, an explanation): JSON carries what the view says, CSV its first
 * table, else its facts. */
export const viewPrintable = (kind: string, view: View): Printable => ({
  view: () => view,
  json: () => [`${jsonValue(documentOf(kind, view))}\n`],
  csv: () => csvOfView(view),
});
