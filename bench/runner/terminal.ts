import Table from 'cli-table3';
import { cellsOf, grouped, heads, missingText, verdictOf } from './cells.ts';
import type { Row } from './row.ts';

const borderless = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' },
};

/** Control characters would move the cursor. */
const plain = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ');

/** The suite as a table for a terminal; ends with a newline. */
export function terminalTable(rows: readonly Row[]): string {
  const grid = new Table({
    head: [...heads],
    colAligns: ['left', 'right', 'right', 'left', 'left', 'right', 'left'],
    chars: borderless,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
  });
  const sentences: string[] = [];
  for (const [group, own] of grouped(rows)) {
    grid.push(['']);
    grid.push([plain(group).toUpperCase()]);
    for (const row of own) {
      if (row.kind === 'measured') grid.push(cellsOf(row).map(plain));
      else {
        grid.push([plain(row.name), row.kind === 'failed' ? 'failed' : 'not run', '', '', '', '', '']);
        sentences.push(plain(`${row.name}: ${missingText(row)}`));
      }
    }
  }
  const lines = grid
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
  return [...lines, '', ...sentences, verdictOf(rows), ''].join('\n');
}
