import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { runPrintable, viewPrintable } from '../../src/report/printable.ts';
import { render } from '../../src/report/render.ts';
import { aRow, aRunAnalysis } from '../support/analysis-builder.ts';
import { packageRoot } from '../support/cli.ts';

/** The file in the package, read by a validator that has nothing to do with how it was made. */
const schema: object = JSON.parse(await readFile(join(packageRoot, 'dist/output.schema.json'), 'utf8'));
const validate = new Ajv2020({ strict: false, allErrors: true, formats: { 'date-time': true } }).compile(
  schema,
);

const view = { title: 't', headline: 'h', facts: [], tables: [], notes: [], checks: [] };
const documents = {
  run: () => render(runPrintable(aRunAnalysis()), 'json'),
  logs: () => render(runPrintable(aRunAnalysis({ header: null })), 'json'),
  'a view': () => render(viewPrintable('explanation', view), 'json'),
};

describe('the published JSON Schema', () => {
  it.each(Object.entries(documents))('takes %s', async (_name, document) => {
    const valid = validate(JSON.parse(await document()));
    expect(validate.errors ?? []).toEqual([]);
    expect(valid).toBe(true);
  });

  it('takes a field that a later version may add', async () => {
    const document = JSON.parse(await documents.run());
    expect(validate({ ...document, later: 1, summary: { ...document.summary, later: {} } })).toBe(true);
  });

  it.each([
    { name: 'another version', change: { schema: 2 } },
    { name: 'a row of no known kind', change: { rows: [{ ...aRow(), startKind: 'lukewarm' }] } },
    { name: 'no summary', change: { summary: null } },
  ])('refuses $name', async ({ change }) => {
    const document = JSON.parse(await documents.run());
    expect(validate({ ...document, ...change })).toBe(false);
  });
});
