import type { Format } from './formats.ts';
import type { Printable } from './printable.ts';
import { type TableOptions, tableText } from './table.ts';

/** Text of a result, in pieces, so that a long one is never one string. */
export type Renderer = (result: Printable, options: TableOptions) => Iterable<string>;

/** What writes each format. */
export const renderers = {
  table: (result, options) => [tableText(result.view(), options)],
  json: (result) => result.json(),
  csv: (result) => result.csv(),
} satisfies Record<Format, Renderer>;

/** A result in a format, in pieces.
 * @param options - colour and width, which only `table` heeds */
export const renderChunks = (
  result: Printable,
  format: Format,
  options: TableOptions = {},
): Iterable<string> => renderers[format](result, options);

/** A result in a format, whole. */
export const render = (result: Printable, format: Format, options: TableOptions = {}): string =>
  [...renderChunks(result, format, options)].join('');
