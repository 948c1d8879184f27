import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import expected from '../../fixtures/runs/mixed.figures.json' with { type: 'json' };
import type { Figures, KindSummary, RunAnalysis } from '../../src/analysis/result.ts';
import { judgeRun, judgeSavedRun } from '../../src/commands/judge-run.ts';
import type { Row } from '../../src/model/invocation.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import { startKinds } from '../../src/model/start-kind.ts';
import { runPrintable } from '../../src/report/printable.ts';
import { render } from '../../src/report/render.ts';
import { anyRun } from '../support/any-run.ts';
import { stdinOf } from '../support/temporary-folder.ts';

it('the figures of a run are those that a list of rows gave', async () => {
  const path = 'fixtures/runs/mixed.jsonl';
  const { analysis, close } = await judgeSavedRun(path, { stdin: stdinOf() });
  const text = await render(runPrintable(analysis), 'json');
  await close();
  // How many decimals are written is another matter.
  const { summary } = JSON.parse(text, (_key, value) =>
    typeof value === 'number' ? Math.round(value * 1e6) / 1e6 : value,
  );
  expect(summary).toMatchObject(expected);
  // And nothing is in the file that was not taken in.
  const lines = (await readFile(path, 'utf8'))
    .split('\n')
    .filter((line) => line.includes('"kind":"invocation"'));
  expect(analysis.rows.length).toBe(lines.length);
});

const reaching: readonly Outcome[] = ['ok', 'function-error', 'timeout', 'lost'];
const reached = ({ outcome }: Row): boolean => reaching.includes(outcome);

const present = (values: readonly (number | null | undefined)[]): number[] =>
  values.filter((value) => value !== null && value !== undefined).sort((a, b) => a - b);

/** Type 7 as its definition has it: h = (n − 1) p + 1. */
const type7 = (sorted: readonly number[], p: number): number => {
  const h = (sorted.length - 1) * p + 1;
  const [low = Number.NaN, high = low] = [sorted[Math.floor(h) - 1], sorted[Math.ceil(h) - 1]];
  return low + (h - Math.floor(h)) * (high - low);
};

function expectFigures(figures: Figures, values: readonly number[]): void {
  const point = (p: number, least: number) => (values.length >= least ? type7(values, p) : null);
  const wanted = { p50: point(0.5, 2), p90: point(0.9, 10), p95: point(0.95, 20), p99: point(0.99, 100) };
  expect(figures).toMatchObject({ n: values.length, min: values[0] ?? null, max: values.at(-1) ?? null });
  for (const [name, value] of Object.entries(wanted)) {
    const own = figures[name as keyof typeof wanted];
    if (value === null || own === null) expect(own).toBe(value);
    else expect(own).toBeCloseTo(value, 6);
  }
  const sum = values.reduce((total, value) => total + value, 0);
  if (figures.mean === null) expect(values).toEqual([]);
  else expect(figures.mean).toBeCloseTo(sum / values.length, 6);
}

function expectKind(
  kind: KindSummary,
  rows: readonly Row[],
  inits: readonly (number | null | undefined)[],
): void {
  const served = rows.filter(reached);
  expect(kind.count).toBe(rows.length);
  expectFigures(kind.initMs, present(inits));
  expectFigures(kind.durationMs, present(served.map(({ report }) => report?.durationMs)));
  expectFigures(kind.billedMs, present(served.map(({ report }) => report?.billedMs)));
  expectFigures(kind.roundTripMs, present(served.map(({ roundTripMs }) => roundTripMs)));
  expectFigures(kind.overheadMs, present(served.map(({ overheadMs }) => overheadMs)));
}

const waited = ({ startKind }: Row): boolean => startKind === 'cold' || startKind === 'restored';

describe('whatever the run, figures are of its rows', () => {
  const analysisOf = (check: (analysis: RunAnalysis, rows: readonly Row[]) => void): void =>
    fc.assert(
      fc.property(anyRun, (run) => {
        const analysis = judgeRun(run);
        check(analysis, [...analysis.wholeRows]);
      }),
      { numRuns: 100 },
    );

  it('by start kind, and all together', () => {
    analysisOf(({ summary }, rows) => {
      const measured = rows.filter(({ warmUp }) => !warmUp);
      for (const [at, startKind] of startKinds.entries()) {
        const own = measured.filter((row) => row.startKind === startKind);
        const kind = summary.kinds[at];
        if (kind === undefined) throw new Error(`no ${startKind}`);
        const served = own.filter(reached);
        const ahead = startKind === 'preinitialized' || startKind === 'unknown';
        const inits = ahead
          ? served.map(({ report }) => report?.initMs)
          : served.filter(waited).map(({ initInPathMs }) => initInPathMs);
        expectKind(kind, own, inits);
      }
      if (summary.all === null) expect(measured).toEqual([]);
      else {
        const inits = measured.filter(reached).filter(waited);
        expectKind(
          summary.all,
          measured,
          inits.map(({ initInPathMs }) => initInPathMs),
        );
      }
    });
  });

  it('by round, outcome and source', () => {
    analysisOf(({ summary }, rows) => {
      const measured = rows.filter(({ warmUp }) => !warmUp);
      expect(summary.rounds.map(({ round }) => round)).toEqual(
        [...new Set(rows.map(({ round }) => round))].sort((a, b) => a - b),
      );
      for (const round of summary.rounds) {
        const own = rows.filter((row) => row.round === round.round);
        const written = present(own.map(({ writtenMs }) => writtenMs));
        const named = own.flatMap(({ environmentId }) => environmentId ?? []);
        expect(round).toMatchObject({
          warmUp: own[0]?.warmUp,
          written: written.length,
          reached: own.filter(reached).length,
          dispatchSkewMs: written.length === 0 ? null : (written.at(-1) ?? 0) - (written[0] ?? 0),
          waitedForInit: own.filter(waited).length,
          environments: named.length === 0 ? null : new Set(named).size,
          environmentsKnownOf: named.length,
        });
      }
      for (const [outcome, count] of Object.entries(summary.outcomes))
        expect(count).toBe(measured.filter((row) => row.outcome === outcome).length);
      const due = measured.filter((row) => reached(row) || row.report !== null);
      expect(summary.coverage).toMatchObject({
        due: due.length,
        fromTail: due.filter(({ reportSource }) => reportSource === 'tail').length,
        fromLogs: due.filter(({ reportSource }) => reportSource === 'logs').length,
      });
    });
  });
});
