import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import type { RunAnalysis } from '../../src/analysis/result.ts';
import { comparisonPrintable } from '../../src/report/comparison-printable.ts';
import { type DryRun, dryRunView } from '../../src/report/dry-run-view.ts';
import { explainView } from '../../src/report/explain-view.ts';
import { formats } from '../../src/report/formats.ts';
import { jsonDocumentSchema } from '../../src/report/json-schema.ts';
import { type Printable, runPrintable, viewPrintable } from '../../src/report/printable.ts';
import { render } from '../../src/report/render.ts';
import { textWidth } from '../../src/report/wrap.ts';
import { aHeader, aRound, aRow, aRunAnalysis } from '../support/analysis-builder.ts';
import { aComparedMetric, aComparison, aSide } from '../support/comparison-builder.ts';
import { parseCsv } from '../support/csv-parser.ts';

const hostileName = '=cmd|"/c calc"!A1\x1b[2J\x1b]0;owned\x07\u202e,<script>alert(1)</script>\r\n関数💥';

const aDryRun = (name: string, permissions: DryRun['permissions']): DryRun => ({
  target: { ...aHeader().target, functionName: name, unread: [{ fact: name, reason: name }] },
  functionNameFrom: 'the default',
  local: false,
  orchestrator: { target: { ...aHeader().target, functionName: name }, shards: 2 },
  orchestratorCost: name,
  concurrency: 11,
  rounds: 1,
  warmUp: 0,
  gapMs: 2_000,
  timeoutMs: 13_000,
  payloadBytes: 2,
  holdMs: null,
  expected: aRound().expected,
  cost: null,
  permissions,
  notes: [],
});

const runOf = (length: number, name: string): RunAnalysis => {
  const header = aHeader();
  return aRunAnalysis({
    header: { ...header, target: { ...header.target, functionName: name } },
    rows: Array.from({ length }, (_, seq) =>
      aRow({ seq, functionName: name, errorType: name, environmentId: name, reason: name }),
    ),
    warnings: [{ code: 'shared', message: name }],
    summary: { headline: name, throttleReasons: { [name]: 1 }, outcomes: { ok: length, [name]: 1 } },
  });
};

const orchestratedRunOf = (length: number, name: string): RunAnalysis => {
  const part = (round: number, shard: number) => ({
    round,
    shard,
    requests: length,
    contract: 1,
    preparedMs: 12,
    row: aRow({ functionName: name, reason: name }),
  });
  return {
    ...runOf(length, name),
    orchestration: {
      target: { ...aHeader().target, functionName: name },
      shards: 2,
      contract: 1,
      code: name,
      runtime: name,
      parts: [part(0, 1), part(0, 2), part(1, 1), part(1, 2)],
      clocks: { surelyMs: 41.5, byWorkersMs: null },
      startSpreadMs: null,
    },
  };
};

const plainName = 'worker_lambda';
const kinds: Record<string, (length: number, name: string) => Printable> = {
  run: (length, name) => runPrintable(runOf(length, name), { details: true }),
  orchestrated: (length, name) => runPrintable(orchestratedRunOf(length, name)),
  logs: (length, name) => runPrintable({ ...runOf(length, name), header: null }),
  explanation: (length, name) =>
    viewPrintable(
      'explanation',
      explainView(
        aRow({ functionName: name, environmentId: name }),
        Array.from({ length }, () => ({ rule: name, decided: false, text: name })),
      ),
    ),
  comparison: (length, name) =>
    comparisonPrintable(
      aComparison({
        old: aSide({ target: { ...aHeader().target, functionName: name }, runtimeVersions: [name] }),
        lines: Array.from({ length }, () => aComparedMetric({ metric: name, because: name })),
        notes: [{ code: 'note', message: name }],
      }),
    ),
  'dry-run': (length, name) =>
    viewPrintable(
      'dry-run',
      dryRunView(
        aDryRun(
          name,
          Array.from({ length }, () => ({ action: name, why: name })),
        ),
      ),
    ),
};

describe.each(Object.keys(kinds))('kind %s', (kind) => {
  const make = kinds[kind];
  if (make === undefined) throw new Error(kind);

  describe.each([
    { what: 'no rows', length: 0, name: plainName },
    { what: 'one row', length: 1, name: plainName },
    { what: '10,000 rows', length: 10_000, name: plainName },
    { what: 'hostile names', length: 3, name: hostileName },
  ])('$what', ({ length, name }) => {
    it('table: no control character, no colour, ends with one newline', async () => {
      const text = await render(make(length, name), 'table');
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      expect(text).toMatch(/[^\n]\n$/);
      expect(text).not.toMatch(/\b(?:NaN|undefined|null|Infinity|\[object)\b/);
    });

    it('json: one document without a control character', async () => {
      const text = await render(make(length, name), 'json');
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      const document: unknown = JSON.parse(text);
      expect(document).toMatchObject({ schema: 1 });
      if (kind === 'run' || kind === 'logs') {
        const parsed = jsonDocumentSchema.parse(document);
        expect(parsed.rows.length).toBe(length);
        expect(parsed.kind).toBe(kind);
      }
    });

    it('html: one page, whose texts stay texts', async () => {
      const html = await render(make(length, name), 'html');
      const { document } = parseHTML(html);
      expect(document.querySelectorAll('h1')).toHaveLength(1);
      expect(document.querySelectorAll('script')).toHaveLength(1);
      expect(html).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      expect(document.body.textContent).not.toMatch(/\b(?:NaN|undefined|null|Infinity|\[object)\b/);
      if (name === hostileName) expect(document.body.textContent).toContain('<script>alert(1)</script>');
    });

    it('markdown: within the limits of a comment, and no HTML but the folds', async () => {
      const text = await render(make(length, name), 'markdown');
      expect(text.length).toBeLessThan(65_536);
      expect(text.replaceAll(/<\/?(?:details|summary)>/g, '')).not.toMatch(/<[a-z!/]/i);
      expect(text).not.toMatch(/\b(?:NaN|undefined|null|Infinity|\[object)\b/);
    });

    it('csv: parses, and all records are as long as the header', async () => {
      const records = parseCsv(await render(make(length, name), 'csv'));
      expect(records.length).toBeGreaterThan(0);
      expect(new Set(records.map((record) => record.length)).size).toBe(1);
      if (kind === 'run') expect(records.length).toBe(length + 1);
    });
  });
});

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

it.each([60, 80, 100, 200])('at %i columns no line is wider', async (columns) => {
  const rounds = [1, 2, 3].map((round) => aRound({ round }));
  for (const name of [plainName, hostileName, 'x'.repeat(300)]) {
    const analysis = { ...runOf(11, name), summary: { ...runOf(11, name).summary, rounds } };
    const lines = (await render(runPrintable(analysis), 'table', { columns })).split('\n');
    expect(lines.filter((line) => textWidth(line) > Math.min(columns, 100))).toEqual([]);
  }
});
