import { describe, expect, it } from 'vitest';
import type { VersionSummary } from '../../src/analysis/logs/result.ts';
import { followText } from '../../src/report/follow-text.ts';
import { aKind, aRunAnalysis, figures } from '../support/analysis-builder.ts';
import { hostileName } from '../support/every-kind.ts';

const version = (changes: Partial<VersionSummary>): VersionSummary => ({
  ...{ functionName: null, version: '7', others: false, rows: 1_204, waitedForInit: 31, classified: 1_204 },
  ...{ coldRatio: 31 / 1_204, coldRatioInterval: { low: 0.018, high: 0.036 } },
  ...{ initMs: figures({ p50: 131 }), durationMs: figures({ p50: 12.5, p99: 80 }), billedMs: figures({}) },
  ...changes,
});

const analysisOf = (versions: readonly VersionSummary[]) => {
  const { summary } = aRunAnalysis();
  const { rows, waitedForInit, coldRatio } = version({});
  const coldRatioInterval = { low: 0.018, high: 0.036, method: 'Wilson' };
  const durationMs = figures({ n: 1_204, p50: 12.5, p99: 80 });
  const all = { ...aKind('warm', { durationMs }), startKind: 'all' as const };
  return { summary: { ...summary, rows, waitedForInit, coldRatio, coldRatioInterval, all, versions } };
};

describe('what following shows', () => {
  it('one version: all requests in two lines', () => {
    expect(followText('/aws/lambda/f', analysisOf([version({})])).split('\n')).toEqual([
      'following /aws/lambda/f: 1,204 requests, 31 waited for an init (2.6 %; 95 % interval 1.8 % to 3.6 %)',
      expect.stringContaining('duration p50 12.5 ms, p99 80 ms'),
    ]);
  });

  it('several: a line each, up to five', () => {
    const versions = Array.from({ length: 7 }, (_, index) => version({ version: String(index) }));
    const lines = followText('g', analysisOf(versions)).split('\n');
    expect(lines).toHaveLength(2 + 5 + 1);
    expect(lines[2]).toBe(
      '  version 0: 1,204 requests, 31 waited for an init (2.6 %; 95 % interval 1.8 % to 3.6 %); init p50 131 ms, duration p50 12.5 ms, p99 80 ms',
    );
    expect(lines.at(-1)).toBe('  and 2 more versions');
  });

  it('nothing of a name reaches the terminal', () => {
    const hostile = version({ functionName: hostileName, version: hostileName });
    const text = followText(hostileName, analysisOf([hostile, hostile]));
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });
});
