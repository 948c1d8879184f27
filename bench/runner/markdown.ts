import { cellsOf, grouped, heads, missingText, verdictOf } from './cells.ts';
import type { Row } from './row.ts';

/** Text of a Markdown cell: nothing in it becomes a column, a tag or emphasis. */
const cell = (text: string): string =>
  text
    .replaceAll(/\p{Cc}+/gu, ' ')
    .replaceAll(/[\\`*_[\]<>|]/g, (character) =>
      character === '<' ? '&lt;' : character === '>' ? '&gt;' : `\\${character}`,
    );

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const rowLine = (row: Row): string =>
  row.kind === 'measured'
    ? line(cellsOf(row).map((text, index) => (index === 6 && text === 'no' ? '**no**' : cell(text))))
    : line([cell(row.name), cell(missingText(row)), ...heads.slice(2).map(() => '')]);

/** The suite as Markdown: one table a group.
 * @param made - when and where, one line */
export function markdownTables(rows: readonly Row[], made: string): string {
  const tables = [...grouped(rows)].map(([group, own]) =>
    [`### ${cell(group)}`, '', line(heads), line(heads.map(() => '---')), ...own.map(rowLine)].join('\n'),
  );
  return [`Made on ${cell(made)}. ${verdictOf(rows)}`, ...tables].join('\n\n');
}

/** Puts text between `<!-- NAME -->` and `<!-- /NAME -->`.
 * @throws where the page has no such place */
export function withBlock(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from === -1 || to < from) throw new Error(`the page has no place for ${name}`);
  return `${page.slice(0, from + begin.length)}${text}\n${page.slice(to)}`;
}
