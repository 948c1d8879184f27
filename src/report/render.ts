import type { Format } from './formats.ts';
import { annotations, withoutCommands } from './github.ts';
import { junitXml } from './junit.ts';
import { markdownDocument } from './markdown.ts';
import type { Printable } from './printable.ts';
import { type TableOptions, tableText } from './table.ts';

/** Colour and width are for what a terminal shows. */
export interface RenderOptions extends TableOptions {
  /** CSV: one record a figure. */
  readonly summary?: boolean;
}

/** Text of a result, in pieces, so that a long one is never one string. What draws loads its library first. */
export type Renderer = (
  result: Printable,
  options: RenderOptions,
) => Iterable<string> | Promise<Iterable<string>>;

/** What writes each format. */
export const renderers = {
  table: (result, options) => [tableText(result.view(), options)],
  json: (result) => result.json(),
  csv: (result, { summary }) => result.csv({ summary: summary === true }),
  html: async (result) => (await import('./html/page.ts')).htmlChunks(result.view({ full: true })),
  markdown: (result) => [markdownDocument(result.view({ full: true }))],
  junit: (result) => [junitXml(result.view())],
  github: (result, options) => [
    withoutCommands(tableText(result.view(), options)),
    annotations(result.view()),
  ],
} satisfies Record<Format, Renderer>;

/** A result in a format, in pieces.
 * @param options - each format heeds those that are for it */
export const renderChunks = async (
  result: Printable,
  format: Format,
  options: RenderOptions = {},
): Promise<Iterable<string>> => renderers[format](result, options);

/** A result in a format, whole. */
export const render = async (
  result: Printable,
  format: Format,
  options: RenderOptions = {},
): Promise<string> => [...(await renderChunks(result, format, options))].join('');
