import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { publishedSchema } from '../../src/report/published-schema.ts';
import { render } from '../../src/report/render.ts';
import { textWidth } from '../../src/report/wrap.ts';
import { packageRoot } from '../support/cli.ts';
import { parseCsv } from '../support/csv-parser.ts';
import { everyKind, hostileName, type Kind } from '../support/every-kind.ts';

const noText = /\b(?:NaN|undefined|null|Infinity)\b|\[object/;
/** Whatever steers a terminal or hides text; a line feed ends a line. */
const steering =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\p{Surrogate}]/u;

const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { 'date-time': true } });
const { $defs } = publishedSchema();
const validators = Object.fromEntries(
  Object.keys($defs).map((name) => [name, ajv.compile({ $ref: `#/$defs/${name}`, $defs })]),
);
const junitSchema = await readFile(join(packageRoot, 'fixtures/schemas/junit-10.xsd'), 'utf8');

const cases = [
  { what: 'no rows', rows: 0, name: 'worker_lambda' },
  { what: 'one row', rows: 1, name: 'worker_lambda' },
  { what: 'hostile names', rows: 4, name: hostileName },
  { what: 'names of 300 characters', rows: 4, name: 'x'.repeat(300) },
  { what: 'names of 300 wide characters', rows: 4, name: '関'.repeat(300) },
] as const;

const kinds = Object.entries<Kind>(everyKind);

describe.each(kinds)('%s', (_kind, { make, document }) => {
  describe.each(cases)('$what', ({ rows, name }) => {
    it('json: as published, and nothing in it steers a terminal', async () => {
      const json = await render(make(rows, name), 'json');
      expect(json).not.toMatch(steering);
      const valid = validators[document];
      expect(valid?.(JSON.parse(json)) ? [] : valid?.errors).toEqual([]);
    });

    it('csv: all records are as long as the header', async () => {
      for (const summary of [false, true]) {
        const csv = await render(make(rows, name), 'csv', { summary });
        expect(csv).not.toMatch(noText);
        const [header = [], ...records] = parseCsv(csv);
        expect(new Set(header).size).toBe(header.length);
        expect(records.filter(({ length }) => length !== header.length)).toEqual([]);
        expect([header, ...records].flat().filter((field) => /^[=+@]/.test(field))).toEqual([]);
      }
    });

    it('html: texts stay texts', async () => {
      const html = await render(make(rows, name), 'html');
      expect(html).not.toMatch(steering);
      const { document: page } = parseHTML(html);
      expect(page.querySelectorAll('h1')).toHaveLength(1);
      expect(page.querySelectorAll('script')).toHaveLength(1);
      expect(page.querySelectorAll('img, iframe, link, a, form')).toHaveLength(0);
      const attributes = [...page.querySelectorAll('*')].flatMap((element) => [...element.attributes]);
      expect(attributes.filter(({ name: attribute }) => /^on/i.test(attribute))).toEqual([]);
      page.querySelector('script')?.remove();
      expect(page.body.textContent).not.toMatch(noText);
      if (name === hostileName) expect(page.body.textContent).toContain('<script>alert(1)</script>');
    });

    it('markdown: fits into a comment, and no HTML but the folds', async () => {
      const text = await render(make(rows, name), 'markdown');
      expect(text.length).toBeLessThan(65_536);
      expect(text).not.toMatch(steering);
      expect(text).not.toMatch(noText);
      expect(text.replaceAll(/<\/?(?:details|summary)>/g, '')).not.toMatch(/<[a-z!/]/i);
      expect(text).not.toMatch(/https?:\/\/\w|@\w|[^\\]\]\(/);
    });

    it('github: a command of ours is all that it can be told', async () => {
      const text = await render(make(rows, name), 'github');
      expect(text).not.toMatch(steering);
      const commands = text.split('\n').filter((line) => /^\s*(?:::|##\[)/.test(line));
      expect(commands.filter((line) => !/^::(?:error|warning) title=[^:,]+::/.test(line))).toEqual([]);
    });

    it.each([60, 80, 120])('table: no line wider than %i columns', async (columns) => {
      const text = await render(make(rows, name), 'table', { columns });
      expect(text).not.toMatch(steering);
      expect(text).not.toMatch(noText);
      expect(text).toMatch(/[^\n]\n$/);
      expect(text.split('\n').filter((line) => textWidth(line) > Math.min(columns, 100))).toEqual([]);
    });
  });
});

it('junit: valid by the schema', async () => {
  const files = await Promise.all(
    kinds.flatMap(([kind, { make }]) =>
      cases.map(async ({ what, rows, name }) => ({
        fileName: `${kind}, ${what}.xml`.replaceAll(' ', '-'),
        contents: await render(make(rows, name), 'junit'),
      })),
    ),
  );
  expect(files.filter(({ contents }) => noText.test(contents))).toEqual([]);
  const { errors } = await validateXML({
    xml: files,
    schema: [{ fileName: 'junit-10.xsd', contents: junitSchema }],
  });
  expect(errors.map(({ message }) => message)).toEqual([]);
});

describe('10,000 rows', () => {
  const growing = kinds.filter(([, { grows }]) => grows === true);
  it.each(growing)('%s: table, markdown, json, csv', async (kind, { make, document }) => {
    const result = make(10_000, 'worker_lambda');
    const text = await render(result, 'table', { columns: 60 });
    expect(text.split('\n').filter((line) => textWidth(line) > 60)).toEqual([]);
    expect((await render(result, 'markdown')).length).toBeLessThan(65_536);
    const valid = validators[document];
    const json = JSON.parse(await render(result, 'json'));
    expect(valid?.(json) ? [] : valid?.errors).toEqual([]);
    const records = parseCsv(await render(result, 'csv'));
    expect(new Set(records.map(({ length }) => length)).size).toBe(1);
    if (kind === 'run') {
      expect(json.rows).toHaveLength(10_000);
      expect(records).toHaveLength(10_001);
    }
  });

  it('a page of a run draws the first thousand', async () => {
    const html = await render(everyKind.run.make(10_000, 'worker_lambda'), 'html');
    expect(parseHTML(html).document.querySelectorAll('#timeline tbody tr')).toHaveLength(1_000);
  });
});
