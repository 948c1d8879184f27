import type { RunAnalysis } from '../analysis/result.ts';
import type { Row } from '../model/invocation.ts';
import { csvHeader, csvRow } from './csv.ts';
import type { Format } from './formats.ts';
import { jsonRowLine, jsonRowsHead, jsonRowsTail } from './json.ts';
import { runPrintable } from './printable.ts';
import { type RenderOptions, render } from './render.ts';
import type { RunViewOptions } from './run-view.ts';
import { summaryCsv } from './summary-csv.ts';

/** A result in a format, written while its rows come: none of them is kept. */
export interface RowStream {
  readonly head: string;
  /** Null: the format shows no rows.
   * @param first - no row came before it */
  readonly row: ((row: Row, first: boolean) => string) | null;
  /** @param analysis - without rows */
  readonly tail: (analysis: RunAnalysis) => string | Promise<string>;
}

/** Formats that show rows; every other one is written whole at the end. */
const streams: Partial<Record<Format, RowStream>> = {
  csv: { head: csvHeader(), row: (row) => csvRow(row), tail: () => '' },
  json: {
    head: jsonRowsHead,
    row: (row, first) => `${first ? '' : ','}${jsonRowLine(row)}`,
    tail: jsonRowsTail,
  },
};

export const rowStream = (
  format: Format,
  options: RenderOptions = {},
  view: RunViewOptions = {},
): RowStream => {
  if (format === 'csv' && options.summary === true)
    return { head: '', row: null, tail: (analysis) => [...summaryCsv(analysis)].join('') };
  return (
    streams[format] ?? {
      head: '',
      row: null,
      tail: (analysis) => render(runPrintable(analysis, view), format, options),
    }
  );
};
