/**
 * P(T > t) of Student's t, for whole degrees of freedom: the finite series.
 *
 * @param df - 1 or more, whole
 * @see Abramowitz & Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4
 */
export function studentTail(t: number, df: number): number {
  const angle = Math.atan(t / Math.sqrt(df));
  const cosine = Math.cos(angle);
  const sine = Math.sin(angle);
  let term = df % 2 === 1 ? cosine : 1;
  let sum = df === 1 ? 0 : term;
  for (let step = df % 2 === 1 ? 3 : 2; step <= df - 2; step += 2) {
    term *= ((step - 1) / step) * cosine * cosine;
    sum += term;
  }
  const within = df % 2 === 1 ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
  return Math.min(1, Math.max(0, (1 - within) / 2));
}
