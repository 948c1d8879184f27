import type { RowFacts } from '../model/invocation.ts';
import { reachedEnvironment } from './reach.ts';
import type { Coverage, Reconciled } from './result.ts';

/** How many of the REPORTs that should exist were found, and where. A row that reached no environment, as far as its
 * sender knows, has none to be found; where one is found all the same it is due. */
export function coverageOf(rows: Iterable<RowFacts>, reconciled: Reconciled | null): Coverage {
  let due = 0;
  let fromTail = 0;
  let fromLogs = 0;
  for (const row of rows) {
    if (!reachedEnvironment(row) && row.report === null) continue;
    due += 1;
    if (row.report === null) continue;
    if (row.reportSource === 'logs') fromLogs += 1;
    else fromTail += 1;
  }
  const found = fromTail + fromLogs;
  return { due, fromTail, fromLogs, missing: due - found, ratio: due === 0 ? null : found / due, reconciled };
}
