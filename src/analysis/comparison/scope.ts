import type { Metric, PlainMetricName } from '../../model/metrics.ts';

/** Which rounds of a run a metric is compared on. `first-contact`: those in which the target's environments are made;
 * `later`: the others, where there are any. */
export type Scope = 'first-contact' | 'later';

const ofNewEnvironments: readonly PlainMetricName[] = [
  'cold.count',
  'cold.ratio',
  'restored.count',
  'preinitialized.count',
];

/** Environments are retained once they were made, so only a first contact yields cold samples. */
export function scopeOf(metric: Metric): Scope {
  if (metric.kind === 'plain') return ofNewEnvironments.includes(metric.name) ? 'first-contact' : 'later';
  const { subject, startKind } = metric;
  const made = startKind === 'cold' || startKind === 'restored' || startKind === 'preinitialized';
  return made || subject === 'init' ? 'first-contact' : 'later';
}
