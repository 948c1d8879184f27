import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paintFor } from '../../src/report/colour.ts';
import { gridLines } from '../../src/report/grid.ts';
import { type GridColumn, gap, layoutOf } from '../../src/report/grid-layout.ts';
import { count, text, type ViewColumn, type ViewTable } from '../../src/report/view.ts';
import { textWidth } from '../../src/report/wrap.ts';

const column = (name: string, changes: Partial<ViewColumn> = {}): ViewColumn => ({
  group: '',
  name,
  align: 'left',
  priority: 0,
  ...changes,
});
const aTable = (columns: readonly ViewColumn[], rows: ViewTable['rows']): ViewTable => ({
  id: 'table',
  title: '',
  columns,
  rows,
  note: '',
});
const plain = (table: ViewTable, width: number): string =>
  gridLines(table, width, paintFor(false)).join('\n');

const words = column('what to do', { wraps: true });

describe('a table', () => {
  it.each([
    {
      name: 'that fits, with a group over its columns',
      table: aTable(
        [column('kind'), ...['p50', 'max'].map((name) => column(name, { group: 'init', align: 'right' }))],
        [[text('cold'), count(1), count(1_234)]],
      ),
      width: 40,
      want: ['      init', 'kind  p50    max', '────────────────', 'cold    1  1,234'],
    },
    {
      name: "whose group's name is wider than its columns",
      table: aTable(
        [column('n', { align: 'right' }), column('p', { group: 'round trip', align: 'right' })],
        [[count(1), count(2)]],
      ),
      width: 40,
      want: ['   round trip', 'n           p', '─────────────', '1           2'],
    },
    {
      name: 'whose least important column goes',
      table: aTable(
        [column('first'), column('second', { priority: 2 }), column('third', { priority: 1 })],
        [[text('a'.repeat(10)), text('b'.repeat(10)), text('c'.repeat(10))]],
      ),
      width: 24,
      want: [
        'first       third',
        '──────────────────────',
        'aaaaaaaaaa  cccccccccc',
        'Not shown at this width:',
        'second.',
      ],
    },
    {
      name: 'of running text, set in lines; figures stay with their units',
      table: aTable([column('severity'), words], [[text('error'), text('raise the limit by 12 ms or more')]]),
      width: 28,
      want: [
        'severity  what to do',
        '────────────────────────────',
        'error     raise the limit by',
        '          12 ms or more',
      ],
    },
    {
      name: 'of words that are wider than the page: cut after a joint',
      table: aTable(
        [column('of'), column('n', { align: 'right' })],
        [[text('arn:aws:lambda:us-east-1:123456789012'), count(1_234)]],
      ),
      width: 30,
      want: [
        'of                           n',
        '──────────────────────────────',
        'arn:aws:lambda:us-east-  1,234',
        '1:123456789012',
      ],
    },
    {
      name: 'whose figures do not fit beside each other: one line a cell',
      table: aTable(
        ['first', 'second', 'third'].map((name) => column(name, { align: 'right' })),
        [1, 2].map((row) => [count(row * 1e12), count(row * 1e12), count(row * 1e12)]),
      ),
      width: 40,
      want: [
        ...['first   1,000,000,000,000', 'second  1,000,000,000,000', 'third   1,000,000,000,000', ''],
        ...['first   2,000,000,000,000', 'second  2,000,000,000,000', 'third   2,000,000,000,000'],
      ],
    },
    {
      name: 'with wide characters: columns stay straight',
      table: aTable(
        [column('name'), column('n', { align: 'right' })],
        [
          [text('関数💥'), count(1)],
          [text('नमस्ते e\u0301'), count(2)],
        ],
      ),
      width: 40,
      want: ['name    n', '─────────', '関数💥  1', 'नमस्ते e\u0301   2'],
    },
  ])('$name', ({ table, width, want }) => expect(plain(table, width)).toBe(want.join('\n')));
});

/** Any table: words and figures, more and less important. */
const anyColumn: fc.Arbitrary<GridColumn> = fc.record({
  head: fc.stringMatching(/^[a-z]{1,12}$/),
  group: fc.constantFrom('', '', 'round trip'),
  cells: fc.array(fc.stringMatching(/^[a-z]{0,30}( [a-z]{1,20}){0,6}$/), { maxLength: 4 }),
  priority: fc.integer({ min: 0, max: 3 }),
  wraps: fc.boolean(),
  words: fc.boolean(),
});

describe('any layout', () => {
  const layouts = fc.tuple(
    fc.array(anyColumn, { minLength: 1, maxLength: 9 }),
    fc.integer({ min: 40, max: 100 }),
  );

  it('is no wider than the page, keeps heads whole, and never sets words in slivers', () => {
    fc.assert(
      fc.property(layouts, ([columns, width]) => {
        const { placed } = layoutOf(columns, width);
        if (placed === null) return;
        const sum = placed.reduce((all, each) => all + each.width, gap * Math.max(0, placed.length - 1));
        expect(sum).toBeLessThanOrEqual(width);
        for (const { index, width: own } of placed) {
          const { head = '', cells = [] } = columns[index] ?? {};
          expect(own).toBeGreaterThanOrEqual(textWidth(head));
          const widest = cells.reduce((most, { length }) => Math.max(most, length), 0);
          const isFigure = columns[index]?.words === false;
          expect(own).toBeGreaterThanOrEqual(isFigure ? widest : Math.min(widest, 12));
        }
      }),
    );
  });

  it('leaves nothing out that matters as much as what stays', () => {
    fc.assert(
      fc.property(layouts, ([columns, width]) => {
        const { kept } = layoutOf(columns, width);
        const left = columns.filter((_, index) => !kept.includes(index)).map(({ priority }) => priority);
        const worst = kept.reduce((most, index) => Math.max(most, columns[index]?.priority ?? 0), 0);
        expect(left.every((priority) => priority > worst)).toBe(true);
      }),
    );
  });
});
