import type { RunAnalysis } from '../analysis/result.ts';
import { kindOf } from '../analysis/start-kind.ts';
import { listText } from '../analysis/wording.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Evidence, StartKind } from '../model/start-kind.ts';
import { evidences, startKinds } from '../model/start-kind.ts';
import { column, count, leftColumn, text, toneOf, type ViewTable } from './view.ts';

/** What each kind means for the request, in one clause. */
export const kindMeanings = {
  cold: 'waited for the init of a new environment',
  restored: 'waited for a snapshot to be restored',
  preinitialized: 'its environment was initialized before it came, so it waited for none',
  warm: 'its environment had served before, so there was no init',
  unknown: 'whether it waited is not known',
} satisfies Record<StartKind, string>;

/** What an outcome says of the start of a request that no environment served. */
const notServed = {
  throttled: 'throttled',
  'api-error': 'refused',
  unsent: 'never sent',
} as const satisfies Partial<Record<Outcome, string>>;

const isNotServed = (outcome: string): outcome is keyof typeof notServed => Object.hasOwn(notServed, outcome);

/** What a request without a known start was: one that no environment served did not wait for any init.
 * @returns null: an environment may have served it */
export const notServedText = (outcome: Outcome): string | null =>
  isNotServed(outcome) ? `it was ${notServed[outcome]}, and no environment served it` : null;

/** What was served by no environment, in words; empty where each may have been served. */
function notServedOf(outcomes: Readonly<Record<string, number>>, of: number): string {
  const parts = Object.entries(outcomes).flatMap(([outcome, n]) =>
    isNotServed(outcome) && n > 0 ? [`${n} ${notServed[outcome]}`] : [],
  );
  const all = Object.entries(outcomes).reduce((sum, [outcome, n]) => sum + (isNotServed(outcome) ? n : 0), 0);
  if (all === 0) return '';
  const whom = all < of ? `${all} of them` : of === 1 ? 'it' : 'them';
  return `; no environment served ${whom} (${listText(parts)})`;
}

const isEvidence = (code: string): code is Evidence => Object.hasOwn(evidences, code);

/** Kinds with what decided them, from the rows that the figures are of. */
export const whyTable = ({ header, summary }: RunAnalysis): ViewTable | null => {
  const lines = startKinds.flatMap((startKind) =>
    Object.keys(evidences)
      .filter(isEvidence)
      .filter((evidence) => kindOf[evidence] === startKind)
      .flatMap((evidence) => {
        const of = summary.evidence[evidence];
        return of === undefined ? [] : [{ startKind, evidence, of }];
      }),
  );
  // A log tells what decided in its warnings.
  if (lines.length === 0 || header === null) return null;
  return {
    id: 'why',
    title: '',
    name: 'Why each is what it is',
    columns: [leftColumn('start kind'), column('count'), { ...leftColumn('why'), wraps: true }],
    rows: lines.map(({ startKind, evidence, of }) => [
      text(startKind, toneOf[startKind]),
      count(of),
      text(
        `${kindMeanings[startKind]}: ${evidences[evidence]}${evidence === 'no-report' ? notServedOf(summary.outcomes, of) : ''}`,
      ),
    ]),
    note: '',
  };
};
