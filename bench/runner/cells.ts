import type { Figure, Goal } from '../figure.ts';
import type { MeasuredRow, MissingRow } from './row.ts';
import type { Ratio, Spread } from './statistics.ts';

/** Three significant digits, thousands grouped. */
const digits = (value: number): string => {
  const size = Math.abs(value);
  if (size < 9.995) return value.toFixed(2);
  if (size < 99.95) return value.toFixed(1);
  return value.toFixed(0).replace(/\B(?=(?:\d{3})+$)/g, ',');
};

const withUnit = (text: string, unit: Figure['unit']): string => `${text} ${unit}`;

const range = ({ least, greatest }: { readonly least: number; readonly greatest: number }): string =>
  `${digits(least)}–${digits(greatest)}`;

const ratioText = ({ ofMedians, paired }: Ratio): string =>
  paired === null ? `${digits(ofMedians)} ×` : `${digits(ofMedians)} × (${range(paired)})`;

const anchorText = (
  { name, value }: { readonly name: string; readonly value: Spread },
  unit: Figure['unit'],
) => `${name}: ${withUnit(digits(value.median), unit)}`;

const goalText = (goal: Goal, unit: Figure['unit']): string => {
  if (goal.of === 'value')
    return 'atMost' in goal
      ? `≤ ${withUnit(String(goal.atMost), unit)}`
      : `≥ ${withUnit(String(goal.atLeast), unit)}`;
  return 'atMost' in goal ? `≤ ${goal.atMost} ×` : `≥ ${goal.atLeast} ×`;
};

export const heads = ['figure', 'median', 'min–max', 'anchor', 'ratio', 'goal', 'met'] as const;

/** What stands where there is nothing to say; never 0. */
const nothing = '–';

/** The cells of a measured row, in the order of {@link heads}. */
export const cellsOf = ({ name, unit, value, anchor, goal, met }: MeasuredRow): readonly string[] => [
  name,
  withUnit(digits(value.median), unit),
  range(value),
  anchor === null ? nothing : anchorText(anchor, unit),
  anchor === null ? nothing : ratioText(anchor.ratio),
  goal === null ? nothing : goalText(goal, unit),
  met === null ? nothing : met ? 'yes' : 'no',
];

/** What a row says in place of figures. */
export const missingText = ({ kind, because }: MissingRow): string =>
  `${kind === 'failed' ? 'failed' : 'could not run'}: ${because.replaceAll(/\s+/g, ' ').trim()}`;

/** One sentence on how many goals were reached. */
export function verdictOf(rows: readonly (MeasuredRow | MissingRow)[]): string {
  const goals = rows.flatMap((row) => (row.kind === 'measured' && row.met !== null ? [row.met] : []));
  const count = (kind: MissingRow['kind']): number => rows.filter((row) => row.kind === kind).length;
  const parts = [
    goals.length === 0
      ? 'No goal was judged'
      : `${goals.filter(Boolean).length} of ${goals.length} goals met`,
    ...(count('not-run') === 0 ? [] : [`${count('not-run')} could not run here`]),
    ...(count('failed') === 0 ? [] : [`${count('failed')} failed`]),
  ];
  return `${parts.join(', ')}.`;
}

/** Rows by group, groups in the order in which they came. */
export const grouped = <Row extends { readonly group: string }>(
  rows: readonly Row[],
): ReadonlyMap<string, readonly Row[]> => {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(row.group, [...(groups.get(row.group) ?? []), row]);
  return groups;
};
