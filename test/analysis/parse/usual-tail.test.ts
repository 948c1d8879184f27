import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLines } from '../../../src/analysis/parse/log.ts';
import { usualTailReport } from '../../../src/analysis/parse/usual-tail.ts';

const id = '8f5c2d1e-0000-4000-8000-00000000000a';
const tail = [
  `START RequestId: ${id} Version: $LATEST`,
  `END RequestId: ${id}`,
  `REPORT RequestId: ${id}\tDuration: 250.07 ms\tBilled Duration: 251 ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\t`,
];
const withInit = [...tail.slice(0, 2), `${tail[2]}Init Duration: 180.25 ms\t`];

describe('the usual tail', () => {
  it.each([
    { name: 'warm', lines: tail, initMs: null },
    { name: 'with an init', lines: withInit, initMs: 180.25 },
  ])('is read: $name', ({ lines, initMs }) => {
    expect(usualTailReport(lines, id)).toMatchObject({ durationMs: 250.07, billedMs: 251, initMs });
  });

  it('is of one request only', () => {
    expect(usualTailReport(tail, id.replace('a', 'b'))).toBeNull();
    expect(usualTailReport([], '')).toBeNull();
  });

  it('however a tail is changed, what is read is what the general reader reads, and its marks place nothing', () => {
    const inserted = fc.constantFrom(
      '',
      ' ',
      '\t',
      '\n',
      '0',
      '9',
      '.',
      '-',
      '{',
      'A',
      'Init Duration: 1 ms',
      'Status: error',
      'ms',
      '\tXRAY TraceId: 1',
      '\u00e9',
    );
    const change = fc.record({ line: fc.nat(2), at: fc.nat(220), removed: fc.nat(3), inserted });
    const read = { usual: 0, other: 0 };
    fc.assert(
      fc.property(fc.constantFrom(tail, withInit), fc.array(change, { maxLength: 2 }), (lines, changes) => {
        const changed = [...lines];
        for (const { line, at, removed, inserted: text } of changes) {
          const before = changed[line] ?? '';
          changed[line] = before.slice(0, at) + text + before.slice(at + removed);
        }
        const usual = usualTailReport(changed, id);
        read[usual === null ? 'other' : 'usual'] += 1;
        if (usual === null) return;
        const { reports, initReports, marks } = parseLines(changed, null);
        expect(reports).toEqual([usual]);
        expect(initReports).toEqual([]);
        for (const { type, atMs, logStream, initializationType } of marks) {
          expect(['start', 'report']).toContain(type);
          expect([atMs, logStream, initializationType]).toEqual([null, null, null]);
        }
      }),
      { numRuns: 5_000 },
    );
    expect(Math.min(read.usual, read.other)).toBeGreaterThan(500);
  });
});
