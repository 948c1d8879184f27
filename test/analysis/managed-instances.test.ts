import { describe, expect, it } from 'vitest';
import { createLogTally } from '../../src/analysis/logs/analyse-logs.ts';
import type { LogRecord } from '../../src/analysis/logs/record.ts';
import { startOfRecord } from '../../src/analysis/logs/row.ts';
import { parseLines } from '../../src/analysis/parse/log.ts';

/** As Managed Instances log it: no init, no Billed Duration, no memory.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#platform-report */
const managed = (id: string): string =>
  JSON.stringify({
    time: '2026-10-08T10:00:01.050Z',
    type: 'platform.report',
    record: { requestId: id, status: 'success', metrics: { durationMs: 50.1 } },
  });
const standard = (id: string): string =>
  `REPORT RequestId: ${id}\tDuration: 1.00 ms\tBilled Duration: 1 ms\tMemory Size: 128 MB\tMax Memory Used: 50 MB\t`;
const id = (digit: number): string => `${digit}1111111-1111-4111-8111-111111111111`;

const recordOf = (line: string): LogRecord => {
  const [report] = parseLines([line], null).reports;
  if (report === undefined) throw new Error(`no REPORT in ${line}`);
  return {
    report,
    atMs: null,
    logStream: null,
    initEndedAtMs: null,
    startedAtMs: null,
    initializationType: null,
    version: null,
    precededByFailure: false,
  };
};

const analysisOf = (lines: readonly string[]) => {
  const tally = createLogTally();
  for (const line of lines) tally.add(startOfRecord(recordOf(line)));
  return tally.analysis({ duplicates: 0, evictedStreams: 0, overlongLines: 0 } as never);
};

describe('requests of Managed Instances have no start kind', () => {
  it('in text and in JSON', () => {
    for (const line of [managed(id(1)), `REPORT RequestId: ${id(2)}\tDuration: 50.10 ms`])
      expect(startOfRecord(recordOf(line))).toMatchObject({
        startKind: 'unknown',
        evidence: 'managed-instances',
      });
  });

  it('so no cold ratio is printed', () => {
    const { summary, warnings } = analysisOf([managed(id(1)), managed(id(2))]);
    expect(summary).toMatchObject({ coldRatio: null, coldRatioInterval: null, classified: 0 });
    expect(summary.headline).toMatch(/Managed Instances, .* a start kind has no meaning there/);
    expect(warnings.map(({ code }) => code)).toEqual(['managed-instances']);
  });

  it('and none of them counts in the ratio of others', () =>
    expect(analysisOf([managed(id(1)), standard(id(2)), standard(id(3))]).summary).toMatchObject({
      classified: 2,
      coldRatio: 0,
    }));
});
