import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLog } from '../../../src/analysis/parse/log.ts';
import type { Report } from '../../../src/model/report.ts';
import { bytesOf, corpusCases, ownCases } from './cases.ts';

/** Milliseconds as the platform prints them: two decimals. */
const printedMs = fc.integer({ min: 0, max: 90_000_000 }).map((hundredths) => hundredths / 100);
const whole = fc.integer({ min: 0, max: 900_000 });
const word = fc.stringMatching(/^[A-Za-z][A-Za-z.]{0,20}$/);
const orNull = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null });

const reports: fc.Arbitrary<Report> = fc.record({
  requestId: fc.uuid(),
  durationMs: printedMs,
  billedMs: orNull(whole),
  memorySizeMb: orNull(whole),
  maxMemoryUsedMb: orNull(whole),
  initMs: orNull(printedMs),
  restoreMs: orNull(printedMs),
  billedRestoreMs: orNull(whole),
  status: orNull(fc.constantFrom('error', 'timeout')),
  errorType: orNull(word),
  xrayTraceId: orNull(fc.constantFrom('1-6912ab00-0123456789abcdef01234567', '1-a-b')),
  phase: fc.constant(null),
});

/** Writes a REPORT without any help from the reader. */
const rendered = (report: Report, order: readonly number[], blank: string, lineEnd: string): string => {
  const fields = [
    `Duration: ${report.durationMs.toFixed(2)} ms`,
    report.billedMs === null ? '' : `Billed Duration: ${report.billedMs} ms`,
    report.memorySizeMb === null ? '' : `Memory Size: ${report.memorySizeMb} MB`,
    report.maxMemoryUsedMb === null ? '' : `Max Memory Used: ${report.maxMemoryUsedMb} MB`,
    report.initMs === null ? '' : `Init Duration: ${report.initMs.toFixed(2)} ms`,
    report.restoreMs === null ? '' : `Restore Duration: ${report.restoreMs.toFixed(2)} ms`,
    report.billedRestoreMs === null ? '' : `Billed Restore Duration: ${report.billedRestoreMs} ms`,
    report.status === null ? '' : `Status: ${report.status}`,
    report.errorType === null ? '' : `Error Type: ${report.errorType}`,
  ];
  const inOrder = order.map((index) => fields[index]).filter((field) => field);
  const xray =
    report.xrayTraceId === null ? '' : `XRAY TraceId: ${report.xrayTraceId}\tSampled: true${lineEnd}`;
  return `REPORT RequestId: ${report.requestId}${blank}${inOrder.join(blank)}${lineEnd}${xray}`;
};

const layout = fc.record({
  order: fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8], { minLength: 9 }),
  blank: fc.constantFrom('\t', ' ', '    ', ' \t'),
  lineEnd: fc.constantFrom('\n', '\r\n'),
});

/** A line that no platform writes. */
const junkLine = fc
  .oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      ' REPORT RequestId: x Duration: 1.00 ms',
      '"REPORT RequestId: x Duration: 1.00 ms"',
      '2026-01-01T00:00:00.000Z\tx\tINFO\tREPORT RequestId: x\tDuration: 1.00 ms',
      '{"message":{"type":"platform.report","record":{"requestId":"x","metrics":{"durationMs":1}}}}',
      '{ "open": [1, 2,',
      '[{',
      'said\rREPORT RequestId: x\tDuration: 1.00 ms',
    ),
  )
  .map((text) => `~${text.replaceAll('\n', ' ')}`)
  .filter((text) => !text.includes('"type"') || text.includes('message'));

describe('parseLog, whatever the log', () => {
  it('reads back a REPORT however its fields are laid out', () => {
    fc.assert(
      fc.property(reports, layout, (report, { order, blank, lineEnd }) => {
        const log = `START RequestId: ${report.requestId} Version: 1\n${rendered(report, order, blank, lineEnd)}bye`;
        expect(parseLog({ kind: 'text', log, requestId: null }).reports).toEqual([report]);
      }),
    );
  });

  it('finds no record in application text', () => {
    fc.assert(
      fc.property(fc.array(junkLine), fc.constantFrom('\n', '\r\n'), (lines, lineEnd) => {
        const found = parseLog({ kind: 'text', log: lines.join(lineEnd), requestId: null });
        expect(found).toEqual({ reports: [], initReports: [], marks: [] });
      }),
    );
  });

  it('finds the same records between lines of application text', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(junkLine, reports)), layout, (parts, { order, blank }) => {
        const log = parts
          .map(([junk, report]) => `${junk}\n${rendered(report, order, blank, '\n')}`)
          .join('');
        expect(parseLog({ kind: 'text', log, requestId: null }).reports).toEqual(
          parts.map(([, report]) => report),
        );
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), fc.string({ unit: 'binary' }), (bytes, text) => {
        const log = Buffer.from(bytes).toString('base64');
        expect(() => parseLog({ kind: 'tail', log, requestId: null })).not.toThrow();
        expect(() => parseLog({ kind: 'text', log: text, requestId: null })).not.toThrow();
        expect(() => parseLog({ kind: 'tail', log: text, requestId: null })).not.toThrow();
      }),
    );
  });

  it('invents no record where a tail is cut, at any byte', () => {
    const id = '4f0c2f1e-0000-4000-8000-000000000001';
    const tail = Buffer.from(
      `START RequestId: ${id} Version: $LATEST\n2026-01-01T00:00:00.000Z\t${id}\tINFO\t… 世界 🚀\n` +
        `{"message":{"type":"x","level":"{\\"a\\":1}"}}\nEND RequestId: ${id}\n` +
        `REPORT RequestId: ${id}\tDuration: 12.34 ms\tBilled Duration: 155 ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\tInit Duration: 142.07 ms\t\n`,
    );
    const whole = parseLog({ kind: 'tail', log: tail.toString('base64'), requestId: id }).reports;
    expect(whole).toHaveLength(1);
    const reportAt = tail.lastIndexOf('REPORT RequestId');
    for (let cut = 0; cut <= tail.length; cut += 1) {
      const log = tail.subarray(cut).toString('base64');
      const found = parseLog({ kind: 'tail', log, requestId: id }).reports;
      expect(found).toEqual(cut <= reportAt ? whole : []);
    }
  });

  it('with a request id gives at most one record, one of that id', () => {
    for (const logCase of [...ownCases, ...(corpusCases ?? [])]) {
      const log = bytesOf(logCase).toString('base64');
      const all = parseLog({ kind: 'tail', log, requestId: null }).reports;
      for (const { requestId } of all) {
        const found = parseLog({ kind: 'tail', log, requestId }).reports;
        expect(found).toHaveLength(1);
        expect(all).toContainEqual(found[0]);
        expect(found[0]?.requestId).toBe(requestId);
      }
    }
  });
});

describe('hostile text takes no more than linear effort', () => {
  it.each([
    { name: 'objects that never close', line: '{"a":\n' },
    { name: 'a REPORT of capitalised words', line: 'REPORT RequestId: x A A A A A A: A A\n' },
    { name: 'quotes and backslashes', line: '{"a":"\\\\\\"\\\n' },
    { name: 'one endless line', line: 'REPORT RequestId: x Duration Duration ' },
  ])('$name', ({ line }) => {
    expect(parseLog({ kind: 'text', log: line.repeat(5_000), requestId: null }).reports).toEqual([]);
  });
});
