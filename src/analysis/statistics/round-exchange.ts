import { seededFractions } from '../../model/seeded-fractions.ts';
import type { Pooled } from './pooled.ts';
import type { Tails } from './tails.ts';

/** Up to so many ways all are tried; else so many are drawn. */
const mostWays = 10_000;

/** Choices of `size` of 0 … n − 1, as weights; each is handed out in the same array. */
function* choices(n: number, size: number): Generator<Uint8Array> {
  const chosen = Array.from({ length: size }, (_, at) => at);
  const weights = new Uint8Array(n);
  for (;;) {
    weights.fill(0);
    for (const each of chosen) weights[each] = 1;
    yield weights;
    let at = size - 1;
    while (at >= 0 && chosen[at] === n - size + at) at -= 1;
    if (at < 0) return;
    chosen[at] = (chosen[at] ?? 0) + 1;
    for (let next = at + 1; next < size; next += 1) chosen[next] = (chosen[next - 1] ?? 0) + 1;
  }
}

function* draws(n: number, size: number, many: number, fraction: () => number): Generator<Uint8Array> {
  const order = Array.from({ length: n }, (_, at) => at);
  const weights = new Uint8Array(n);
  for (let draw = 0; draw < many; draw += 1) {
    weights.fill(0);
    for (let at = 0; at < size; at += 1) {
      const other = at + Math.floor(fraction() * (n - at));
      const picked = order[other] ?? 0;
      order[other] = order[at] ?? 0;
      order[at] = picked;
      weights[picked] = 1;
    }
    yield weights;
  }
}

const waysUpTo = (n: number, size: number, limit: number): number => {
  let ways = 1;
  for (let k = 1; k <= size && ways <= limit; k += 1) ways = (ways * (n - size + k)) / k;
  return Math.round(ways);
};

/** A test by exchanging whole rounds, for whichever way it is asked. */
export interface ExchangeTest {
  readonly tails: Tails;
  /** True: all ways to exchange them were tried; false: 9,999 ways, drawn with the seed. */
  readonly exact: boolean;
}

/**
 * Tests a figure of pooled rounds by exchanging rounds between old and new: were they the same, each way to share them
 * out would be as likely. Requests of a round stay together, so that what they share (their moment) is no evidence.
 *
 * @param figure - over all rounds, the old ones first
 * @param olds - how many are old; `news` follow
 * @param seed - same seed, same draws
 * @see Pitman, "Significance tests which may be applied to samples from any populations", Supplement to the Journal of
 *   the Royal Statistical Society 4 (1937) 119–130; Phipson & Smyth, "Permutation p-values should never be zero",
 *   Statistical Applications in Genetics and Molecular Biology 9 (2010) 39
 */
export function exchangeTest(figure: Pooled, olds: number, news: number, seed: string): ExchangeTest {
  const all = olds + news;
  const rest = new Uint8Array(all);
  const differenceOf = (newOnes: ArrayLike<number>): number => {
    for (let at = 0; at < all; at += 1) rest[at] = 1 - (newOnes[at] ?? 0);
    return (figure(newOnes) ?? 0) - (figure(rest) ?? 0);
  };
  const observed = differenceOf(Uint8Array.from({ length: all }, (_, at) => (at < olds ? 0 : 1)));
  const exact = waysUpTo(all, news, mostWays) <= mostWays;
  const ways = exact
    ? choices(all, news)
    : draws(all, news, mostWays - 1, seededFractions(`exchange ${seed}`));
  // As great as the observed one, but for rounding.
  const rounding = 1e-12 * Math.max(1, Math.abs(observed));
  // A drawn test counts what was observed as one of the ways.
  let [tried, below, above] = exact ? [0, 0, 0] : [1, 1, 1];
  for (const way of ways) {
    const difference = differenceOf(way);
    tried += 1;
    if (difference <= observed + rounding) below += 1;
    if (difference >= observed - rounding) above += 1;
  }
  return { tails: { atMost: below / tried, atLeast: above / tried }, exact };
}
