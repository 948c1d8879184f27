/** 97.5 % point of the standard normal distribution: two-sided 95 %. */
const z = 1.959963984540054;

/** A confidence interval of a share, 0 to 1. */
export interface ShareInterval {
  readonly low: number;
  readonly high: number;
}

/** Wilson's score interval of a share, 95 %. Draws must be independent: requests of one fan-out are not.
 * @param share - 0 to 1
 * @param draws - above 0; may be an effective sample size, so not whole
 * @see Wilson, JASA 22 (1927) 209–212; Brown, Cai & DasGupta, Statistical Science 16 (2001) 101–133 */
export function wilson(share: number, draws: number): ShareInterval {
  const zz = (z * z) / draws;
  const centre = (share + zz / 2) / (1 + zz);
  const half = (z / (1 + zz)) * Math.sqrt((share * (1 - share)) / draws + zz / (4 * draws));
  return {
    low: share === 0 ? 0 : Math.max(0, centre - half),
    high: share === 1 ? 1 : Math.min(1, centre + half),
  };
}

/** 97.5 % point of Student's t, by the expansion in 1/df; within 0.1 % from four degrees of freedom on.
 * @see Abramowitz & Stegun, Handbook of Mathematical Functions, 26.7.5 */
export const studentT975 = (df: number): number =>
  z +
  (z ** 3 + z) / (4 * df) +
  (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * df ** 2) +
  (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * df ** 3) +
  (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / (92160 * df ** 4);

/** One round: of how many requests it is told, and of how many of them it is true. */
export interface RoundShare {
  readonly of: number;
  readonly hits: number;
}

/**
 * 95 % interval of the share of requests of which something is true, where a round is one draw of a cluster: requests of one fan-out share
 * their fate, so they are not as many draws. Wilson's interval with the effective sample size that the variance
 * between rounds leaves (at most the number of requests), and with Student's t for the few rounds. Where rounds do not vary
 * because it is true of none or of all, each round counts as one draw.
 *
 * @param rounds - exchangeable: without the first contact, which alone makes its environments; two or more of them
 * @returns null with fewer than two rounds that have a request
 * @see Korn & Graubard, "Confidence intervals for proportions with small expected number of positive counts
 *   estimated from survey data", Survey Methodology 24 (1998) 193–201; Dean & Pagano, Journal of Survey Statistics
 *   and Methodology 3 (2015) 484–503; variance of a ratio over clusters: Cochran, Sampling Techniques, 3rd ed., 6.3
 */
export function clusteredShare(rounds: readonly RoundShare[]): (ShareInterval & { share: number }) | null {
  const counted = rounds.filter((round) => round.of > 0);
  if (counted.length < 2) return null;
  const share = hitsIn(counted) / requestsIn(counted);
  return { share, ...wilson(share, drawsOverRounds(counted)) };
}

/**
 * Independent draws that the requests of several rounds are worth for saying how large a share of all is: as many as
 * the variance between rounds leaves (at most the number of requests), less what Student's t takes for few rounds.
 * Where it is true of none or of all, each round is one draw.
 *
 * @param rounds - two or more, each with a request
 */
export function drawsOverRounds(rounds: readonly RoundShare[]): number {
  const k = rounds.length;
  const [hits, of] = [hitsIn(rounds), requestsIn(rounds)];
  if (hits === 0 || hits === of) return k;
  const share = hits / of;
  const squares = rounds.reduce((sum, round) => sum + (round.hits - share * round.of) ** 2, 0);
  const variance = ((k / (k - 1)) * squares) / of ** 2;
  const effective = Math.min(of, (share * (1 - share)) / variance);
  return effective * (z / studentT975(k - 1)) ** 2;
}

const hitsIn = (rounds: readonly RoundShare[]): number => rounds.reduce((sum, { hits }) => sum + hits, 0);
const requestsIn = (rounds: readonly RoundShare[]): number => rounds.reduce((sum, { of }) => sum + of, 0);
