import { couldReject, leastN, leastRankP, type Sizes } from '../statistics/least-sample.ts';
import type { Pooled } from '../statistics/pooled.ts';
import { bootstrapInterval, type ChangeOf } from '../statistics/round-bootstrap.ts';
import { exchangeTest } from '../statistics/round-exchange.ts';
import { lateTails } from '../statistics/tails.ts';
import { type Change, levelOfIntervals, type Question, type Test } from './question.ts';

const difference: ChangeOf = (old, now) => now - old;
const quotient: ChangeOf = (old, now) => (old > 0 && now > 0 ? now / old - 1 : Number.NaN);

/** The test of a pooled figure by exchanging its clusters (rounds, or single requests).
 * @param figure - over all clusters, the `n.old` old ones first */
export function exchangeOfClusters(
  figure: Pooled,
  n: Sizes,
  method: 'exchange-of-rounds' | 'exchange-of-requests',
  { alpha, alternative, seed }: Question,
): Test {
  const side = (isNew: boolean): number | null =>
    figure(Uint8Array.from({ length: n.old + n.new }, (_, at) => (at >= n.old === isNew ? 1 : 0)));
  const change = (changeOf: ChangeOf): Change | null => {
    const [old, now] = [side(false), side(true)];
    const estimate = old === null || now === null ? Number.NaN : changeOf(old, now);
    if (!Number.isFinite(estimate)) return null;
    return { estimate, interval: bootstrapInterval(figure, n.old, n.new, changeOf, levelOfIntervals, seed) };
  };
  return {
    method,
    n,
    needs: () => leastN(n, alpha, (sizes) => leastRankP([sizes], alternative)),
    enough: couldReject(leastRankP([n], alternative), alpha),
    p: lateTails(() => exchangeTest(figure, n.old, n.new, seed).tails),
    shift: () => change(difference),
    relative: () => change(quotient),
  };
}
