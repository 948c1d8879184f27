import type { ComparedMetric, Comparison } from '../../src/analysis/comparison/compare-runs.ts';
import type { SideFacts } from '../../src/analysis/comparison/side-facts.ts';
import { aHeader } from './analysis-builder.ts';

/** An init that got 20.1 % longer. */
export const aComparedMetric = (changes: Partial<ComparedMetric> = {}): ComparedMetric => ({
  metric: 'init.p50',
  unit: 'ms',
  old: 142,
  new: 171,
  verdict: 'changed',
  direction: 'greater',
  p: 0.0004,
  pHolm: 0.0008,
  shift: { estimate: 28.5, interval: { low: 20, high: 37 } },
  relative: { estimate: 0.201, interval: { low: 0.142, high: 0.26 } },
  n: { old: 20, new: 20, of: 'requests' },
  needs: null,
  method: 'ranks',
  because: '',
  scope: 'first-contact',
  rounds: { old: [1], new: [1] },
  values: null,
  ...changes,
});

export const aSide = (changes: Partial<SideFacts> = {}): SideFacts => {
  const { runId, startedAt, target, plan, local, tool } = aHeader();
  return {
    runId,
    startedAt,
    toolVersion: tool.version,
    local,
    target,
    plan: { ...plan, concurrency: 10, firstContact: 20, rounds: 7 },
    executedVersions: ['1'],
    runtimeVersions: ['nodejs:22.v31'],
    rows: 80,
    notOk: 0,
    killed: false,
    ...changes,
  };
};

export const aComparison = (changes: Partial<Comparison> = {}): Comparison => ({
  old: aSide(),
  new: aSide({ runId: 'run-2' }),
  varied: [],
  alpha: 0.05,
  seed: '1',
  lines: [aComparedMetric()],
  notes: [],
  ...changes,
});
