import { fisherExact, type Share } from '../statistics/fisher.ts';
import { couldReject, leastFisherP, leastN } from '../statistics/least-sample.ts';
import { pooledRatio } from '../statistics/pooled.ts';
import { shareDifference } from '../statistics/share-difference.ts';
import { exchangeOfClusters } from './exchange.ts';
import type { Question, Test } from './question.ts';

/** By one round on either side, over its requests. */
function fisher(old: Share, now: Share, { alpha, alternative }: Question): Test {
  const n = { old: old.of, new: now.of };
  return {
    method: 'fisher',
    n,
    needs: () => leastN(n, alpha, (sizes) => leastFisherP(sizes, alternative)),
    enough: couldReject(leastFisherP(n, alternative), alpha),
    p: (side) => fisherExact(old, now, side),
    shift: () => shareDifference(old, now),
    relative: () => null,
  };
}

/**
 * The test that fits a count or a ratio: Fisher's for a first contact, which is one round on either side; else whole
 * rounds are exchanged.
 *
 * @param old - by round; every round is of one request or more, and there is one round or more
 */
export function shareTest(old: readonly Share[], now: readonly Share[], question: Question): Test {
  const [first, other] = [old[0], now[0]];
  const alone = old.length === 1 && now.length === 1 && first !== undefined && other !== undefined;
  if (alone && question.scope === 'first-contact') return fisher(first, other, question);
  const n = { old: old.length, new: now.length };
  const test = exchangeOfClusters(pooledRatio([...old, ...now]), n, 'exchange-of-rounds', question);
  return { ...test, relative: () => null };
}
