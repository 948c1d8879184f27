import type { ComparedMetric } from '../analysis/comparison/compare-runs.ts';
import type { Tone } from './view.ts';

/** Metrics of which more is better; of some neither is. */
const moreIsBetter: readonly string[] = ['warm.count', 'preinitialized.count', 'coverage'];
const neither: readonly string[] = ['achieved_concurrency', 'in_flight', 'environments', 'dispatch_skew'];

/** Whether a change is for the better. */
export const toneOfChange = ({ metric, verdict, direction }: ComparedMetric): Tone => {
  if (verdict === 'too-few' || verdict === 'no-change-seen') return 'faint';
  if (verdict === 'undecided') return 'caution';
  if (neither.includes(metric)) return 'plain';
  return (direction === 'greater') === moreIsBetter.includes(metric) ? 'good' : 'bad';
};
