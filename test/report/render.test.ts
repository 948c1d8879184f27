import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { RunAnalysis } from '../../src/analysis/result.ts';
import { formats } from '../../src/report/formats.ts';
import { jsonDocumentSchema } from '../../src/report/json-schema.ts';
import { runPrintable } from '../../src/report/printable.ts';
import { render } from '../../src/report/render.ts';
import { aRound, aRow, aRunAnalysis } from '../support/analysis-builder.ts';
import { parseCsv } from '../support/csv-parser.ts';
import { orchestratedRunOf, runOf } from '../support/every-kind.ts';

it('the formats are those that help names', () =>
  expect(formats).toEqual(['table', 'json', 'csv', 'markdown', 'junit', 'html', 'github']));

it('a row has the same fields in JSON and in CSV', async () => {
  const run = runPrintable(aRunAnalysis());
  const document = jsonDocumentSchema.parse(JSON.parse(await render(run, 'json')));
  const [names = [], ...records] = parseCsv(await render(run, 'csv'));
  const camel = names.map((name) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()));
  const asText = document.rows.map((row) => camel.map((key) => String(row[key] ?? '')));
  expect(asText).toEqual(records);
});

it('numbers that are none are null in JSON', async () => {
  const analysis = aRunAnalysis({
    rows: [aRow({ roundTripMs: Number.NaN })],
    summary: { coldRatio: Number.NaN, rounds: [aRound({ dispatchSkewMs: Number.NEGATIVE_INFINITY })] },
  });
  const document = jsonDocumentSchema.parse(JSON.parse(await render(runPrintable(analysis), 'json')));
  expect(document.summary.coldRatio).toBeNull();
  expect(document.summary.rounds[0]?.dispatchSkewMs).toBeNull();
  expect(document.rows[0]?.roundTripMs).toBeNull();
});

it('no hostile text reaches the terminal, whatever it is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (name) => {
      const text = await render(runPrintable(runOf(1, name)), 'table');
      return !/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/.test(text);
    }),
    { numRuns: 50 },
  );
});

it('colour is a second channel: without its codes the text is the same', async () => {
  const run = runPrintable(aRunAnalysis());
  const plain = await render(run, 'table', { colour: false });
  const coloured = await render(run, 'table', { colour: true });
  expect(coloured).toContain('\x1b[31m');
  expect(coloured.replaceAll(/\x1b\[\d*m/g, '')).toBe(plain);
});

// Eleven requests of 252 ms at 128 MB, one of them on demand: 0.20 USD a million requests, a GB-second 0.0000166667 on
// demand and 0.0000097222 on provisioned concurrency (https://aws.amazon.com/lambda/pricing/, US East, x86).
it('JSON tells what a run cost, and what it cost to orchestrate; of logs nothing is known', async () => {
  const gbSeconds = (252 / 1_000) * (128 / 1_024);
  const usd = 11 * 0.000_000_2 + gbSeconds * 0.000_016_666_7 + 10 * gbSeconds * 0.000_009_722_2;
  const analysis = aRunAnalysis();
  const read = async (of: RunAnalysis) =>
    jsonDocumentSchema.parse(JSON.parse(await render(runPrintable(of), 'json')));
  const { cost } = await read(analysis);
  expect(cost).toMatchObject({
    requests: 11,
    billedMs: 2_772,
    pricedAs: expect.stringContaining('us-east-1'),
  });
  expect(cost?.usd).toBeCloseTo(usd, 10);
  expect((await read({ ...analysis, header: null })).cost).toBeNull();
  const { orchestration } = await read(orchestratedRunOf(1, 'worker_lambda'));
  expect(orchestration?.cost).toMatchObject({ requests: 4, billedMs: 4 * 252 });
});
