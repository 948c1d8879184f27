import type { Metric, MetricUnit } from '../../model/metrics.ts';
import { couldReject } from '../statistics/least-sample.ts';
import type { Alternative } from '../statistics/tails.ts';
import { counted } from '../wording.ts';
import { type Method, unitOf } from './methods.ts';
import { type Change, type Question, questionOf, type Test } from './question.ts';
import type { Sample, ShareSample, ValueSample } from './sample.ts';
import { shareTest } from './share-tests.ts';
import { valueTest } from './value-tests.ts';

/** What two samples say of one metric. */
export interface SampleComparison {
  readonly metric: string;
  readonly unit: MetricUnit;
  readonly old: number | null;
  readonly new: number | null;
  /** `changed`: the test rejects that both are the same. `no-change-seen`: it does not. `too-few`: it could not, with
   * samples of this size: see `needs`. `undecided`: nothing can be said, see `because`. */
  readonly verdict: 'changed' | 'no-change-seen' | 'too-few' | 'undecided';
  /** Where the new values lie; null unless changed. */
  readonly direction: 'greater' | 'less' | null;
  /** Null: there is no test. Not adjusted for other metrics. */
  readonly p: number | null;
  /** New − old in the metric's unit; of a count and a ratio: the difference of the shares, 0 to 1. */
  readonly shift: Change | null;
  /** New ÷ old − 1; null for counts and ratios, and where a value is not above 0. */
  readonly relative: Change | null;
  /** What the test counts; null: there is no test. */
  readonly n: { readonly old: number; readonly new: number; readonly of: 'requests' | 'rounds' } | null;
  /** Too few: the least n of both sides at which the test could reject; null: it has enough, or no n would do. */
  readonly needs: number | null;
  readonly method: Method | null;
  /** Why it is undecided or too few, in words; empty else. */
  readonly because: string;
}

export interface CompareOptions {
  /** Default two-sided. `greater`: only whether the new values are greater. */
  readonly alternative?: Alternative;
  /** A p-value of at most this counts. Default 0.05. */
  readonly alpha?: number;
  /** Same seed, same result: for the few methods that draw. */
  readonly seed?: string;
}

/**
 * Compares two samples of one metric. Never by luck: with too few to see anything the verdict is `too-few`, and what
 * is missing on either side must not be able to change it, else it is `undecided`.
 *
 * @param old - of the same kind as `now`
 */
export function compareSamples(
  metric: Metric,
  old: Sample,
  now: Sample,
  options: CompareOptions = {},
): SampleComparison {
  const question = questionOf(metric, options);
  const shown = { metric: metric.name, unit: metric.unit, old: old.figure, new: now.figure };
  const obstacle = old.obstacle ?? now.obstacle;
  const ways = obstacle === null ? waysToRead(old, now, question) : null;
  if (ways === null)
    return { ...shown, ...nothing, because: obstacle ?? 'the two sides measure different things' };
  const { test, ifMissing, missing } = ways;
  if (test === null) return { ...shown, ...nothing, because: 'nothing was measured of it' };
  const n = { ...test.n, of: unitOf[test.method] };
  const found = { ...shown, n, needs: null, method: test.method };
  if (!test.enough) {
    const needs = test.needs();
    const because = needs === null ? 'no sample would be large enough' : `needs n ≥ ${needs} ${n.of}`;
    return { ...found, ...untested, verdict: 'too-few', needs, because };
  }
  const verdict = verdictOf(test, question);
  const changes = { shift: test.shift(), relative: test.relative(), p: test.p(question.alternative) };
  const sure = ifMissing.every((other) => {
    const otherwise = verdictOf(other, question);
    return otherwise.verdict === verdict.verdict && otherwise.direction === verdict.direction;
  });
  if (sure) return { ...found, ...changes, ...verdict, because: '' };
  const because = `${counted(missing, 'request')} may belong to it, without a figure, and could turn the result`;
  return { ...found, ...changes, verdict: 'undecided', direction: null, because };
}

const untested = { direction: null, p: null, shift: null, relative: null } as const;
const nothing = { ...untested, verdict: 'undecided', n: null, needs: null, method: null } as const;

function verdictOf(
  test: Test,
  { alternative, alpha }: Question,
): Pick<SampleComparison, 'verdict' | 'direction'> {
  if (!couldReject(test.p(alternative), alpha)) return { verdict: 'no-change-seen', direction: null };
  return { verdict: 'changed', direction: test.p('greater') <= test.p('less') ? 'greater' : 'less' };
}

/** The test of what is known, and of the ends to which what is missing could push it. */
interface Ways {
  readonly test: Test | null;
  readonly ifMissing: readonly Test[];
  readonly missing: number;
}

/** Null: they are not of one kind. */
function waysToRead(old: Sample, now: Sample, question: Question): Ways | null {
  if (old.kind === 'values' && now.kind === 'values') return valueWays(old, now, question);
  if (old.kind === 'share' && now.kind === 'share') return shareWays(old, now, question);
  return null;
}

/** Further out than any time, and still a number that can be subtracted from another. */
const farMs = 1e12;

function valueWays(old: ValueSample, now: ValueSample, question: Question): Ways {
  const filled = ({ rounds }: ValueSample, fill: number | null): number[][] =>
    rounds
      .map(({ values, missing }) =>
        fill === null ? [...values] : [...values, ...Array.from({ length: missing }, () => fill)],
      )
      .filter(({ length }) => length > 0);
  const testOf = (oldFill: number | null, newFill: number | null): Test | null => {
    const [before, after] = [filled(old, oldFill), filled(now, newFill)];
    return before.length === 0 || after.length === 0 ? null : valueTest(before, after, question);
  };
  const missing = [...old.rounds, ...now.rounds].reduce((sum, round) => sum + round.missing, 0);
  const ends = missing === 0 ? [] : [testOf(-farMs, farMs), testOf(farMs, -farMs)];
  return { test: testOf(null, null), ifMissing: ends.filter((end) => end !== null), missing };
}

function shareWays(old: ShareSample, now: ShareSample, question: Question): Ways {
  const read = ({ rounds }: ShareSample, unclearAre: 'left out' | 'hits' | 'none') =>
    rounds
      .map(({ hits, of, unclear }) => ({
        hits: unclearAre === 'hits' ? hits + unclear : hits,
        of: unclearAre === 'left out' ? of : of + unclear,
      }))
      .filter(({ of }) => of > 0);
  const testOf = (oldAre: 'left out' | 'hits' | 'none', newAre: typeof oldAre): Test | null => {
    const [before, after] = [read(old, oldAre), read(now, newAre)];
    return before.length === 0 || after.length === 0 ? null : shareTest(before, after, question);
  };
  const missing = [...old.rounds, ...now.rounds].reduce((sum, { unclear }) => sum + unclear, 0);
  const ends = missing === 0 ? [] : [testOf('hits', 'none'), testOf('none', 'hits')];
  return { test: testOf('left out', 'left out'), ifMissing: ends.filter((end) => end !== null), missing };
}
