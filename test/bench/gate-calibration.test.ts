import { describe, expect, it } from 'vitest';
import type { Figure } from '../../bench/figure.ts';
import { calibrationTable } from '../../bench/gate-calibration/table.ts';
import { virtualGate } from '../../bench/gate-calibration/virtual-gate.ts';
import { virtualService } from '../../bench/gate-calibration/virtual-service.ts';
import { rowsOf } from '../../bench/runner/row.ts';
import { judgeRun } from '../../src/commands/judge-run.ts';

const seeds = Array.from({ length: 8 }, (_, index) => `seed ${index}`);

describe('a gate in virtual time', () => {
  it.each([
    { factor: 1, want: 'passed' },
    { factor: 1.5, want: 'failed' },
  ])('init × $factor: $want', async ({ factor, want }) => {
    for (const seed of seeds) expect(await virtualGate(seed, factor)).toBe(want);
  });

  it('same seed, same run; another seed, another', async () => {
    const model = { preset: 'node22-arm64', seed: 1, init: { p50Ms: 140, p99Ms: 170 } } as const;
    const measured = (seed: string) =>
      virtualService(seed).measure(`twin-${seed}`, model, { concurrency: 5, rounds: 2 });
    const first = await measured('a');
    expect(await measured('a')).toEqual(first);
    expect(await measured('b')).not.toEqual(first);
    // The second round meets the environments of the first.
    const { summary } = judgeRun(first);
    expect(summary.rounds.map(({ waitedForInit }) => waitedForInit)).toEqual([5, 0]);
  });
});

describe('the table of the calibration', () => {
  const figure = (name: string, value: number): Figure => ({
    ...{ group: 'gate calibration', name, unit: '%', values: [value], anchor: null, goal: null },
  });
  const whole = ['unchanged', 'at most', '+5 %', '+10 %', '+20 %', '+50 %'].map((change, index) =>
    figure(`a rule: of two colons: ${change}`, index * 20),
  );
  const tableOf = (figures: readonly Figure[]) =>
    calibrationTable(rowsOf({ kind: 'measured', figures }, true));

  it('has a line a rule', () =>
    expect(tableOf([...whole, figure('other: 1 of 10 turned cold', 0.125)])).toBe(
      [
        '| rule | unchanged | at most | +5 % | +10 % | +20 % | +50 % |',
        '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
        '| a rule: of two colons | 0 | 20.0 | 40.0 | 60.0 | 80.0 | 100 |',
        '',
        '| rule | change | seen |',
        '| --- | --- | ---: |',
        '| other | 1 of 10 turned cold | 0.13 |',
      ].join('\n'),
    ));

  it('has no holes', () =>
    expect(() => tableOf(whole.slice(0, 3))).toThrow('no +10 % of a rule: of two colons'));
});
