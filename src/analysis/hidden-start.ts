import { carriedQuantile } from './quantile.ts';
import type { HiddenStart } from './result.ts';
import type { Sample } from './sample.ts';

/** What a cold start costs beside its init: the median overhead of cold rows − that of rows that waited for none, which
 * share the network with them. Null where one of the two samples carries no median.
 * @param cold - overhead of cold rows
 * @param others - overhead of warm and preinitialized rows */
export function hiddenStartOf(cold: Sample, others: Sample): HiddenStart | null {
  const coldOverheadMs = carriedQuantile(cold.sorted, 'p50');
  const otherOverheadMs = carriedQuantile(others.sorted, 'p50');
  if (coldOverheadMs === null || otherOverheadMs === null) return null;
  return {
    hiddenMs: coldOverheadMs - otherOverheadMs,
    coldOverheadMs,
    coldRows: cold.sorted.length,
    otherOverheadMs,
    otherRows: others.sorted.length,
  };
}
