import type { Reconciled } from './result.ts';
import type { Selection } from './table/selection.ts';
import { counted } from './wording.ts';

const shownDisagreements = 3;

/** How replies and logs cover rows, where the logs were asked for every REPORT. */
export interface Reconciliation {
  readonly counts: Reconciled;
  /** Of rows whose two REPORTs do not agree, the first few. */
  readonly shown: readonly { readonly seq: number; readonly disagreement: string }[];
}

export function reconcile({ table, positions }: Selection): Reconciliation {
  const counts = { inTail: 0, inLogs: 0, inBoth: 0, differing: 0 };
  const shown: { seq: number; disagreement: string }[] = [];
  for (const at of positions) {
    const tail = table.reportSource.get(at) === 'tail';
    const logs = table.inLogs.get(at);
    if (tail) counts.inTail += 1;
    if (logs) counts.inLogs += 1;
    if (tail && logs) counts.inBoth += 1;
    const disagreement = table.disagreement.get(at);
    if (disagreement === null) continue;
    counts.differing += 1;
    if (shown.length < shownDisagreements) shown.push({ seq: table.seq.get(at) ?? 0, disagreement });
  }
  return { counts, shown };
}

/** Says which REPORTs do not agree; null where all do. */
export function disagreementText({ counts: { differing }, shown }: Reconciliation): string | null {
  if (differing === 0) return null;
  const told = shown.map(({ seq, disagreement }) => `request ${seq}: ${disagreement}`).join('; ');
  const left = differing - shown.length;
  return `${counted(differing, 'REPORT differs', 'REPORTs differ')} between reply and CloudWatch Logs (${told}${left > 0 ? `; and ${left} more` : ''}): the reply's is used.`;
}
