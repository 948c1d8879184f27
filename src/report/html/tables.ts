import { markupText } from '../escape.ts';
import { formatCell } from '../units.ts';
import type { Cell, ViewColumn, ViewTable } from '../view.ts';

/** A group's name stands over that of its column. */
const headOf = ({ group, name }: ViewColumn): string =>
  group === '' ? markupText(name) : `<span>${markupText(group)}</span> ${markupText(name)}`;

const classOf = (column: ViewColumn, cell: Cell): string => {
  const tone = cell.tone ?? 'plain';
  const names = [
    ...(column.align === 'right' ? ['right'] : []),
    ...(column.wraps === true ? ['words'] : []),
    ...(tone === 'plain' ? [] : [tone]),
  ];
  return names.length === 0 ? '' : ` class="${names.join(' ')}"`;
};

/** What a script sorts by: the raw figure, not its rounded text. */
const sortedBy = (cell: Cell): string => {
  if (cell.kind === 'text') return '';
  const raw = cell.kind === 'number' ? cell.value : cell.min;
  return ` data-value="${raw !== null && Number.isFinite(raw) ? raw : ''}"`;
};

/** @param groupColumn - the column whose text a filter hides rows by; null: the table has no filter */
function* rowsOf({ columns, rows }: ViewTable, groupColumn: number | null): Generator<string> {
  for (const row of rows) {
    const group = groupColumn === null ? undefined : row[groupColumn];
    yield `<tr${group === undefined ? '' : ` data-group="${markupText(formatCell(group))}"`}>${columns
      .map((column, index) => {
        const cell = row[index] ?? { kind: 'text', value: null };
        return `<td${classOf(column, cell)}${sortedBy(cell)}>${markupText(formatCell(cell))}</td>`;
      })
      .join('')}</tr>`;
  }
}

/** Tables with more columns are set smaller on paper. */
const mostPlain = 10;

/** A table in a frame that scrolls by itself where the page is too narrow.
 * @param name - for who cannot see it */
export function* tableHtml(
  table: ViewTable,
  name: string,
  groupColumn: number | null = null,
): Generator<string> {
  const heads = table.columns.map(
    (column) => `<th scope="col"${column.align === 'right' ? ' class="right"' : ''}>${headOf(column)}</th>`,
  );
  yield `<div class="scroll" tabindex="0" role="region" aria-label="${markupText(name)}"><table class="sortable${table.columns.length > mostPlain ? ' many' : ''}"><thead><tr>${heads.join('')}</tr></thead><tbody>`;
  yield* rowsOf(table, groupColumn);
  yield '</tbody></table></div>';
  if (table.note !== '') yield `<p class="faint">${markupText(table.note)}</p>`;
}
