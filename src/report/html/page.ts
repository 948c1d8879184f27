import { createHash } from 'node:crypto';
import type { Chart, Hue } from '../chart.ts';
import { chartTable } from '../charts/table.ts';
import { markupText } from '../escape.ts';
import { formatPhrase } from '../units.ts';
import { type Check, type Fact, headingOf, type Note, type View } from '../view.ts';
import { drawn } from './draw.ts';
import { script } from './script.ts';
import { style } from './style.ts';
import { tableHtml } from './tables.ts';

const scriptHash = createHash('sha256').update(script).digest('base64');

/** Nothing is fetched and nothing runs but the one script below; styles stand in the page and in its pictures.
 * @see https://www.w3.org/TR/CSP3/ */
const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${scriptHash}'; base-uri 'none'; form-action 'none'`;

const verdictWords = {
  passed: '✓ passed',
  breached: '✗ breached',
  undecided: '? undecided',
} satisfies Record<Check['verdict'], string>;

const checksHtml = (checks: readonly Check[]): string =>
  checks.length === 0
    ? ''
    : `<ul class="checks">${checks
        .map(
          ({ verdict, name, message }) =>
            `<li class="${verdict}"><strong>${verdictWords[verdict]}</strong> ${markupText(`${name}: ${message}`)}</li>`,
        )
        .join('')}</ul>`;

const notesHtml = (notes: readonly Note[]): string =>
  notes.length === 0
    ? ''
    : `<h2>To know before you read on</h2><ul class="notes">${notes
        .map(({ message }) => `<li>${markupText(message)}</li>`)
        .join('')}</ul>`;

const factsHtml = (facts: readonly Fact[]): string =>
  facts.length === 0
    ? ''
    : `<h2>Facts</h2><dl>${facts
        .map(({ name, value }) => `<dt>${markupText(name)}</dt><dd>${markupText(formatPhrase(value))}</dd>`)
        .join('')}</dl>`;

const partNames: Partial<Record<Hue, string>> = {
  waiting: 'waiting to be sent',
  network: 'network and queue',
  init: 'init waited for',
};

/** What the colours stand for, where the chart does not write it beside each line. */
function legendOf(chart: Chart): readonly (readonly [Hue, string])[] {
  if (chart.kind === 'timeline') {
    const seen = new Set(chart.lanes.flatMap(({ segments }) => segments.map(({ hue }) => hue)));
    return [...seen].map((hue) => [hue, partNames[hue] ?? `handler, ${hue}`]);
  }
  if (chart.kind === 'grid') return [...new Set(chart.cells.map(({ hue }) => hue))].map((hue) => [hue, hue]);
  return [];
}

const legendHtml = (chart: Chart): string => {
  const entries = legendOf(chart);
  return entries.length === 0
    ? ''
    : `<ul class="legend">${entries
        .map(([hue, words]) => `<li><i class="hue-${hue}"></i>${markupText(words)}</li>`)
        .join('')}</ul>`;
};

function* chartHtml(chart: Chart): Generator<string> {
  const table = chartTable(chart);
  const isFiltered = chart.kind === 'timeline';
  yield `<h2>${markupText(chart.title)}</h2><figure id="${markupText(chart.id)}"${isFiltered ? ' data-filter' : ''}>`;
  yield `<figcaption>${markupText(chart.says)}</figcaption>${legendHtml(chart)}`;
  yield `<div class="scroll" tabindex="0" role="region" aria-label="${markupText(`${chart.title}, picture`)}">`;
  yield drawn(chart, `${chart.title}. ${chart.says}`);
  yield '</div><details><summary>The same as a table</summary>';
  yield* tableHtml(table, `${chart.title}, table`, isFiltered ? 1 : null);
  yield '</details></figure>';
}

const definitionsHtml = (view: View): string => {
  const definitions = view.definitions ?? [];
  return definitions.length === 0
    ? ''
    : `<h2>What the words mean</h2><dl>${definitions
        .map(({ term, meaning }) => `<dt>${markupText(term)}</dt><dd>${markupText(meaning)}</dd>`)
        .join('')}</dl>`;
};

/** A view as one self-contained HTML page, in pieces: verdict, checks and warnings first, then facts, pictures with
 * their tables, tables, definitions. It fetches nothing and reads without its script. */
export function* htmlChunks(view: View): Generator<string> {
  yield `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">`;
  yield `<meta name="viewport" content="width=device-width,initial-scale=1"><title>${markupText(view.title)}</title><style>${style}</style></head>`;
  yield `<body><header><h1>${markupText(view.title)}</h1><p class="headline">${markupText(view.headline)}</p></header><main>`;
  yield checksHtml(view.checks);
  yield factsHtml(view.facts);
  yield notesHtml(view.notes);
  for (const chart of view.charts ?? []) yield* chartHtml(chart);
  for (const table of view.tables) {
    const name = headingOf(table);
    yield `<h2>${markupText(name)}</h2>`;
    yield* tableHtml(table, name);
  }
  yield definitionsHtml(view);
  yield `</main><footer>Made by lambda-fanout. Nothing in this page is fetched from elsewhere.</footer><script>${script}</script></body></html>\n`;
}
