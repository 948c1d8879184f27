import type { RowFacts } from '../model/invocation.ts';
import { RowView } from './table/row-view.ts';
import type { Selection } from './table/selection.ts';

/** Values of one figure, in any order, in one unit. */
export interface Sample {
  readonly values: Float64Array;
  /** Which round each value is of, by the round's code; null: each value is a draw of its own. */
  readonly rounds: Uint32Array | null;
}

/** The values that are there: null is "not measured", and left out. */
export function sampleOf(values: Iterable<number | null>): Sample {
  const measured: number[] = [];
  for (const value of values) if (value !== null) measured.push(value);
  return { values: new Float64Array(measured), rounds: null };
}

/** The same of rows, with the round of each. */
export function sampleOfRows(
  { table, positions }: Selection,
  measure: (row: RowFacts) => number | null,
): Sample {
  const values = new Float64Array(positions.length);
  const rounds = new Uint32Array(positions.length);
  let n = 0;
  for (const at of positions) {
    const value = measure(new RowView(table, at));
    if (value === null) continue;
    values[n] = value;
    rounds[n] = table.round.codeAt(at);
    n += 1;
  }
  return { values: values.subarray(0, n), rounds: rounds.subarray(0, n) };
}
