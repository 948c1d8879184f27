import { chartTable } from './charts/table.ts';
import { terminalText } from './escape.ts';
import { formatCell, formatPhrase } from './units.ts';
import { type Check, headingOf, type View, type ViewTable } from './view.ts';

/** GitHub cuts a comment at 65,536 characters and refuses a step summary over 1 MiB.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits */
const mostCharacters = 60_000;
const mostRows = 100;

/** Text that Markdown takes for nothing but text: its punctuation, HTML, autolinks and mentions are written as what they
 * are. A break inside a word that a mention or a link would need does not show.
 * @see https://github.github.com/gfm/#backslash-escapes */
export const markdownText = (hostile: string): string =>
  terminalText(hostile)
    .replace(/[\\`*_{}[\]()#+!|~<>&$]/g, (character) =>
      character === '<'
        ? '&lt;'
        : character === '>'
          ? '&gt;'
          : character === '&'
            ? '&amp;'
            : `\\${character}`,
    )
    .replace(/^(\s*)([-=])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])(?=\s)/, '$1\\$2')
    .replaceAll('@', '@&#8203;')
    .replace(/\b(https?|ftp):\/\//gi, '$1:&#8203;//')
    .replace(/\bwww\./gi, 'www&#8203;.');

const markOf = { passed: '✅ passed', breached: '❌ breached', undecided: '❔ undecided' } satisfies Record<
  Check['verdict'],
  string
>;

const lineOf = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function tableLines(table: ViewTable): string[] {
  const heads = table.columns.map(({ group, name }) => markdownText(`${group} ${name}`.trim()));
  const left = table.rows.length - mostRows;
  return [
    lineOf(heads),
    lineOf(table.columns.map(({ align }) => (align === 'right' ? '---:' : '---'))),
    ...table.rows
      .slice(0, mostRows)
      .map((row) =>
        lineOf(
          table.columns.map((_, index) =>
            markdownText(formatCell(row[index] ?? { kind: 'text', value: null })),
          ),
        ),
      ),
    ...(left > 0 ? ['', `… and ${left} more.`] : []),
    ...(table.note === '' ? [] : ['', markdownText(table.note)]),
  ];
}

const folded = (summary: string, lines: readonly string[]): string[] => [
  `<details><summary>${markdownText(summary)}</summary>`,
  '',
  ...lines,
  '',
  '</details>',
];

/** The parts of a view, most important first: what comes last goes first where all is too long. */
function blocksOf(view: View): string[][] {
  const [first, ...others] = view.tables;
  return [
    [`### ${markdownText(view.title)}`],
    [`**${markdownText(view.headline)}**`],
    view.checks.map(
      ({ verdict, name, message }) => `- ${markOf[verdict]}: ${markdownText(`${name}: ${message}`)}`,
    ),
    view.notes.map(({ message }) => `> ⚠️ ${markdownText(message)}\n`),
    first === undefined ? [] : tableLines(first),
    view.facts.length === 0
      ? []
      : folded(
          'Facts',
          view.facts.map(
            ({ name, value }) => `- ${markdownText(name)}: ${markdownText(formatPhrase(value))}`,
          ),
        ),
    ...others.map((table) => folded(headingOf(table), tableLines(table))),
    ...(view.charts ?? [])
      .filter(({ kind }) => kind !== 'points')
      .map((chart) => folded(chart.title, [markdownText(chart.says), '', ...tableLines(chartTable(chart))])),
  ].filter((lines) => lines.length > 0);
}

/** A view as GitHub-flavoured Markdown for a comment or a step summary: verdict, checks and the first table open,
 * all else folded; within GitHub's limits, and saying so where something had to go. */
export function markdownDocument(view: View): string {
  const kept: string[] = [];
  let room = mostCharacters;
  let left = 0;
  for (const block of blocksOf(view)) {
    const text = block.join('\n');
    if (text.length + 2 > room) left += 1;
    else {
      kept.push(text);
      room -= text.length + 2;
    }
  }
  if (left > 0) kept.push(`_${left} more parts did not fit in here; --format html or json has them._`);
  return `${kept.join('\n\n')}\n`;
}
