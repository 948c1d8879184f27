import type { Row } from '../model/invocation.ts';
import { cellOf, columns } from './columns.ts';

/** A row with the fields of the CSV, in camelCase. */
export const jsonRow = (row: Row): Record<string, string | number | boolean | null> =>
  Object.fromEntries(columns.map((column) => [column.key, cellOf(column, row)]));
