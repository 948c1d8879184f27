/**
 * Holm's adjusted p-values: comparing each with α keeps the chance of one or more false alarms among all of them at
 * α, however the tests depend on each other.
 *
 * @returns in the order given
 * @see Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979)
 *   65–70
 */
export function holm(pValues: readonly number[]): number[] {
  const byP = pValues.map((p, at) => ({ p, at })).sort((a, b) => a.p - b.p);
  const adjusted = new Array<number>(pValues.length).fill(1);
  let least = 0;
  byP.forEach(({ p, at }, rank) => {
    least = Math.max(least, Math.min(1, p * (pValues.length - rank)));
    adjusted[at] = least;
  });
  return adjusted;
}
