import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLogTally } from '../../../src/analysis/logs/analyse-logs.ts';
import { createEventFigures, createEventScanner } from '../../../src/analysis/logs/event-scanner.ts';
import { rowOfRecord, startOfRecord } from '../../../src/analysis/logs/row.ts';
import { createLogScanner } from '../../../src/analysis/logs/scanner.ts';
import type { Row } from '../../../src/model/invocation.ts';
import type { FoundEvent } from '../../../src/model/log-search.ts';
import type { SettlerState, TallyState } from '../../../src/model/logs-state.ts';
import { anyGroup } from '../../support/log-group.ts';

interface State {
  readonly tally: TallyState;
  readonly settler: SettlerState;
}

/** What a token carries: text. */
const carried = (state: State): State => JSON.parse(JSON.stringify(state)) as State;

function figuresOf(events: readonly FoundEvent[], from: State | null = null) {
  const tally = createLogTally(from?.tally);
  const scanner = createEventFigures(tally, from?.settler);
  scanner.push(events);
  return {
    analysis: tally.analysis(scanner.stats()),
    state: { tally: tally.state(), settler: scanner.state() },
  };
}

function rowsOf(events: readonly FoundEvent[]): Row[] {
  const rows: Row[] = [];
  const scanner = createEventScanner((record) => rows.push(rowOfRecord(record, rows.length)));
  scanner.push(events);
  return rows;
}

/** The same log as `aws logs tail` prints it. */
const tailed = (events: readonly FoundEvent[]): string =>
  events
    .map(
      ({ atMs, logStream, message }) =>
        `${new Date(atMs ?? 0).toISOString()} ${logStream} ${message.trimEnd()}\n`,
    )
    .join('');

it('an init that is looked up when its first request had started already is still placed before it', () => {
  const at = (atMs: number, message: string): FoundEvent => ({
    ...{ atMs, message, logStream: '2026/11/23/[7]0123456789abcdef0123456789abcdef' },
    eventId: `${atMs}`,
  });
  const rows: Row[] = [];
  const scanner = createEventScanner((record) => rows.push(rowOfRecord(record, rows.length)));
  const report = at(
    9_010,
    'REPORT RequestId: a\tDuration: 9.00 ms\tBilled Duration: 9 ms\tInit Duration: 100.00 ms\t\n',
  );
  scanner.push([at(9_000, 'START RequestId: a Version: 7\n')]);
  expect(scanner.lackInit([report])).toEqual([report.logStream]);
  scanner.push([at(1_000, 'INIT_START Runtime Version: nodejs:22.v1\n'), report]);
  expect(rows).toMatchObject([{ startKind: 'preinitialized', evidence: 'log-clock-gap' }]);
});

describe('events of a log group', () => {
  it('say what the same log says in a file', () => {
    fc.assert(
      fc.property(anyGroup(), (events) => {
        const rows: Row[] = [];
        const scanner = createLogScanner((record) => rows.push(rowOfRecord(record, rows.length)));
        scanner.push(Buffer.from(tailed(events)));
        scanner.end();
        expect(rowsOf(events)).toEqual(rows);
      }),
    );
  });

  it('make figures that are those of their rows', () => {
    fc.assert(
      fc.property(anyGroup(), (events) => {
        const tally = createLogTally();
        const scanner = createEventScanner((record, owner) => tally.add(startOfRecord(record), owner));
        scanner.push(events);
        expect(figuresOf(events).analysis).toEqual(tally.analysis(scanner.stats()));
      }),
    );
  });

  it('cut anywhere, and gone on with from what was known: the very same figures', () => {
    fc.assert(
      fc.property(anyGroup(), fc.nat(130), fc.nat(130), (events, first, second) => {
        const cuts = [first, second].toSorted((a, b) => a - b);
        const before = figuresOf(events.slice(0, cuts[0]));
        const middle = figuresOf(events.slice(cuts[0], cuts[1]), carried(before.state));
        const after = figuresOf(events.slice(cuts[1]), carried(middle.state));
        expect(after.analysis).toEqual(figuresOf(events).analysis);
      }),
      { numRuns: 150 },
    );
  });
});

describe('an init that began before what is read', () => {
  const stream = `2026/10/08/[7]${'a'.repeat(32)}`;
  const id = '00000000-0000-4000-8000-000000000001';
  const at = (atMs: number, message: string): FoundEvent => ({
    eventId: null,
    atMs,
    logStream: stream,
    message,
  });
  const init = at(1_000, 'INIT_START Runtime Version: nodejs:22.v30\tRuntime Version ARN: arn\n');
  const request = [
    at(3_600_000, `START RequestId: ${id} Version: 7\n`),
    at(
      3_600_010,
      `REPORT RequestId: ${id}\tDuration: 9.00 ms\tBilled Duration: 9 ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\tInit Duration: 100.00 ms\t\n`,
    ),
  ];
  const lacking = (before: readonly FoundEvent[], events: readonly FoundEvent[]) => {
    const scanner = createEventFigures(createLogTally());
    scanner.push(before);
    return scanner.lackInit(events);
  };

  it.each([
    { name: 'nothing of it was read', before: [], events: request, want: [stream] },
    { name: 'it comes with the request', before: [], events: [init, ...request], want: [] },
    { name: 'it was read before', before: [init], events: request, want: [] },
    { name: 'its request was read before', before: [init, ...request], events: [], want: [] },
    { name: 'a line quotes a REPORT', before: [], events: [at(1, 'my Init Duration: 1.00 ms')], want: [] },
  ])('$name: $want', ({ before, events, want }) => expect(lacking(before, events)).toEqual(want));

  it('places it once it is found', () => {
    expect(rowsOf(request)).toMatchObject([{ startKind: 'unknown', evidence: 'init-unplaced' }]);
    expect(rowsOf([init, ...request])).toMatchObject([
      { startKind: 'preinitialized', evidence: 'log-clock-gap' },
    ]);
  });
});

describe('versions', () => {
  it('add up to the whole', () => {
    fc.assert(
      fc.property(anyGroup(), (events) => {
        const { summary } = figuresOf(events).analysis;
        const sum = (of: 'rows' | 'waitedForInit' | 'classified') =>
          (summary.versions ?? []).reduce((total, version) => total + version[of], 0);
        expect(sum('rows')).toBe(summary.rows);
        expect(sum('waitedForInit')).toBe(summary.waitedForInit);
        expect(sum('classified')).toBe(summary.classified);
      }),
    );
  });

  const oneOf = (version: number): FoundEvent => ({
    eventId: String(version),
    atMs: 1_000 * version,
    logStream: `2026/10/08/[${version}]${'a'.repeat(32)}`,
    message: `REPORT RequestId: 00000000-0000-4000-8000-${String(version).padStart(12, '0')}\tDuration: ${version}.00 ms\tBilled Duration: ${version} ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\t\n`,
  });

  it('beyond 64 are counted together, so that memory stays bounded', () => {
    const events = Array.from({ length: 100 }, (_, index) => oneOf(index + 1));
    const { versions = [], rows } = figuresOf(events).analysis.summary;
    expect(rows).toBe(100);
    expect(versions).toHaveLength(65);
    expect(versions[0]).toMatchObject({ version: '64', rows: 1, others: false });
    expect(versions.at(-1)).toMatchObject({ version: null, rows: 36, others: true });
  });

  it('have an interval each', () => {
    const { versions } = figuresOf([oneOf(7)]).analysis.summary;
    // Wilson, 0 of 1: statsmodels proportion_confint(0, 1, method='wilson').
    expect(versions?.[0]?.coldRatioInterval?.low).toBe(0);
    expect(versions?.[0]?.coldRatioInterval?.high).toBeCloseTo(0.7935, 4);
  });
});
