import { describe, expect, it } from 'vitest';
import type { Benchmark, BenchmarkResult, Figure } from '../../bench/figure.ts';
import { missingText, verdictOf } from '../../bench/runner/cells.ts';
import { markdownTables, withBlock } from '../../bench/runner/markdown.ts';
import { runOptions } from '../../bench/runner/options.ts';
import { type Row, rowsOf } from '../../bench/runner/row.ts';
import { runSuite } from '../../bench/runner/suite.ts';
import { terminalTable } from '../../bench/runner/terminal.ts';

const figure = (more: Partial<Figure> = {}): Figure => ({
  group: 'logs',
  name: 'text',
  unit: 'ms',
  values: [20, 30, 90],
  anchor: { name: 'grep -c', values: [10, 5, 30] },
  goal: { of: 'ratio', atMost: 3 },
  ...more,
});
const measured = (more: Partial<Figure> = {}): BenchmarkResult => ({
  kind: 'measured',
  figures: [figure(more)],
});
const notRun: BenchmarkResult = { kind: 'not-run', group: 'logs', name: 'JSON', because: 'there is no grep' };

const entry = (name: string, run: Benchmark['run']) => ({ name, load: async () => ({ name, run }) });
const quiet = { short: false, nowMs: () => 0, onStart: () => {}, onError: () => {} };

describe('goals are judged by the medians', () => {
  it.each([
    { name: 'ratio reached', more: {}, met: true },
    { name: 'ratio missed', more: { goal: { of: 'ratio', atMost: 2.9 } }, met: false },
    { name: 'at least, reached', more: { goal: { of: 'ratio', atLeast: 3 } }, met: true },
    { name: 'at least, missed', more: { goal: { of: 'ratio', atLeast: 3.1 } }, met: false },
    { name: 'value reached', more: { goal: { of: 'value', atMost: 30 } }, met: true },
    { name: 'value missed', more: { goal: { of: 'value', atMost: 29 } }, met: false },
    { name: 'no goal', more: { goal: null }, met: null },
  ] as const)('$name', ({ more, met }) =>
    expect(rowsOf(measured(more), true)).toMatchObject([{ kind: 'measured', met }]),
  );

  it('are not judged in the short form', () =>
    expect(
      rowsOf(measured({ values: [900], anchor: { name: 'grep -c', values: [1] } }), false),
    ).toMatchObject([{ met: null }]));

  it.each([
    { name: 'no value', more: { values: [] } },
    { name: 'a value that is no number', more: { values: [Number.NaN] } },
    { name: 'no value of the anchor', more: { anchor: { name: 'grep -c', values: [] } } },
    { name: 'a goal of a ratio without an anchor', more: { anchor: null } },
  ])('$name is a failure, never 0', ({ more }) =>
    expect(rowsOf(measured(more), true)).toMatchObject([{ kind: 'failed', group: 'logs', name: 'text' }]),
  );
});

describe('the suite', () => {
  it('goes on after a benchmark that throws, cannot be loaded, or gives nothing', async () => {
    const { rows } = await runSuite(
      [
        entry('throws', async () => {
          throw new Error('no such\nfile');
        }),
        { name: 'absent', load: () => Promise.reject(new Error('not there')) },
        entry('empty', async () => []),
        entry('good', async () => [measured(), notRun]),
      ],
      quiet,
    );
    expect(rows.map(({ kind }) => kind)).toEqual(['failed', 'failed', 'failed', 'measured', 'not-run']);
    expect(rows[0]).toMatchObject({ group: 'throws', because: 'no such\nfile' });
  });

  it('hands on the form and keeps the order', async () => {
    const seen: string[] = [];
    const one = (name: string) =>
      entry(name, async ({ short }) => {
        seen.push(`${name} ${short}`);
        return [measured()];
      });
    await runSuite([one('first'), one('second')], { ...quiet, short: true });
    expect(seen).toEqual(['first true', 'second true']);
  });
});

const rows: readonly Row[] = [
  ...rowsOf(measured(), true),
  ...rowsOf(measured({ name: 'slow', goal: { of: 'ratio', atMost: 2 } }), true),
  ...rowsOf(
    measured({ group: 'report', name: 'rows', unit: 'req/s', values: [12345], anchor: null, goal: null }),
    true,
  ),
  ...rowsOf(notRun, true),
  { kind: 'failed', group: 'report', name: 'memory', because: 'broke\nhere' },
];

describe('tables', () => {
  it('terminal: every figure with its median, range, anchor, ratio, goal and verdict', () => {
    const lines = terminalTable(rows).split('\n');
    const cellsOf = (name: string) => lines.find((line) => line.startsWith(name))?.split(/ {2,}/);
    expect(cellsOf('figure')).toEqual(['figure', 'median', 'min–max', 'anchor', 'ratio', 'goal', 'met']);
    expect(cellsOf('text')).toEqual([
      ...['text', '30.0 ms', '20.0–90.0', 'grep -c: 10.0 ms', '3.00 × (2.00–6.00)', '≤ 3 ×', 'yes'],
    ]);
    expect(cellsOf('slow')?.slice(-2)).toEqual(['≤ 2 ×', 'no']);
    expect(cellsOf('rows')).toEqual(['rows', '12,345 req/s', '12,345–12,345', '–', '–', '–', '–']);
    expect(lines).toContain('JSON: could not run: there is no grep');
    expect(lines).toContain('memory: failed: broke here');
    expect(lines.filter((line) => /^[A-Z]+$/.test(line))).toEqual(['LOGS', 'REPORT']);
    expect(lines.at(-2)).toBe('1 of 2 goals met, 1 could not run here, 1 failed.');
  });

  it('Markdown: as many cells in each line, missing goals in bold', () => {
    const text = markdownTables(rows, 'a day');
    const widths = text
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) => line.split(/(?<!\\)\|/).length);
    expect(new Set(widths)).toEqual(new Set([9]));
    expect(text).toContain(
      '| slow | 30.0 ms | 20.0–90.0 | grep -c: 10.0 ms | 3.00 × (2.00–6.00) | ≤ 2 × | **no** |',
    );
    expect(text).toContain('| JSON | could not run: there is no grep |');
    expect(text.startsWith('Made on a day. 1 of 2 goals met')).toBe(true);
  });

  it('Markdown: text stays text', () => {
    const [row] = rowsOf(measured({ name: 'a|b <i> `c` *d*\u001b[31m' }), true);
    expect(markdownTables(row === undefined ? [] : [row], 'x')).toContain(
      '| a\\|b &lt;i&gt; \\`c\\` \\*d\\* \\[31m |',
    );
  });

  it('terminal: control characters do not reach it', () => {
    const row: Row = { kind: 'failed', group: 'g', name: 'n\u001b[2J', because: 'b\u0007' };
    expect(terminalTable([row])).not.toMatch(/[\u0007\u001b]/);
    expect(missingText(row)).toContain('failed: b');
  });

  it('says that nothing was judged', () => expect(verdictOf([])).toBe('No goal was judged.'));
});

describe('block of a page', () => {
  it('replaces what stands there, and only that, however often', () => {
    const page = 'a\n<!-- bench -->\nold\n<!-- /bench -->\nz\n';
    const once = withBlock(page, 'bench', 'new');
    expect(once).toBe('a\n<!-- bench -->\nnew\n<!-- /bench -->\nz\n');
    expect(withBlock(once, 'bench', 'new')).toBe(once);
  });

  it('a page without the place is refused', () =>
    expect(() => withBlock('a', 'bench', 'new')).toThrow('no place for bench'));
});

describe('options', () => {
  const known = ['dispatch', 'logs', 'report'];
  it.each([
    { args: [], want: { short: false, docs: false, jsonPath: null, names: known } },
    {
      args: ['--short', '--json', 'a.json'],
      want: { short: true, docs: false, jsonPath: 'a.json', names: known },
    },
    {
      args: ['--only', 'report', '--only', 'dispatch'],
      want: { short: false, docs: false, jsonPath: null, names: ['dispatch', 'report'] },
    },
  ])('$args', ({ args, want }) => expect(runOptions(args, known)).toEqual(want));

  it.each([
    { args: ['--only', 'speed'], says: 'no benchmark speed; there are dispatch, logs, report' },
    { args: ['--docs', '--short'], says: 'whole suite' },
    { args: ['--docs', '--only', 'logs'], says: 'whole suite' },
    { args: ['--fast'], says: '--fast' },
    { args: ['logs'], says: 'logs' },
  ])('refused: $args', ({ args, says }) => expect(() => runOptions(args, known)).toThrow(says));
});
