import type { SizeEstimate } from '../analysis/advice/estimate.ts';
import { isNarrow, type PricedAs, sizeEstimate } from '../analysis/advice/estimate.ts';
import { firstSizes, sizesBetween } from '../analysis/advice/sizes.ts';
import type { ReplicationTask, SimulationPlan, SizeOutcome } from '../analysis/simulation/replicate.ts';
import type { Progress } from '../io/progress.ts';
import type { ThreadPool } from '../io/thread.ts';

export type SimulationThreads = ThreadPool<ReplicationTask, SizeOutcome[]>;

/** Replications to begin with, and at the most. */
const leastReplications = 4;
const mostReplications = 24;
/** Rounds of looking closer between two sizes: twenty sizes each time find one of 8,000. */
const mostCloser = 3;

export interface Simulated {
  readonly estimates: readonly SizeEstimate[];
  readonly replications: number;
  /** Replications ended because they were enough, not because they were many. */
  readonly narrow: boolean;
}

/**
 * Simulates provisioned sizes from 0 to enough: in parallel, with common random numbers, until the intervals are
 * narrow; then looks closer where the first good size lies between two that were simulated.
 *
 * @param plan - its `sizes` are chosen here
 * @param isGood - does this size meet what is asked for?
 * @param seed - same seed, same result, however many threads there are
 */
export async function simulate(
  plan: Omit<SimulationPlan, 'sizes'>,
  priced: PricedAs,
  isGood: (estimate: SizeEstimate) => boolean,
  seed: string,
  threads: SimulationThreads,
  progress: Progress,
): Promise<Simulated> {
  const outcomes = new Map<number, SizeOutcome[]>();
  const add = (found: readonly SizeOutcome[]): void => {
    for (const outcome of found) outcomes.set(outcome.size, [...(outcomes.get(outcome.size) ?? []), outcome]);
  };
  const run = async (sizes: readonly number[], from: number, to: number): Promise<void> => {
    const numbers = Array.from({ length: to - from }, (_, index) => from + index);
    const found = await Promise.all(
      numbers.map((replication) => threads.run({ plan: { ...plan, sizes }, seed, replication })),
    );
    // In the order of their numbers, however they came back: sums of floating point depend on it.
    for (const each of found) add(each);
  };
  const estimateAll = (): SizeEstimate[] =>
    [...outcomes.entries()]
      .sort(([a], [b]) => a - b)
      .map(([, of]) => sizeEstimate(of, plan.horizonMs, priced));

  progress.show('simulating the traffic without provisioned concurrency');
  const [first] = await threads.run({ plan: { ...plan, sizes: [0] }, seed, replication: 0 });
  const enough = Math.min(first?.counts.mostBusy ?? 0, plan.concurrencyLimit);
  const sizes = firstSizes(enough);
  let done = 0;
  let narrow = false;
  while (!narrow && done < mostReplications) {
    const next = done === 0 ? leastReplications : Math.min(mostReplications, done * 2);
    progress.show(`simulating ${sizes.length} sizes, replications ${done + 1} to ${next}`);
    await run(sizes, done, next);
    done = next;
    narrow = estimateAll().every(isNarrow);
  }
  for (let closer = 0; closer < mostCloser; closer += 1) {
    const estimates = estimateAll();
    const at = estimates.findIndex(isGood);
    const [good, before] = [estimates[at], estimates[at - 1]];
    if (good === undefined || before === undefined) break;
    const between = sizesBetween(before.size, good.size);
    if (between.length === 0) break;
    progress.show(`simulating ${between.length} sizes between ${before.size} and ${good.size}`);
    await run(between, 0, done);
  }
  return { estimates: estimateAll(), replications: done, narrow };
}
