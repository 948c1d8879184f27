import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAssertion } from '../../../src/analysis/assertions.ts';
import { createLogTally } from '../../../src/analysis/logs/analyse-logs.ts';
import { exitCodeOfLogs } from '../../../src/analysis/logs/exit-code.ts';
import { judgeLogs } from '../../../src/analysis/logs/judge-logs.ts';
import { rowOfRecord } from '../../../src/analysis/logs/row.ts';
import { createFiguresScanner, createLogScanner } from '../../../src/analysis/logs/scanner.ts';
import type { RunAnalysis } from '../../../src/analysis/result.ts';
import type { Row } from '../../../src/model/invocation.ts';
import { anyLog } from '../../support/any-log.ts';

const stream = '2026/11/23/[7]0123456789abcdef0123456789abcdef';
const at = (ms: number): string => `${new Date(1_790_000_000_000 + ms).toISOString()} ${stream} `;
const report = (id: string, durationMs: string, init = ''): string =>
  `REPORT RequestId: ${id}\tDuration: ${durationMs} ms\tBilled Duration: ${Math.ceil(Number(durationMs) + Number(init || 0))} ms\tMemory Size: 128 MB\tMax Memory Used: 60 MB\t${init === '' ? '' : `Init Duration: ${init} ms\t`}`;

/** An environment whose init took 100 ms and whose first request came `gapMs` after it. */
const environment = (gapMs: number): string =>
  [
    `${at(0)}INIT_START Runtime Version: nodejs:22.v1\tRuntime Version ARN: arn`,
    `${at(100 + gapMs)}START RequestId: a Version: 7`,
    `${at(200 + gapMs)}${report('a', '10.00', '100.00')}`,
    `${at(300 + gapMs)}START RequestId: b Version: 7`,
    `${at(400 + gapMs)}${report('b', '20.00')}`,
    '',
  ].join('\n');

function read(log: string, assertions: readonly string[] = []): RunAnalysis & { found: Row[] } {
  const tally = createLogTally();
  const found: Row[] = [];
  const scanner = createLogScanner((record, owner) => {
    const row = rowOfRecord(record, found.length);
    found.push(row);
    tally.add(row, owner);
  });
  scanner.push(Buffer.from(log));
  scanner.end();
  const analysis = tally.analysis(scanner.stats());
  return { ...analysis, found, verdicts: judgeLogs(assertions.map(parseAssertion), analysis.summary) };
}

describe('start kinds by the log alone', () => {
  it.each([
    {
      name: 'START right after the init',
      gapMs: 3,
      kind: 'cold',
      evidence: 'log-clock-adjacent',
      inPathMs: 100,
    },
    {
      name: 'START long after the init',
      gapMs: 60_000,
      kind: 'preinitialized',
      evidence: 'log-clock-gap',
      inPathMs: 0,
    },
    {
      name: 'a gap that says nothing',
      gapMs: 500,
      kind: 'unknown',
      evidence: 'init-unplaced',
      inPathMs: null,
    },
  ])('$name → $kind', ({ gapMs, kind, evidence, inPathMs }) => {
    const [first, second] = read(environment(gapMs)).found;
    expect(first).toMatchObject({
      startKind: kind,
      evidence,
      initInPathMs: inPathMs,
      executedVersion: '7',
      logStream: stream,
    });
    expect(second).toMatchObject({ startKind: 'warm', evidence: 'no-init', initInPathMs: 0 });
  });

  it('without times an init cannot be placed', () => {
    const { found } = read(`${report('a', '10.00', '100.00')}\n`);
    expect(found[0]).toMatchObject({ startKind: 'unknown', evidence: 'init-unplaced', plannedMs: null });
  });

  it('a request after a failure may hide an init', () => {
    const failed = `${at(0)}${report('a', '10.00')}Status: timeout\n${at(50)}${report('b', '20.00')}\n`;
    expect(read(failed).found.map(({ evidence, outcome }) => [evidence, outcome])).toEqual([
      ['no-init', 'function-error'],
      ['init-maybe-suppressed', 'ok'],
    ]);
  });
});

describe('summary', () => {
  it('counts and figures', () => {
    const { summary } = read(environment(3));
    expect(summary).toMatchObject({ rows: 2, waitedForInit: 1, classified: 2, coldRatio: 0.5 });
    expect(summary.all?.durationMs).toMatchObject({ n: 2, min: 10, max: 20, mean: 15 });
    // Type 7 median of 10 and 20; the histogram may be 0.5 % off.
    expect(Math.abs((summary.all?.durationMs.p50 ?? 0) - 15)).toBeLessThanOrEqual(0.075);
    expect(summary.all?.initMs.max).toBe(100);
    // Wilson, 1 of 2: statsmodels proportion_confint(1, 2, method='wilson').
    expect(summary.coldRatioInterval?.low).toBeCloseTo(0.0945, 4);
    expect(summary.coldRatioInterval?.high).toBeCloseTo(0.9055, 4);
  });

  it('an empty log says so', () => {
    const analysis = read('nothing here\n');
    expect(analysis.summary.headline).toBe('No REPORT was found.');
    expect(analysis.warnings.map(({ code }) => code)).toEqual(['nothing-found']);
    expect(exitCodeOfLogs(analysis)).toBe(3);
  });
});

/** @param pieceBytes - where the log is cut */
function figuresOf(log: string, pieceBytes = log.length + 1) {
  const tally = createLogTally();
  const scanner = createFiguresScanner(tally);
  const bytes = Buffer.from(log);
  for (let at = 0; at < bytes.length; at += pieceBytes) scanner.push(bytes.subarray(at, at + pieceBytes));
  scanner.end();
  return tally.analysis(scanner.stats());
}

describe('figures alone', () => {
  it('are those of the rows', () => {
    fc.assert(
      fc.property(anyLog(), (log) => {
        const { found: _, verdicts: __, ...analysis } = read(log);
        expect(figuresOf(log)).toEqual(analysis);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('figures alone, of which most STARTs are passed over', () => {
  /** Few environments and requests, so that inits, STARTs and REPORTs meet in any order, in both formats. */
  const line = fc
    .record({
      kind: fc.constantFrom('INIT_START', 'START', 'REPORT', 'platform.initStart', 'platform.start'),
      stream: fc.nat(1),
      request: fc.nat(2),
      ms: fc.nat(3_000),
    })
    .map(({ kind, stream: of, request, ms }) => {
      const prefix = `${new Date(1_790_000_000_000 + ms).toISOString()} 2026/11/23/[7]${of} `;
      const texts: Record<string, string> = {
        INIT_START: 'INIT_START Runtime Version: nodejs:22.v1\tRuntime Version ARN: arn',
        START: `START RequestId: ${request} Version: 7`,
        REPORT: report(String(request), '10.00', '100.00'),
      };
      const record = { requestId: String(request), version: '7', initializationType: 'on-demand' };
      return prefix + (texts[kind] ?? JSON.stringify({ time: prefix.slice(0, 24), type: kind, record }));
    });

  it('place the same inits', () => {
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 25 }),
        fc.integer({ min: 1, max: 3_000 }),
        (lines, pieceBytes) => {
          const log = lines.map((each) => `${each}\n`).join('');
          const { found: _, verdicts: __, ...analysis } = read(log);
          expect(figuresOf(log, pieceBytes)).toEqual(analysis);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('assertions', () => {
  const open = environment(500);
  it.each([
    { log: environment(3), assertion: 'cold.count == 1', verdict: 'passed', exitCode: 0 },
    { log: environment(3), assertion: 'cold.ratio < 10%', verdict: 'breached', exitCode: 1 },
    { log: environment(3), assertion: 'duration.max <= 20ms', verdict: 'passed', exitCode: 0 },
    { log: environment(3), assertion: 'duration.p99 < 1s', verdict: 'undecided', exitCode: 3 },
    { log: environment(3), assertion: 'round_trip.max < 1s', verdict: 'undecided', exitCode: 3 },
    { log: environment(3), assertion: 'dispatch_skew < 1s', verdict: 'undecided', exitCode: 3 },
    { log: open, assertion: 'cold.count == 0', verdict: 'undecided', exitCode: 3 },
    { log: open, assertion: 'cold.count <= 1', verdict: 'passed', exitCode: 0 },
    { log: open, assertion: 'duration.max <= 20ms', verdict: 'passed', exitCode: 0 },
  ])('$assertion → $verdict', ({ log, assertion, verdict, exitCode }) => {
    const analysis = read(log, [assertion]);
    expect(analysis.verdicts[0]?.verdict).toBe(verdict);
    expect(exitCodeOfLogs(analysis)).toBe(exitCode);
  });
});
