/** Old and new values that were measured beside each other: only these are compared with each other. */
export interface Stratum {
  readonly old: readonly number[];
  readonly new: readonly number[];
}

/** Values in ranks that are whole numbers: twice the middle rank of each group of equal ones. */
interface Ranked {
  /** Ascending. */
  readonly doubled: readonly number[];
  /** Of the new values. */
  readonly newSum: number;
  /** Σ (t³ − t) over groups of equal values. */
  readonly ties: number;
}

function ranked(stratum: Stratum): Ranked {
  const all = [
    ...stratum.old.map((value) => ({ value, isNew: false })),
    ...stratum.new.map((value) => ({ value, isNew: true })),
  ].sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
  const doubled: number[] = [];
  let newSum = 0;
  let ties = 0;
  for (let from = 0; from < all.length; ) {
    let to = from + 1;
    while (to < all.length && all[to]?.value === all[from]?.value) to += 1;
    const rank = from + 1 + to;
    for (let at = from; at < to; at += 1) {
      doubled.push(rank);
      if (all[at]?.isNew === true) newSum += rank;
    }
    ties += (to - from) ** 3 - (to - from);
    from = to;
  }
  return { doubled, newSum, ties };
}

/** Twice Mann and Whitney's U of the new values: pairs in which the new one is greater count 2, equal ones 1. */
export const doubledU = (strata: readonly Stratum[]): number =>
  strata.reduce(
    (sum, stratum) => sum + ranked(stratum).newSum - stratum.new.length * (stratum.new.length + 1),
    0,
  );

/** Additions that take some ten milliseconds. */
const mostSteps = 2e7;

const steps = ({ old, new: now }: Stratum): number => {
  const [few, all] = [Math.min(old.length, now.length), old.length + now.length];
  return all * few * few * (2 * all - few + 1);
};

/** True where the exact distribution is quickly had: about 40 against 40. */
export const isSmall = (strata: readonly Stratum[]): boolean =>
  strata.reduce((sum, stratum) => sum + steps(stratum), 0) <= mostSteps;

/** How many ways there are to choose `size` of the ranks with each sum, ÷ all ways: the shift algorithm.
 * @see Streitberg & Röhmel, "Exact distributions for permutation and rank tests", Statistical Software Newsletter 12
 *   (1986) 10–17 */
function sums(doubled: readonly number[], size: number): Float64Array {
  const most = doubled.slice(doubled.length - size).reduce((sum, rank) => sum + rank, 0);
  const ways = Array.from({ length: size + 1 }, () => new Float64Array(most + 1));
  const none = ways[0];
  if (none !== undefined) none[0] = 1;
  let reached = 0;
  for (const rank of doubled) {
    reached = Math.min(most, reached + rank);
    for (let chosen = size; chosen >= 1; chosen -= 1) {
      const [to, from] = [ways[chosen], ways[chosen - 1]];
      if (to === undefined || from === undefined) continue;
      for (let sum = reached; sum >= rank; sum -= 1) to[sum] = (to[sum] ?? 0) + (from[sum - rank] ?? 0);
    }
  }
  const wanted = ways[size] ?? new Float64Array(0);
  const all = wanted.reduce((sum, each) => sum + each, 0);
  return wanted.map((each) => each / all);
}

const convolved = (a: Float64Array, b: Float64Array): Float64Array => {
  const both = new Float64Array(a.length + b.length - 1);
  a.forEach((left, at) => {
    if (left !== 0)
      b.forEach((right, shift) => {
        both[at + shift] = (both[at + shift] ?? 0) + left * right;
      });
  });
  return both;
};

function nullOf({ doubled }: Pick<Ranked, 'doubled'>, olds: number, news: number): Float64Array {
  // The smaller side is chosen; U of the other is what is left of the pairs.
  const few = Math.min(olds, news);
  const chosen = sums(doubled, few);
  const least = few * (few + 1);
  const u = new Float64Array(2 * olds * news + 1);
  for (let at = 0; at < u.length; at += 1) {
    u[few === news ? at : u.length - 1 - at] = chosen[at + least] ?? 0;
  }
  return u;
}

/** Probabilities of 0, 1, 2, … as {@link doubledU}, if old and new were the same: exact, ties included. */
export const exactNull = (strata: readonly Stratum[]): Float64Array =>
  strata
    .map((stratum) => nullOf(ranked(stratum), stratum.old.length, stratum.new.length))
    .reduce(convolved, Float64Array.of(1));

/** The same for values without ties, which the numbers of values alone decide. */
export const untiedNull = (strata: readonly Stratum[]): Float64Array =>
  strata
    .map(({ old, new: now }) => {
      const doubled = Array.from({ length: old.length + now.length }, (_, at) => 2 * (at + 1));
      return nullOf({ doubled }, old.length, now.length);
    })
    .reduce(convolved, Float64Array.of(1));

/** Mean and variance of U (not doubled) if old and new were the same.
 * @param tied - false: as if no two values were equal */
export function momentsOf(
  strata: readonly Stratum[],
  tied: boolean,
): { readonly mean: number; readonly variance: number } {
  let mean = 0;
  let variance = 0;
  for (const stratum of strata) {
    const pairs = stratum.old.length * stratum.new.length;
    const all = stratum.old.length + stratum.new.length;
    if (all < 2) continue;
    const ties = tied ? ranked(stratum).ties / (all * (all - 1)) : 0;
    mean += pairs / 2;
    variance += (pairs / 12) * (all + 1 - ties);
  }
  return { mean, variance };
}
