import { describe, expect, it } from 'vitest';
import { parseLog } from '../../../src/analysis/parse/log.ts';
import { corpusCases, type LogCase, ownCases, sorted } from './cases.ts';

const check = (logCase: LogCase): void => {
  const found = parseLog(logCase);
  const fieldsSorted = (record: object): object => Object.fromEntries(Object.entries(record).toSorted());
  expect(sorted(found.reports.map(fieldsSorted))).toEqual(sorted(logCase.expect.map(fieldsSorted)));
  expect(sorted(found.initReports.map(fieldsSorted))).toEqual(sorted(logCase.initReports.map(fieldsSorted)));
};

describe('parseLog', () => {
  it.each(ownCases.map((logCase) => ({ name: logCase.id, logCase })))('$name', ({ logCase }) =>
    check(logCase),
  );

  it('takes no time or size of JSON that is negative, as it takes none of text', () => {
    const metrics = { durationMs: 5, billedDurationMs: -13, initDurationMs: -100, memorySizeMB: -1 };
    const line = (requestId: string, more: object) =>
      JSON.stringify({
        type: 'platform.report',
        record: { requestId, status: 'success', metrics: { ...metrics, ...more } },
      });
    const log = [line('a', {}), line('b', { durationMs: -5 })].join('\n');
    const { reports } = parseLog({ kind: 'json', log, requestId: null });
    expect(reports).toMatchObject([{ requestId: 'a', billedMs: null, initMs: null, memorySizeMb: null }]);
  });

  it('the collection beside the checkout', (ctx) => {
    if (!corpusCases) return ctx.skip('corpus is not beside this checkout');
    expect(corpusCases.length).toBeGreaterThan(0);
    for (const logCase of corpusCases) {
      try {
        check(logCase);
      } catch (error) {
        throw new Error(`case ${logCase.id}`, { cause: error });
      }
    }
  });
});
