/** A log-normal distribution of times with slow ones mixed in: a share of the draws takes `outlierFactor` times as
 * long. Cold starts are skewed to the right, and a few of them are several times slower than the rest. */
export interface Distribution {
  readonly medianMs: number;
  /** Standard deviation of the logarithm. */
  readonly sigma: number;
  /** 0 to 1. */
  readonly outlierShare: number;
  readonly outlierFactor: number;
}

/** Of the standard normal distribution. */
const quantile99 = 2.326_348;

/** The log-normal distribution, without outliers, that has this median and this 99th percentile. */
export const logNormal = (p50Ms: number, p99Ms: number): Distribution => ({
  medianMs: p50Ms,
  sigma: Math.log(p99Ms / p50Ms) / quantile99,
  outlierShare: 0,
  outlierFactor: 1,
});

/** The distribution with this mean that is spread as another one is. */
export const spreadLike = (like: Distribution, meanMs: number): Distribution => ({
  ...like,
  medianMs: (meanMs * like.medianMs) / meanOf(like),
});

/** Mean of the mixture, ms. */
export const meanOf = ({ medianMs, sigma, outlierShare, outlierFactor }: Distribution): number =>
  medianMs * Math.exp(sigma ** 2 / 2) * (1 + outlierShare * (outlierFactor - 1));

/** One time in milliseconds, from three uniform draws.
 * @param fraction - uniform in [0, 1)
 * @see https://en.wikipedia.org/wiki/Box%E2%80%93Muller_transform */
export function draw({ medianMs, sigma, outlierShare, outlierFactor }: Distribution, fraction: () => number) {
  const normal = Math.sqrt(-2 * Math.log(1 - fraction())) * Math.cos(2 * Math.PI * fraction());
  const factor = fraction() < outlierShare ? outlierFactor : 1;
  return medianMs * Math.exp(sigma * normal) * factor;
}
