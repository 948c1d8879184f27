import type { WantedReport } from '../model/dispatch.ts';
import { asksForAll, type LogsMode } from '../model/fanout.ts';
import type { Invocation } from '../model/invocation.ts';
import type { Outcome } from '../model/outcome.ts';
import { reportRequestId } from '../model/report-request-id.ts';

/** Outcomes of requests that an environment served, or may have. */
const served: ReadonlySet<Outcome> = new Set(['ok', 'function-error', 'timeout', 'lost']);

/** What to look for in the logs; null where there is nothing to look for.
 * @param wallOffsetMs - wall clock minus monotonic clock
 * @param mode - says whether a REPORT that the reply's tail brought is looked for too */
export function wantedReport(row: Invocation, wallOffsetMs: number, mode: LogsMode): WantedReport | null {
  const { requestId, tail, outcome, writtenMs, doneMs } = row;
  if (requestId === null || writtenMs === null || !served.has(outcome)) return null;
  if (mode === 'never') return null;
  if (!asksForAll(mode) && tail?.some((line) => reportRequestId(line) === requestId)) return null;
  return { requestId, fromWallMs: writtenMs + wallOffsetMs, toWallMs: (doneMs ?? writtenMs) + wallOffsetMs };
}
