import type { BenchmarkResult, Figure, Goal } from '../figure.ts';
import { type Ratio, ratioOf, type Spread, spreadOf } from './statistics.ts';

/** One line of the table. */
export type Row = MeasuredRow | MissingRow;

export interface MeasuredRow {
  readonly kind: 'measured';
  readonly group: string;
  readonly name: string;
  readonly unit: Figure['unit'];
  readonly value: Spread;
  readonly anchor: { readonly name: string; readonly value: Spread; readonly ratio: Ratio } | null;
  readonly goal: Goal | null;
  /** Judged by the medians; null: no goal, or not judged. */
  readonly met: boolean | null;
  readonly values: readonly number[];
  readonly anchorValues: readonly number[] | null;
}

/** `not-run`: this machine lacks something. `failed`: it ran and broke. */
export interface MissingRow {
  readonly kind: 'not-run' | 'failed';
  readonly group: string;
  readonly name: string;
  readonly because: string;
}

function met(goal: Goal, value: Spread, ratio: Ratio | null): boolean {
  if (goal.of === 'value')
    return 'atMost' in goal ? value.median <= goal.atMost : value.median >= goal.atLeast;
  if (ratio === null) throw new Error('the goal is a ratio, and there is no anchor');
  return 'atMost' in goal ? ratio.ofMedians <= goal.atMost : ratio.ofMedians >= goal.atLeast;
}

const allNumbers = (values: readonly number[]): boolean =>
  values.length > 0 && values.every((value) => Number.isFinite(value));

function measuredRow(figure: Figure, judged: boolean): MeasuredRow {
  const { group, name, unit, values, anchor, goal } = figure;
  if (!allNumbers(values)) throw new Error(`values are missing: [${values.join(', ')}]`);
  if (anchor !== null && !allNumbers(anchor.values))
    throw new Error(`values of the anchor are missing: [${anchor.values.join(', ')}]`);
  const value = spreadOf(values);
  const ratio = anchor === null ? null : ratioOf(values, anchor.values);
  const reached = goal === null ? null : met(goal, value, ratio);
  return {
    kind: 'measured',
    group,
    name,
    unit,
    value,
    anchor:
      anchor === null || ratio === null ? null : { name: anchor.name, value: spreadOf(anchor.values), ratio },
    goal,
    met: judged ? reached : null,
    values,
    anchorValues: anchor?.values ?? null,
  };
}

const rowOf = (figure: Figure, judged: boolean): Row => {
  try {
    return measuredRow(figure, judged);
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    return { kind: 'failed', group: figure.group, name: figure.name, because };
  }
};

/** The rows that a benchmark's result makes; a figure without values is a failed row, never 0.
 * @param judged - false in the short form, whose few and small repetitions say nothing about speed */
export const rowsOf = (result: BenchmarkResult, judged: boolean): readonly Row[] =>
  result.kind === 'measured' ? result.figures.map((figure) => rowOf(figure, judged)) : [result];
