/** Beyond this the continued fraction is quicker than the series, and loses no digits to cancellation. */
const seriesBelow = 2.5;

/** Φ(z) − ½ by its power series; every term is positive, so nothing cancels. */
function centre(z: number): number {
  let term = z;
  let sum = z;
  for (let odd = 3; Math.abs(term) > Math.abs(sum) * 1e-17; odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return sum * Math.exp((-z * z) / 2) * invSqrtTwoPi;
}

const invSqrtTwoPi = 1 / Math.sqrt(2 * Math.PI);

/** Laplace's continued fraction of the tail, from its far end: 200 levels settle it to the last digit from 2.5 on. */
function farTail(z: number): number {
  let below = z;
  for (let level = 200; level >= 1; level -= 1) below = z + level / below;
  return (Math.exp((-z * z) / 2) * invSqrtTwoPi) / below;
}

/**
 * P(Z ≥ z) of the standard normal distribution, to about 13 significant digits in either tail.
 * @see Abramowitz & Stegun, Handbook of Mathematical Functions, 26.2.11 and 26.2.14
 */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  return z < seriesBelow ? 0.5 - centre(z) : farTail(z);
}

/** The z with P(Z ≥ z) = `tail`: 1.96 for 0.025.
 * @param tail - above 0, at most 0.5 */
export function normalPoint(tail: number): number {
  let low = 0;
  let high = 40;
  // Halving, because the tail is monotone: some sixty steps, and no second approximation to be wrong.
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (normalTail(middle) > tail) low = middle;
    else high = middle;
  }
}
