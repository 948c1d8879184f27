import { leftColumn, type Note, type Tone, text, type View } from './view.ts';

/** One change, and what is or was done about it. */
export interface CleanupRow {
  /** What undoing it means, as an order. */
  readonly what: string;
  /** The run that made it; empty: not known. */
  readonly runId: string;
  /** ISO 8601; null: not known. */
  readonly since: string | null;
  readonly region: string;
  /** What came of it, in words; null: nothing was done yet. */
  readonly outcome: string | null;
  readonly tone: Tone;
}

/** The result of `cleanup`. */
export function cleanupView(headline: string, rows: readonly CleanupRow[], notes: readonly Note[]): View {
  const done = rows.some(({ outcome }) => outcome !== null);
  return {
    title: 'What runs have left',
    headline,
    facts: [],
    tables:
      rows.length === 0
        ? []
        : [
            {
              id: 'changes',
              title: '',
              name: 'Changes',
              columns: [
                { ...leftColumn('to undo'), wraps: true },
                leftColumn('region', 1),
                leftColumn('since', 2),
                leftColumn('run', 3),
                ...(done ? [{ ...leftColumn('outcome'), wraps: true as const }] : []),
              ],
              rows: rows.map(({ what, region, since, runId, outcome, tone }) => [
                text(what),
                text(region),
                text(since === null ? null : `${since.slice(0, 19)}Z`),
                text(runId === '' ? null : runId.slice(0, 8)),
                ...(done ? [text(outcome, tone)] : []),
              ]),
              note: '',
            },
          ],
    notes,
    checks: [],
  };
}
