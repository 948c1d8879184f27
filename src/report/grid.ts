import Table from 'cli-table3';
import type { Paint } from './colour.ts';
import { terminalText } from './escape.ts';
import { formatCell } from './units.ts';
import type { Cell, ViewColumn, ViewTable } from './view.ts';
import { textWidth, wrap } from './wrap.ts';

const gap = 2;
const leastWrapped = 24;

const shown = (cell: Cell): string => terminalText(formatCell(cell));

/** The widest of a column; of running text only what it needs at least. */
const widthOf = (table: ViewTable, index: number, column: ViewColumn): number => {
  const heads = Math.max(textWidth(column.group), textWidth(column.name));
  const cells = table.rows.map((row) => textWidth(shown(row[index] ?? { kind: 'text', value: null })));
  const widest = cells.reduce((most, width) => Math.max(most, width), heads);
  return column.wraps === true ? Math.min(widest, leastWrapped) : widest;
};

const total = (widths: readonly number[]): number =>
  widths.reduce((sum, width) => sum + width, 0) + gap * Math.max(0, widths.length - 1);

interface Layout {
  /** Indexes of the columns that fit. */
  readonly kept: readonly number[];
  readonly left: readonly ViewColumn[];
  /** What running text may take, by index of its column. */
  readonly wrappedWidths: ReadonlyMap<number, number>;
}

/** Shares the room that is left among columns of running text, by how much they have to say. */
const shared = (table: ViewTable, running: readonly number[], room: number): ReadonlyMap<number, number> => {
  const longest = (index: number): number =>
    table.rows.reduce(
      (most, row) => Math.max(most, textWidth(shown(row[index] ?? { kind: 'text', value: null }))),
      leastWrapped,
    );
  // By the root: a text twice as long does not take the room of its neighbour.
  const weights = running.map((index) => Math.sqrt(longest(index)));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return new Map(
    running.map((index, at) => [
      index,
      Math.max(leastWrapped, Math.floor((room * (weights[at] ?? 0)) / all)),
    ]),
  );
};

/** Leaves out the least important columns until the table fits. */
const layoutOf = (table: ViewTable, width: number): Layout => {
  const widths = table.columns.map((column, index) => widthOf(table, index, column));
  let kept = table.columns.map((_, index) => index);
  const widthsOf = (indexes: readonly number[]) => indexes.map((index) => widths[index] ?? 0);
  const priority = (index: number): number => table.columns[index]?.priority ?? 0;
  while (total(widthsOf(kept)) > width) {
    const least = kept.reduce((worst, index) => Math.max(worst, priority(index)), 0);
    if (least === 0) break;
    kept = kept.filter((index) => priority(index) !== least);
  }
  const fixed = kept.filter((index) => table.columns[index]?.wraps !== true);
  const running = kept.filter((index) => table.columns[index]?.wraps === true);
  return {
    kept,
    left: table.columns.filter((_, index) => !kept.includes(index)),
    wrappedWidths: shared(table, running, width - total(widthsOf(fixed)) - gap * running.length),
  };
};

const headOf = (columns: readonly ViewColumn[]): string[] => {
  const grouped = columns.some((column) => column.group !== '');
  return columns.map((column, index) => {
    const first = columns[index - 1]?.group !== column.group;
    return grouped ? `${first ? column.group : ''}\n${column.name}` : column.name;
  });
};

const nameOf = (column: ViewColumn): string => `${column.group} ${column.name}`.trim();

/** A table of at most `width` columns where its figures allow it, one string a line; the lines below it say which
 * columns did not fit. */
export const gridLines = (table: ViewTable, width: number, paint: Paint): string[] => {
  const { kept, left, wrappedWidths } = layoutOf(table, width);
  const columns = kept.flatMap((index) => table.columns[index] ?? []);
  const grid = new Table({
    head: headOf(columns).map((head) => head.replace(/[^\n]+/g, (line) => paint(line, 'faint'))),
    colAligns: columns.map((column) => column.align),
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      mid: '─',
      'mid-mid': '──',
      right: '',
      'right-mid': '',
      middle: ' '.repeat(gap),
    },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
  });
  for (const row of table.rows) {
    grid.push(
      kept.map((index) => {
        const cell = row[index] ?? { kind: 'text', value: null };
        const words = shown(cell);
        const wrappedWidth = wrappedWidths.get(index);
        const lines = wrappedWidth === undefined ? [words] : wrap(words, wrappedWidth);
        return lines.map((line) => paint(line, cell.tone ?? 'plain')).join('\n');
      }),
    );
  }
  const lines = grid
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
  if (left.length === 0) return lines;
  return [
    ...lines,
    ...wrap(`Not shown at this width: ${left.map(nameOf).join(', ')}.`, width).map((line) =>
      paint(line, 'faint'),
    ),
  ];
};
