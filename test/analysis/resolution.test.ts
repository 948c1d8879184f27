import { describe, expect, it } from 'vitest';
import { analyseRun } from '../../src/analysis/analyse.ts';
import { ahead, aRun, cold, type Told, times } from './run-builder.ts';

const resolution = {
  eventLoopDelayP99Ms: 1,
  eventLoopDelayMaxMs: 4,
  stampErrorP50Ms: 0.1,
  stampErrorMaxMs: 0.2,
  releaseLoopMs: 0.3,
};

const analyse = (told: readonly Told[], end: Parameters<typeof aRun>[2] = {}) => {
  const { run, joined } = aRun(told, {}, end);
  return analyseRun(run, joined, [], { freshEnvironments: true });
};

describe('the exactness of time stamps', () => {
  it('is not known of an older run', () => {
    const { summary, warnings } = analyse([cold('a', { line: { stampUncertaintyMs: 80 } })]);
    expect(summary.resolution).toBeNull();
    expect(warnings.map(({ code }) => code)).not.toContain('coarse-stamps');
  });

  it('counts the measured rows beyond the bound of 10 ms, and warns of them', () => {
    const { summary, warnings } = analyse(
      [
        cold('w', { warmUp: true, line: { stampUncertaintyMs: 99 } }),
        cold('a', { round: 2, line: { stampUncertaintyMs: 10 } }),
        cold('b', { round: 2, line: { stampUncertaintyMs: 10.01 } }),
        cold('c', { round: 2, line: { stampUncertaintyMs: null } }),
      ],
      { resolution },
    );
    expect(summary.resolution).toEqual({
      ...resolution,
      stampUncertaintyMaxMs: 10.01,
      boundMs: 10,
      beyondBound: 1,
    });
    expect(warnings.find(({ code }) => code === 'coarse-stamps')?.message).toMatch(
      /^1 request has .*10\.01 ms/,
    );
  });
});

describe('the hidden start', () => {
  it('is the difference of the median overheads', () => {
    // Overhead of cold: round trip − 250 − 100 = 60, 80 → median 70. Of the others: round trip − 250 = 4, 6, 8 → 6.
    const { summary } = analyse([
      cold('a', { roundTrip: 410 }),
      cold('b', { roundTrip: 430 }),
      ...[254, 256, 258].map((roundTrip, nth) => ahead(`p${nth}`, { roundTrip })),
    ]);
    expect(summary.hiddenStart).toEqual({
      hiddenMs: 64,
      coldOverheadMs: 70,
      coldRows: 2,
      otherOverheadMs: 6,
      otherRows: 3,
    });
  });

  it.each([
    { name: 'one cold row', told: [cold('a'), ...times(3, (nth) => ahead(`p${nth}`))] },
    { name: 'no other row', told: [cold('a'), cold('b')] },
  ])('is not told of $name', ({ told }) => expect(analyse(told).summary.hiddenStart).toBeNull());
});
