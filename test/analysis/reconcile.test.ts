import { describe, expect, it } from 'vitest';
import { analyseRun } from '../../src/analysis/analyse.ts';
import type { Report } from '../../src/model/report.ts';
import { aReport } from '../support/analysis-builder.ts';
import { aRun, type Told, warm } from './run-builder.ts';

const inReply: Partial<Report> = { durationMs: 250.12, billedMs: 251, memorySizeMb: 256, initMs: null };
const both = (logs: Partial<Report> = {}): Told =>
  warm('a', { report: inReply, reportInLogs: aReport({ ...inReply, ...logs }) });

const analysed = (told: readonly Told[], logs: 'auto' | 'always' | 'live' = 'always') => {
  const { run, joined } = aRun(told, { plan: { logs } });
  const { summary, warnings } = analyseRun(run, joined, [], { freshEnvironments: true });
  return {
    reconciled: summary.coverage.reconciled,
    warning: warnings.find(({ code }) => code === 'differing-reports')?.message ?? null,
  };
};

describe('REPORTs of reply and CloudWatch Logs', () => {
  it.each([
    { name: 'equal', logs: {}, differs: null },
    // Text format has two decimals, JSON format three.
    { name: 'equal but for rounding', logs: { durationMs: 250.123 }, differs: null },
    {
      name: 'another duration',
      logs: { durationMs: 250.2 },
      differs: /request 0: duration 250.12 ms in the reply, 250.2 ms in the logs\)/,
    },
    { name: 'an init more', logs: { initMs: 80 }, differs: /init duration none in the reply, 80 ms in/ },
    {
      name: 'two fields',
      logs: { billedMs: 260, memorySizeMb: 512 },
      differs: /billed duration 251 ms in the reply, 260 ms in the logs and memory size 256 MB in the reply/,
    },
  ])('$name', ({ logs, differs }) => {
    const { reconciled, warning } = analysed([both(logs)]);
    expect(reconciled).toEqual({ inTail: 1, inLogs: 1, inBoth: 1, differing: differs === null ? 0 : 1 });
    if (differs === null) expect(warning).toBeNull();
    else expect(warning).toMatch(differs);
  });

  it('counts what is in one of them only, and leaves warm-up rounds out', () => {
    const told = [both(), warm('b', { report: inReply }), warm('c', { noReport: true })];
    const warmUp = { ...both({ durationMs: 1 }), warmUp: true };
    expect(analysed([warmUp, ...told])).toEqual({
      reconciled: { inTail: 2, inLogs: 1, inBoth: 1, differing: 0 },
      warning: null,
    });
  });

  it('names three and counts the others', () => {
    const { warning } = analysed(
      Array.from({ length: 5 }, () => both({ durationMs: 1 })),
      'live',
    );
    expect(warning).toMatch(/^5 REPORTs differ .*request 2: .*; and 2 more\)/);
  });

  it('says nothing where the logs were not asked for all', () => {
    expect(analysed([both({ durationMs: 1 })], 'auto')).toEqual({ reconciled: null, warning: null });
  });
});
