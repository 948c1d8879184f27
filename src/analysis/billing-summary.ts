import type { RowFacts } from '../model/invocation.ts';
import { billingForm } from './billing.ts';
import type { RunAnalysis } from './result.ts';

/** How many REPORTs' Billed Duration was checked, and which are not as Lambda bills today: Duration and the init or
 * restore that was logged beside it. The init of an environment initialized ahead may be left out. */
export function billingOf(rows: Iterable<RowFacts>): RunAnalysis['summary']['billing'] {
  let checked = 0;
  const others = new Map<string, number>();
  for (const { report, startKind } of rows) {
    const form = report === null ? null : billingForm(report);
    if (report === null || form === null) continue;
    checked += 1;
    const initLeftOut = form === 'duration-only' && report.initMs !== null && startKind !== 'preinitialized';
    const today =
      form === 'init-billed' || form === 'restore-billed' || (form === 'duration-only' && !initLeftOut);
    if (!today) others.set(form, (others.get(form) ?? 0) + 1);
  }
  return { checked, otherForms: Object.fromEntries(others) };
}
