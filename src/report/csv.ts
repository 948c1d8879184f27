import type { Row } from '../model/invocation.ts';
import { cellOf, columns } from './columns.ts';
import { csvText } from './escape.ts';

type Field = string | number | boolean | null;

/** Numbers are no text: a minus sign stays one. */
const field = (value: Field): string => {
  if (value === null) return '';
  return typeof value === 'string' ? csvText(value) : String(value);
};

/** One record by RFC 4180, with its CRLF. */
export const csvRecord = (fields: readonly Field[]): string => `${fields.map(field).join(',')}\r\n`;

/** The header record of the row contract. */
export const csvHeader = (): string => csvRecord(columns.map((column) => column.name));

/** One invocation as a record of the row contract; empty fields were not measured. */
export const csvRow = (row: Row): string => csvRecord(columns.map((column) => cellOf(column, row)));

const rowsPerChunk = 1_000;

/** Header and rows in pieces, so that a long run is never one string. */
export function* csvRows(rows: Iterable<Row>): Generator<string> {
  let chunk = csvHeader();
  let held = 0;
  for (const row of rows) {
    chunk += csvRow(row);
    held += 1;
    if (held === rowsPerChunk) {
      yield chunk;
      chunk = '';
      held = 0;
    }
  }
  if (chunk !== '') yield chunk;
}
