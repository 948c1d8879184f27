import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tailOf, withoutReport } from '../../../src/local/http/tail.ts';

it('the tail is the end of the log, at most 4,096 bytes of it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 9_000 }), (log) => {
      const tail = Buffer.from(tailOf(log), 'base64');
      expect(tail).toHaveLength(Math.min(log.length, 4_096));
      expect(Buffer.from(log.subarray(log.length - tail.length)).equals(tail)).toBe(true);
    }),
  );
});

const start = 'START RequestId: a Version: 1\n';
it.each([
  { name: 'text', log: `${start}REPORT RequestId: a\tDuration: 1.00 ms\t\n`, want: start },
  {
    name: 'text with X-Ray',
    log: `${start}REPORT RequestId: a\tDuration: 1.00 ms\t\nXRAY TraceId: 1-a-b\tSegmentId: c\tSampled: true\t\n`,
    want: start,
  },
  {
    name: 'JSON',
    log: '{"type":"platform.start"}\n{"type":"platform.report"}\n',
    want: '{"type":"platform.start"}\n',
  },
  {
    name: 'an application line that speaks of one',
    log: 'my REPORT RequestId: x\n{"message":"platform.report"}\n{platform.report\n',
    want: 'my REPORT RequestId: x\n{"message":"platform.report"}\n{platform.report\n',
  },
])('takes the REPORT out of $name', ({ log, want }) => {
  expect(Buffer.from(withoutReport(Buffer.from(log))).toString()).toBe(want);
});
