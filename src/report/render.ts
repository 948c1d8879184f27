import type { Format } from './formats.ts';
import { annotations } from './github.ts';
import { junitXml } from './junit.ts';
import { markdownDocument } from './markdown.ts';
import type { Printable } from './printable.ts';
import { type TableOptions, tableText } from './table.ts';

/** Text of a result, in pieces, so that a long one is never one string. What draws loads its library first. */
export type Renderer = (
  result: Printable,
  options: TableOptions,
) => Iterable<string> | Promise<Iterable<string>>;

/** What writes each format. */
export const renderers = {
  table: (result, options) => [tableText(result.view(), options)],
  json: (result) => result.json(),
  csv: (result) => result.csv(),
  html: async (result) => (await import('./html/page.ts')).htmlChunks(result.view({ full: true })),
  markdown: (result) => [markdownDocument(result.view({ full: true }))],
  junit: (result) => [junitXml(result.view())],
  github: (result, options) => [tableText(result.view(), options), annotations(result.view())],
} satisfies Record<Format, Renderer>;

/** A result in a format, in pieces.
 * @param options - colour and width, which only `table` heeds */
export const renderChunks = async (
  result: Printable,
  format: Format,
  options: TableOptions = {},
): Promise<Iterable<string>> => renderers[format](result, options);

/** A result in a format, whole. */
export const render = async (
  result: Printable,
  format: Format,
  options: TableOptions = {},
): Promise<string> => [...(await renderChunks(result, format, options))].join('');
