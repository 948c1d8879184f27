import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { markdownDocument, markdownText } from '../../src/report/markdown.ts';
import { text, type View } from '../../src/report/view.ts';

/** As GitHub reads it: another implementation of its dialect. */
const rendered = (markdown: string) =>
  parseHTML(
    `<!doctype html><html><body>${micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] })}</body></html>`,
  ).document;

/** A break of no width stands where a mention or a link would be. */
const shown = (words: string): string => words.replaceAll('\u200b', '');

const aView = (name: string, rows = 1): View => ({
  title: name,
  headline: name,
  facts: [{ name, value: [name] }],
  tables: [
    {
      id: 'first',
      title: '',
      columns: [{ group: '', name, align: 'left', priority: 0 }],
      rows: Array.from({ length: rows }, () => [text(name)]),
      note: name,
    },
  ],
  notes: [{ code: 'x', message: name }],
  checks: [{ verdict: 'breached', name, message: name }],
});

const hostile = [
  '<img src=x onerror=alert(1)>',
  '[click](javascript:alert(1))',
  '![](https://example.org/x.png)',
  '| cell | breaks |',
  '`code` **bold** _under_ ~~gone~~',
  '# heading',
  '- item',
  '1. first',
  '9.1 %',
  '> quote',
  '@everyone #1 https://example.org www.example.org',
  '&lt;script&gt;',
  '</details><script>alert(1)</script>',
  '--- | ---',
  '\\',
  '$math$',
];

it.each(hostile)('%s stays text', (name) => {
  const document = rendered(markdownText(name));
  expect(
    document.querySelectorAll('a, img, script, code, strong, em, del, h1, li, blockquote, table'),
  ).toHaveLength(0);
  expect(shown(document.body.textContent ?? '').trim()).toBe(name);
});

describe.each(hostile)('a view of %s', (name) => {
  it('keeps its tables, folds and lines', () => {
    const document = rendered(markdownDocument(aView(name)));
    expect(document.querySelectorAll('a, img, script, code, del')).toHaveLength(0);
    expect(document.querySelectorAll('table tbody td')).toHaveLength(1);
    expect(shown(document.querySelector('td')?.textContent ?? '').trim()).toBe(name);
    expect(document.querySelectorAll('details')).toHaveLength(1);
    expect(document.querySelectorAll('h3')).toHaveLength(1);
  });
});

it('whatever the text is, no element comes of it', () => {
  const words = fc.string({ unit: fc.constantFrom(...'<>[]()!*_`~#|\\-+=.:/@&; \tab1w'), maxLength: 40 });
  fc.assert(
    fc.property(words, (name) => {
      // Spaces at the ends, and in fours, are code to Markdown only at the start of a line of its own.
      const document = rendered(`x ${markdownText(name)}`);
      return document.querySelectorAll('p *').length === 0;
    }),
    { numRuns: 500 },
  );
});

it('fits into a comment, and says what did not', () => {
  const document = markdownDocument(aView('x'.repeat(300), 1_000));
  expect(document.length).toBeLessThan(65_536);
  expect(document).toContain('… and 900 more.');
  const large = markdownDocument(aView('x'.repeat(3_000), 1_000));
  expect(large.length).toBeLessThan(65_536);
  expect(large).toMatch(/more parts? did not fit/);
});
