import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFilterPattern } from '../../../src/local/http/filter-pattern.ts';

const report = JSON.stringify({
  type: 'platform.report',
  record: {
    requestId: 'r-1',
    status: 'success',
    metrics: { durationMs: 12.5, initDurationMs: null },
    spans: [{ name: 'x' }],
  },
});

describe('a filter pattern', () => {
  // Expected by https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
  it.each([
    { pattern: '', message: 'anything', want: true },
    { pattern: 'ERROR', message: 'an ERROR', want: true },
    { pattern: 'ERROR', message: 'an error', want: false },
    { pattern: 'ERROR line', message: 'line 3: ERROR', want: true },
    { pattern: 'ERROR line', message: 'ERROR', want: false },
    { pattern: '"REPORT RequestId"', message: 'REPORT RequestId: x', want: true },
    { pattern: '"REPORT RequestId"', message: 'RequestId REPORT', want: false },
    { pattern: '"a \\"b\\""', message: 'x a "b" y', want: true },
    { pattern: '?ERROR ?WARN', message: 'WARN', want: true },
    { pattern: '?ERROR ?WARN', message: 'INFO', want: false },
    { pattern: 'ERROR -Exiting', message: 'ERROR', want: true },
    { pattern: 'ERROR -"Exiting now"', message: 'ERROR Exiting now', want: false },
    { pattern: '?WARN ERROR', message: 'ERROR', want: true },
    { pattern: '{ $.type = "platform.report" }', message: report, want: true },
    { pattern: '{ $.type = "platform.start" }', message: report, want: false },
    { pattern: '{ $.type = platform.* }', message: report, want: true },
    { pattern: '{$.type=platform.report}', message: report, want: true },
    { pattern: '{ $.type != "platform.start" }', message: report, want: true },
    { pattern: '{ $.missing != "x" }', message: report, want: false },
    { pattern: '{ $.record.metrics.durationMs = 12.5 }', message: report, want: true },
    { pattern: '{ $.record.metrics.durationMs >= 13 }', message: report, want: false },
    {
      pattern: '{ $.record.metrics.durationMs > 12 && $.record.status = success }',
      message: report,
      want: true,
    },
    { pattern: '{ $.type = a || $.record.requestId = "r-1" }', message: report, want: true },
    {
      pattern: '{ ($.type = a || $.type = "platform.*") && $.record.status = b }',
      message: report,
      want: false,
    },
    { pattern: '{ $.record.spans[0].name = x }', message: report, want: true },
    { pattern: '{ $["record"]["status"] = success }', message: report, want: true },
    { pattern: '{ $.record.metrics.initDurationMs IS NULL }', message: report, want: true },
    { pattern: '{ $.record.nothing NOT EXISTS }', message: report, want: true },
    { pattern: '{ $.type = "platform.report" }', message: 'REPORT RequestId: x', want: false },
    {
      pattern: '{ $.type = "(a+)+$" }',
      message: '{"type":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"}',
      want: false,
    },
  ])('$pattern on $message: $want', ({ pattern, message, want }) => {
    expect(parseFilterPattern(pattern)(message)).toBe(want);
  });

  it.each([
    '"open',
    '[a, b]',
    '%x+%',
    '{ $.a }',
    '{ $.a = 1',
    '{ a = 1 }',
    '{ $.a < x }',
    '{ $.a = 1 } b',
    '{ & }',
  ])('refuses %s', (pattern) => {
    expect(() => parseFilterPattern(pattern)).toThrow(/^Invalid filter pattern/);
  });

  it('finds any quoted request id in the line that carries it, and in no other', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (mine, other) => {
        fc.pre(mine !== other);
        const filter = parseFilterPattern(`"${mine}"`);
        expect(filter(`REPORT RequestId: ${mine}\tDuration: 1 ms`)).toBe(true);
        expect(filter(`REPORT RequestId: ${other}\tDuration: 1 ms`)).toBe(false);
      }),
    );
  });
});
