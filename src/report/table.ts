import { chartLines } from './charts/text.ts';
import { paintFor } from './colour.ts';
import { terminalText } from './escape.ts';
import { gridLines } from './grid.ts';
import { formatPhrase } from './units.ts';
import type { Check, Fact, Tone, View } from './view.ts';
import { hanging, padded, textWidth, wrap } from './wrap.ts';

export interface TableOptions {
  /** ANSI colours as a second channel; nothing is said by colour alone. Default false. */
  readonly colour?: boolean;
  /** Width of the terminal in columns; text is set in at most 100. Default 100. */
  readonly columns?: number;
}

const widest = 100;
const narrowest = 40;

const marks = { passed: '✓', breached: '✗', undecided: '?' } satisfies Record<Check['verdict'], string>;
const checkTones = { passed: 'good', breached: 'bad', undecided: 'caution' } satisfies Record<
  Check['verdict'],
  Tone
>;

const factLines = (facts: readonly Fact[], width: number): string[] => {
  const names = facts.map(({ name }) => terminalText(name));
  const column = names.reduce((most, name) => Math.max(most, textWidth(name)), 0) + 2;
  return facts.flatMap(({ value }, index) => {
    return hanging(padded(names[index] ?? '', column), terminalText(formatPhrase(value)), width);
  });
};

/** A view as text for a terminal: the verdict first, then facts, tables, notes and checks, with a blank line between.
 * Hostile text is escaped; the result ends with a newline. */
export function tableText(view: View, options: TableOptions = {}): string {
  const width = Math.max(narrowest, Math.min(options.columns ?? widest, widest));
  const paint = paintFor(options.colour === true);
  const blocks: string[][] = [];
  blocks.push(wrap(terminalText(view.headline), width).map((line) => paint(line, 'strong')));
  blocks.push(factLines(view.facts, width));
  for (const table of view.tables) {
    blocks.push([
      ...(table.title === '' ? [] : [paint(terminalText(table.title), 'strong')]),
      ...gridLines(table, width, paint),
      ...(table.note === '' ? [] : wrap(terminalText(table.note), width)),
    ]);
  }
  for (const chart of view.charts ?? []) blocks.push(chartLines(chart, width, paint) ?? []);
  blocks.push(
    view.notes.flatMap(({ message }) =>
      hanging('! ', terminalText(message), width).map((line) => paint(line, 'caution')),
    ),
  );
  blocks.push(
    view.checks.flatMap(({ verdict, name, message }) =>
      hanging(
        `${marks[verdict]} ${verdict.padEnd('undecided'.length)}  `,
        terminalText(`${name}: ${message}`),
        width,
      ).map((line) => paint(line, checkTones[verdict])),
    ),
  );
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}
