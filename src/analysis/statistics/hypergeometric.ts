/**
 * Probabilities that `draws` of `all` things, of which `marked` are marked, hold 0, 1, 2, … marked ones.
 * Neighbouring probabilities have a simple ratio, so the greatest is set to one and all are divided by their sum:
 * no logarithm loses digits.
 */
export function hypergeometric(all: number, marked: number, draws: number): Float64Array {
  const [least, most] = [Math.max(0, draws + marked - all), Math.min(draws, marked)];
  const probabilities = new Float64Array(most + 1);
  const mode = Math.min(most, Math.max(least, Math.floor(((draws + 1) * (marked + 1)) / (all + 2))));
  probabilities[mode] = 1;
  for (let k = mode; k < most; k += 1)
    probabilities[k + 1] =
      ((probabilities[k] ?? 0) * (marked - k) * (draws - k)) / ((k + 1) * (all - marked - draws + k + 1));
  for (let k = mode; k > least; k -= 1)
    probabilities[k - 1] =
      ((probabilities[k] ?? 0) * k * (all - marked - draws + k)) / ((marked - k + 1) * (draws - k + 1));
  const sum = probabilities.reduce((total, each) => total + each, 0);
  return probabilities.map((each) => each / sum);
}
