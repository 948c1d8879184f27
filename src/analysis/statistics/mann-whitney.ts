import { normalTail } from './normal.ts';
import { doubledU, exactNull, isSmall, momentsOf, type Stratum } from './rank-null.ts';
import { type Tails, tailsOf } from './tails.ts';

/** A rank test's result, for whichever way it is asked. */
export interface RankTest {
  /** Pairs in which the new value is the greater one, equal ones counted half. */
  readonly u: number;
  readonly tails: Tails;
  readonly method: 'exact' | 'normal';
}

/**
 * Mann and Whitney's U test: are new values greater or less than old ones? Exact for small samples, equal values
 * included (the permutation distribution of the middle ranks); else normal, with the variance corrected for equal
 * values and for continuity.
 *
 * With more than one stratum values are only compared within each, and the U are added: what differs between strata
 * (the moment) does not count. Infinite values are allowed, NaN is not.
 *
 * @see Mann & Whitney, Annals of Mathematical Statistics 18 (1947) 50–60; strata: van Elteren, Bulletin of the
 *   International Statistical Institute 37 (1960) 351–361, with equal weight for each pair
 */
export function mannWhitney(strata: readonly Stratum[]): RankTest {
  const doubled = doubledU(strata);
  const small = isSmall(strata);
  const tails = small ? tailsOf(doubled, exactNull(strata)) : normalTails(doubled / 2, strata);
  return { u: doubled / 2, tails, method: small ? 'exact' : 'normal' };
}

function normalTails(u: number, strata: readonly Stratum[]): Tails {
  const { mean, variance } = momentsOf(strata, true);
  if (variance <= 0) return { atMost: 1, atLeast: 1 };
  const sigma = Math.sqrt(variance);
  return {
    atMost: normalTail((mean - u - 0.5) / sigma),
    atLeast: normalTail((u - mean - 0.5) / sigma),
  };
}
