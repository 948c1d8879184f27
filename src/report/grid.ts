import type { Paint } from './colour.ts';
import { terminalText } from './escape.ts';
import { type GridColumn, gap, layoutOf, runsOf } from './grid-layout.ts';
import { formatCell } from './units.ts';
import type { Cell, Tone, ViewColumn, ViewTable } from './view.ts';
import { hanging, padded, textWidth, wrap } from './wrap.ts';

const none: Cell = { kind: 'text', value: null };

interface ShownColumn extends GridColumn {
  readonly align: ViewColumn['align'];
  readonly tones: readonly Tone[];
}

const shownOf = ({ columns, rows }: ViewTable): readonly ShownColumn[] =>
  columns.map(({ group, name, align, priority, wraps }, index) => {
    const cells = rows.map((row) => row[index] ?? none);
    return {
      head: terminalText(name),
      group: terminalText(group),
      align,
      priority,
      wraps: wraps === true,
      words: cells.some(({ kind }) => kind === 'text'),
      cells: cells.map((cell) => terminalText(formatCell(cell))),
      tones: cells.map(({ tone }) => tone ?? 'plain'),
    };
  });

const joined = (texts: readonly string[]): string => texts.join(' '.repeat(gap)).trimEnd();
const widest = (texts: readonly string[]): number =>
  texts.reduce((most, text) => Math.max(most, textWidth(text)), 0);

interface Spread extends ShownColumn {
  readonly width: number;
  /** Each cell's lines. */
  readonly set: readonly (readonly string[])[];
}

/** Sets a column's cells in lines; what is broken into lines may need less than it may have. */
const spread = (column: ShownColumn, most: number): Spread => {
  const set = column.cells.map((cell) => wrap(cell, most));
  const isBroken = set.some(({ length }) => length > 1);
  return { ...column, set, width: isBroken ? Math.max(textWidth(column.head), widest(set.flat())) : most };
};

/** Each group's name over its first column, or over as many of its columns as it needs. */
const groupLine = (columns: readonly Spread[]): string =>
  joined(
    runsOf(columns).map((run) => {
      const [first] = run;
      const all = run.reduce((sum, { width }) => sum + width, gap * (run.length - 1));
      return padded(padded(first?.group ?? '', first?.width ?? 0, first?.align), all);
    }),
  );

const headLines = (columns: readonly Spread[], paint: Paint): string[] => [
  ...(columns.some(({ group }) => group !== '') ? [paint(groupLine(columns), 'faint')] : []),
  paint(joined(columns.map(({ head, width, align }) => padded(head, width, align))), 'faint'),
  '─'.repeat(columns.reduce((sum, { width }) => sum + width, gap * (columns.length - 1))),
];

const rowLines = (columns: readonly Spread[], row: number, paint: Paint): string[] => {
  const height = columns.reduce((most, { set }) => Math.max(most, set[row]?.length ?? 0), 1);
  return Array.from({ length: height }, (_, line) =>
    joined(
      columns.map(({ set, width, align, tones }) =>
        padded(set[row]?.[line] ?? '', width, align, (words) => paint(words, tones[row] ?? 'plain')),
      ),
    ),
  );
};

/** One line a cell, where not even the narrowest columns fit beside each other. */
const recordLines = (columns: readonly ShownColumn[], row: number, width: number, paint: Paint): string[] => {
  const names = columns.map(({ group, head }) => `${group} ${head}`.trim());
  const label = widest(names) + gap;
  return columns.flatMap(({ cells, tones }, at) =>
    hanging(padded(names[at] ?? '', label), cells[row] ?? '', width, (words) =>
      paint(words, tones[row] ?? 'plain'),
    ),
  );
};

/** A table in lines of at most `width` columns; those below it say which columns did not fit. */
export const gridLines = (table: ViewTable, width: number, paint: Paint): string[] => {
  const columns = shownOf(table);
  const { kept, placed } = layoutOf(columns, width);
  const rows = [...table.rows.keys()];
  const placedColumns = (placed ?? []).flatMap(({ index, width: most }) => {
    const column = columns[index];
    return column === undefined ? [] : [spread(column, most)];
  });
  const records = columns.filter((_, index) => kept.includes(index));
  const lines =
    placed === null
      ? rows.flatMap((row) => [...(row === 0 ? [] : ['']), ...recordLines(records, row, width, paint)])
      : [...headLines(placedColumns, paint), ...rows.flatMap((row) => rowLines(placedColumns, row, paint))];
  const left = columns.filter((_, index) => !kept.includes(index));
  if (left.length === 0) return lines;
  const names = left.map(({ group, head }) => `${group} ${head}`.trim()).join(', ');
  return [...lines, ...wrap(`Not shown at this width: ${names}.`, width).map((line) => paint(line, 'faint'))];
};
