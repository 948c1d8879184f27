import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { runPrintable } from '../../src/report/printable.ts';
import { render } from '../../src/report/render.ts';
import { aReport, aRow, aRunAnalysis } from '../support/analysis-builder.ts';

const run = promisify(execFile);

/** A Python that has the package; null where there is none. */
const has = (name: string): Promise<boolean> =>
  run('python3', ['-c', `import ${name}`]).then(
    () => true,
    () => false,
  );

const hostile = '=1+1,"a"\r\nb\t関数';
const analysis = aRunAnalysis({
  rows: [
    aRow({ seq: 0, startKind: 'cold', roundTripMs: 400.25, functionName: hostile }),
    aRow({ seq: 1, startKind: 'warm', roundTripMs: 250.5, functionName: hostile }),
    aRow({
      seq: 2,
      startKind: 'warm',
      roundTripMs: null,
      report: aReport({ initMs: null }),
      functionName: hostile,
    }),
  ],
});

/** What each says of the same file: start kind, rows, mean round trip (null where none was measured), name. */
const questions = {
  duckdb:
    'import duckdb, json, sys; print(json.dumps(duckdb.sql(f"SELECT start_kind, count(*), avg(round_trip_ms), any_value(function_name) FROM \'{sys.argv[1]}\' GROUP BY start_kind ORDER BY start_kind").fetchall()))',
  pandas:
    "import pandas, json, sys; g = pandas.read_csv(sys.argv[1]).groupby('start_kind'); print(json.dumps([[k, len(r), r.round_trip_ms.mean(), r.function_name.iloc[0]] for k, r in g]))",
};

for (const [name, question] of Object.entries(questions)) {
  const installed = await has(name);
  if (!installed) console.log(`skipped: python3 has no ${name} here, so it did not read the CSV`);
  describe.skipIf(!installed)(name, () => {
    it('reads the CSV as it is: types, empty fields, hostile names', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'lambda-fanout-csv-'));
      const file = join(folder, 'run.csv');
      await writeFile(file, await render(runPrintable(analysis), 'csv'));
      const { stdout } = await run('python3', ['-c', question, file]);
      await rm(folder, { recursive: true });
      expect(JSON.parse(stdout)).toEqual([
        ['cold', 1, 400.25, `'${hostile}`],
        ['warm', 2, 250.5, `'${hostile}`],
      ]);
    });
  });
}
