import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { explain } from '../../src/analysis/explain.ts';
import type { RunAnalysis } from '../../src/analysis/result.ts';
import { judgeRun, judgeSavedRun } from '../../src/commands/judge-run.ts';
import { headerLineSchema, type Run } from '../../src/model/run-file.ts';
import { runPrintable } from '../../src/report/printable.ts';
import { render } from '../../src/report/render.ts';
import { anyRun } from '../support/any-run.ts';
import { stdinOf, temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();

const outputsOf = async (analysis: RunAnalysis): Promise<readonly string[]> => {
  const printable = runPrintable(analysis);
  const seqs = [...analysis.rows].map(({ seq }) => seq);
  return [
    await render(printable, 'table'),
    await render(printable, 'markdown'),
    await render(printable, 'json'),
    await render(printable, 'csv'),
    JSON.stringify(seqs.map((seq) => explain({ seq }, analysis))),
  ];
};

/** The run's file, with each report line somewhere between header and end. */
const textOf = ({ header, invocations, reports, end }: Run, places: Iterator<number>): string => {
  const lines: unknown[] = [...invocations];
  for (const report of reports) lines.splice(Number(places.next().value) % (lines.length + 1), 0, report);
  const all = [header, ...lines, ...(end === null ? [] : [end])];
  return all.map((line) => `${JSON.stringify(line)}\n`).join('');
};

/** As a file gives it back: its header with the fields in their order, and one report line an id, because several are
 * told in an order that places may not change. */
const asSaved = (run: Run): Run => {
  const byId = new Map(run.reports.map((report) => [report.requestId, report]));
  return { ...run, header: headerLineSchema.parse(run.header), reports: [...byId.values()] };
};

it('a saved run has the outputs of the run itself, from a file and from standard input, wherever REPORTs came', async () => {
  const path = join(await folder(), 'run.jsonl');
  const places = fc.infiniteStream(fc.nat(1_000));
  await fc.assert(
    fc.asyncProperty(
      anyRun.map(asSaved),
      places,
      fc.integer({ min: 1, max: 5_000 }),
      async (run, at, size) => {
        const text = textOf(run, at);
        const wanted = await outputsOf(judgeRun(run));
        await writeFile(path, text);
        const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
        for (const from of [path, '-']) {
          const { analysis, notes, close } = await judgeSavedRun(from, { stdin: stdinOf(...pieces) });
          expect(notes).toEqual([]);
          expect(await outputsOf(analysis)).toEqual(wanted);
          await close();
        }
      },
    ),
    { numRuns: 60 },
  );
});

it('rows can be gone through again and again, and in the middle of another time', async () => {
  const [run] = fc.sample(
    anyRun.filter(({ invocations }) => invocations.length > 9),
    { numRuns: 1, seed: 7 },
  );
  if (run === undefined) throw new Error('no run');
  const path = join(await folder(), 'run.jsonl');
  await writeFile(
    path,
    textOf(run, fc.sample(fc.infiniteStream(fc.constant(0)), 1)[0] ?? [][Symbol.iterator]()),
  );
  const { analysis, close } = await judgeSavedRun(path, { stdin: stdinOf() });
  const [first] = analysis.wholeRows;
  const all = [...analysis.wholeRows];
  expect(all[0]).toEqual(first);
  expect(all.length).toBe(analysis.wholeRows.length);
  expect(all.map(({ seq }) => seq)).toEqual([...analysis.rows].map(({ seq }) => seq));
  await close();
});

it('a file that changes between the figures and the rows is told', async () => {
  const [run] = fc.sample(
    anyRun.filter(({ invocations }) => invocations.length > 2),
    { numRuns: 1, seed: 3 },
  );
  if (run === undefined) throw new Error('no run');
  const path = join(await folder(), 'run.jsonl');
  await writeFile(path, textOf({ ...run, reports: [] }, [][Symbol.iterator]()));
  const { analysis, close } = await judgeSavedRun(path, { stdin: stdinOf() });
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replaceAll('"kind":"invocation"', '"kind":"intrusion!"'));
  expect(() => [...analysis.wholeRows]).toThrow('has changed while it was read');
  await close();
});
