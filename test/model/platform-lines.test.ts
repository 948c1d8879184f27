import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLines, parseLog } from '../../src/analysis/parse/log.ts';
import { platformLines } from '../../src/model/platform-lines.ts';
import { bytesOf, corpusCases, ownCases } from '../analysis/parse/cases.ts';

const id = 'a1b2c3d4-0000-4000-8000-00000000000a';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const cases = [...ownCases, ...(corpusCases ?? [])];

describe('platformLines', () => {
  it('keeps what the platform wrote and drops what the application wrote', () => {
    const platform = [
      'INIT_START Runtime Version: nodejs:22.v40\tRuntime Version ARN: arn:x',
      'EXTENSION\tName: x\tState: Ready\tEvents: [INVOKE]',
      `START RequestId: ${id} Version: 7`,
      `END RequestId: ${id}`,
      `REPORT RequestId: ${id}\tDuration: 5.00 ms\tBilled Duration: 5 ms\t`,
      'XRAY TraceId: 1-a-b\tSampled: true\t',
    ];
    const [init, extension, start, end, report, xray] = platform;
    const tail = [
      init,
      'cut secret',
      extension,
      'START RequestId: x is my secret',
      start,
      'XRAY TraceId: secret',
      `2026-01-01T00:00:00.000Z\t${id}\tINFO\tREPORT RequestId: secret`,
      '{"secret": 1}',
      end,
      report,
      xray,
      'Secret: 1',
    ];
    expect(platformLines(base64(`${tail.join('\n')}\n`))).toEqual(platform);
  });

  it('keeps the fields that are read of a JSON event, on one line, and nothing beside it', () => {
    const event = {
      time: '2026-10-08T12:00:00.250Z',
      type: 'platform.report',
      record: {
        requestId: id,
        status: 'success',
        metrics: { durationMs: 1.5, billedDurationMs: 2, memorySizeMB: 128, maxMemoryUsedMB: 60 },
        tracing: { value: 'Root=1-a-b' },
      },
    };
    const noisy = {
      ...event,
      note: 'secret',
      record: { ...event.record, spans: ['secret'], extra: 'secret' },
    };
    const [kept, ...more] = platformLines(base64(`secret ${JSON.stringify(noisy, null, 2)} secret\n`));
    expect(more).toEqual([]);
    expect(JSON.parse(kept ?? '')).toEqual(event);
  });

  it('reading the kept lines gives what reading the whole tail gives', () => {
    for (const logCase of cases) {
      const log = bytesOf(logCase).toString('base64');
      const kept = platformLines(log);
      const all = parseLog({ kind: 'tail', log, requestId: null });
      expect(parseLines(kept, null).reports, logCase.id).toEqual(all.reports);
      expect(parseLines(kept, null).initReports, logCase.id).toEqual(all.initReports);
      for (const { requestId } of all.reports) {
        expect(parseLines(kept, requestId).reports).toEqual(
          parseLog({ kind: 'tail', log, requestId }).reports,
        );
      }
    }
  });

  it('the same for any lines in any order, cut at any byte', () => {
    const lines = cases
      .flatMap((logCase) => bytesOf(logCase).toString('utf8').split('\n'))
      .map((line) => line.slice(0, 600));
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...lines), fc.string()), { maxLength: 30 }),
        fc.nat({ max: 3_000 }),
        (chosen, cut) => {
          const bytes = Buffer.from(chosen.join('\n'));
          const log = bytes.subarray(Math.min(cut, bytes.length)).toString('base64');
          const kept = platformLines(log);
          const whole = parseLog({ kind: 'tail', log, requestId: null });
          expect(parseLines(kept, null).reports).toEqual(whole.reports);
          expect(parseLines(kept, null).initReports).toEqual(whole.initReports);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(() => platformLines(Buffer.from(bytes).toString('base64'))).not.toThrow();
      }),
    );
  });
});
