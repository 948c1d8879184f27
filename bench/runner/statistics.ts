/** Middle value, or the mean of the two in the middle.
 * @param values - not empty, any order */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const [below = Number.NaN, at = Number.NaN] = [sorted[half - 1], sorted[half]];
  return sorted.length % 2 === 1 ? at : (below + at) / 2;
}

/** Median with the least and the greatest value: with five or ten repetitions more would promise too much. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly greatest: number;
}

export const spreadOf = (values: readonly number[]): Spread => ({
  median: median(values),
  least: Math.min(...values),
  greatest: Math.max(...values),
});

export interface Ratio {
  /** Median of the figure ÷ median of the anchor: one odd repetition on either side does not move it. */
  readonly ofMedians: number;
  /** Least and greatest of figure ÷ anchor, each within one repetition; null where the two were not measured in turns. */
  readonly paired: { readonly least: number; readonly greatest: number } | null;
}

/** @param values - one a repetition
 * @param anchors - one a repetition, each measured beside the value at the same place */
export function ratioOf(values: readonly number[], anchors: readonly number[]): Ratio {
  const ratios = values.map((value, index) => value / (anchors[index] ?? Number.NaN));
  const paired =
    values.length === anchors.length ? { least: Math.min(...ratios), greatest: Math.max(...ratios) } : null;
  return { ofMedians: median(values) / median(anchors), paired };
}
