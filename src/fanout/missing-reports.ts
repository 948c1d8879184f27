import type { WantedReport } from '../model/dispatch.ts';
import type { Invocation } from '../model/invocation.ts';
import type { Outcome } from '../model/outcome.ts';
import { reportRequestId } from '../model/report-request-id.ts';

/** Outcomes of requests that an environment served, or may have. */
const served: ReadonlySet<Outcome> = new Set(['ok', 'function-error', 'timeout', 'lost']);

/** What to look for in the logs because the reply's tail did not bring it; null where there is nothing to look for.
 * @param wallOffsetMs - wall clock minus monotonic clock */
export function wantedReport(row: Invocation, wallOffsetMs: number): WantedReport | null {
  const { requestId, tail, outcome, writtenMs, doneMs } = row;
  if (requestId === null || writtenMs === null || !served.has(outcome)) return null;
  if (tail?.some((line) => reportRequestId(line) === requestId)) return null;
  return { requestId, fromWallMs: writtenMs + wallOffsetMs, toWallMs: (doneMs ?? writtenMs) + wallOffsetMs };
}
