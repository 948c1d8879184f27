/** Values of several rounds, as one sample in which each round counts as often as its weight says: what a test that
 * exchanges rounds, and a bootstrap that draws them, ask again and again.
 * @returns null where nothing has weight */
export type Pooled = (weights: ArrayLike<number>) => number | null;

/** Mean over all values of the weighted rounds. */
export function pooledMean(rounds: readonly (readonly number[])[]): Pooled {
  const sums = rounds.map((values) => values.reduce((sum, value) => sum + value, 0));
  return pooledRatio(sums.map((sum, at) => ({ hits: sum, of: rounds[at]?.length ?? 0 })));
}

/** Sum of hits ÷ sum of what they are of. */
export const pooledRatio =
  (rounds: readonly { readonly hits: number; readonly of: number }[]): Pooled =>
  (weights) => {
    let hits = 0;
    let of = 0;
    rounds.forEach((round, at) => {
      hits += round.hits * (weights[at] ?? 0);
      of += round.of * (weights[at] ?? 0);
    });
    return of === 0 ? null : hits / of;
  };

/** Quantile of type 7 over all values of the weighted rounds. */
export function pooledQuantile(rounds: readonly (readonly number[])[], p: number): Pooled {
  const sorted = rounds
    .flatMap((values, round) => values.map((value) => ({ value, round })))
    .sort((a, b) => a.value - b.value);
  const values = Float64Array.from(sorted, ({ value }) => value);
  const roundOf = Uint32Array.from(sorted, ({ round }) => round);
  const sizes = rounds.map(({ length }) => length);
  return (weights) => {
    const all = sizes.reduce((sum, size, at) => sum + size * (weights[at] ?? 0), 0);
    if (all === 0) return null;
    const at = (all - 1) * p;
    let passed = 0;
    for (let index = 0; index < values.length; index += 1) {
      passed += weights[roundOf[index] ?? 0] ?? 0;
      const low = values[index] ?? 0;
      if (passed <= Math.floor(at)) continue;
      const share = at - Math.floor(at);
      if (share === 0 || passed > Math.floor(at) + 1) return low;
      let next = index + 1;
      while (next < values.length && (weights[roundOf[next] ?? 0] ?? 0) === 0) next += 1;
      return low + share * ((values[next] ?? low) - low);
    }
    return null;
  };
}
