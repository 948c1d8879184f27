import { figuresOf } from './figures.ts';
import { subjectOf } from './kind-summary.ts';
import type { HiddenStart } from './result.ts';
import { sampleOfRows } from './sample.ts';
import type { Selection } from './table/selection.ts';

const overhead = (rows: Selection) =>
  figuresOf(sampleOfRows(rows, (row) => subjectOf(row, 'overhead', null)));

/** What a cold start costs beside its init: the median overhead of cold rows − that of rows that waited for none, which
 * share the network with them. Null where one of the two samples carries no median.
 * @param measured - without warm-up rows */
export function hiddenStartOf(measured: Selection): HiddenStart | null {
  const cold = overhead(measured.ofKinds(['cold']));
  const others = overhead(measured.ofKinds(['warm', 'preinitialized']));
  if (cold.p50 === null || others.p50 === null) return null;
  return {
    hiddenMs: cold.p50 - others.p50,
    coldOverheadMs: cold.p50,
    coldRows: cold.n,
    otherOverheadMs: others.p50,
    otherRows: others.n,
  };
}
