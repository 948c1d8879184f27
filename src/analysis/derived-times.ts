import type { RowFacts } from '../model/invocation.ts';
import type { Evidence } from '../model/start-kind.ts';
import { wasAnswered } from './reach.ts';
import type { StartClues } from './start-clocks.ts';
import { kindOf } from './start-kind.ts';

/** Answered before it was all written, by stamps of one clock: no time that a request takes. */
export const answeredEarly = ({ writtenMs, doneMs }: Pick<RowFacts, 'writtenMs' | 'doneMs'>): boolean =>
  writtenMs !== null && doneMs !== null && doneMs < writtenMs;

/** Written → done, of a request that was answered, and not before it was written. */
export const roundTripOf = (row: Pick<RowFacts, 'outcome' | 'writtenMs' | 'doneMs'>): number | null =>
  wasAnswered(row) && row.writtenMs !== null && row.doneMs !== null && !answeredEarly(row)
    ? row.doneMs - row.writtenMs
    : null;

/** The request waited for this: null where that is not known. A suppressed init hides inside Duration, so its length
 * is not known either. */
export function initInPathOf(
  {
    report,
  }: {
    readonly report: Pick<NonNullable<StartClues['report']>, 'initMs' | 'restoreMs'> | null;
  },
  evidence: Evidence,
): number | null {
  if (evidence === 'init-maybe-suppressed') return null;
  const kind = kindOf[evidence];
  if (kind === 'cold') return report?.initMs ?? null;
  if (kind === 'restored') return report?.restoreMs ?? null;
  return kind === 'unknown' ? null : 0;
}

/** Round trip − Duration − init in path: null where one of them is not known. */
export function overheadOf(
  row: Pick<RowFacts, 'evidence' | 'roundTripMs' | 'report' | 'initInPathMs'>,
): number | null {
  const { roundTripMs, report } = row;
  // A suppressed init is part of Duration: what is left over is known although the init is not.
  const paidApartMs = row.evidence === 'init-maybe-suppressed' ? 0 : row.initInPathMs;
  return roundTripMs === null || report === null || paidApartMs === null
    ? null
    : roundTripMs - report.durationMs - paidApartMs;
}
