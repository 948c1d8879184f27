import { countWhere } from '../kind-summary.ts';
import { counted, listText } from '../wording.ts';
import type { ComparedMetric } from './compare-runs.ts';
import { unknownFields } from './likeness.ts';
import type { ComparedRun } from './metric-sample.ts';

interface Input {
  readonly old: ComparedRun;
  readonly now: ComparedRun;
  readonly lines: readonly Omit<ComparedMetric, 'pHolm'>[];
}

type Finder = (input: Input) => string | null;

const sides = ({ old, now }: Input) => [
  { side: 'old', run: old },
  { side: 'new', run: now },
];

const eachSide = (input: Input, words: (run: ComparedRun, side: string) => string | null): string | null => {
  const found = sides(input).flatMap(({ side, run }) => words(run, side) ?? []);
  return found.length === 0 ? null : found.join(' ');
};

/** What must be known to read a comparison rightly, by its code. */
const finders: Readonly<Record<string, Finder>> = {
  'same-run': ({ old, now }) =>
    old.header.runId === now.header.runId ? 'Both sides are the same run: nothing can have changed.' : null,
  killed: (input) =>
    eachSide(input, ({ summary }, side) =>
      summary.killed
        ? `The ${side} run was killed before its end: only what is on record is compared.`
        : null,
    ),
  'rows-not-ok': (input) =>
    eachSide(input, ({ rows }, side) => {
      const measured = countWhere(rows, ({ warmUp }) => !warmUp);
      const bad = countWhere(rows, ({ warmUp, outcome }) => !warmUp && outcome !== 'ok');
      return bad === 0
        ? null
        : `${bad} of ${counted(measured, 'request')} of the ${side} side did not end well.`;
    }),
  modelled: (input) =>
    sides(input).some(({ run }) => run.header.target.modelled !== null)
      ? 'Modelled, not measured: no function ran (docs/local.md says what is drawn).'
      : null,
  'not-read': ({ old, now }) => {
    const fields = unknownFields(old.header, now.header);
    return fields.length === 0 ? null : `Not known of both sides, so not compared: ${listText(fields)}.`;
  },
  'one-moment': ({ lines }) =>
    lines.some(({ p, scope, rounds }) => p !== null && scope === 'first-contact' && rounds.old.length === 1)
      ? 'Cold figures come from one first contact a side: what else differed between the two moments is in them.'
      : null,
  undecided: ({ lines }) => {
    const reasons = new Map<string, string[]>();
    for (const { verdict, because, metric } of lines)
      if (verdict === 'undecided') reasons.set(because, [...(reasons.get(because) ?? []), metric]);
    return reasons.size === 0
      ? null
      : [...reasons].map(([because, names]) => `${listText(names)}: undecided, ${because}.`).join(' ');
  },
};

export const comparisonNotes = (
  old: ComparedRun,
  now: ComparedRun,
  lines: Input['lines'],
): readonly { readonly code: string; readonly message: string }[] =>
  Object.entries(finders).flatMap(([code, find]) => {
    const message = find({ old, now, lines });
    return message === null ? [] : [{ code, message }];
  });
