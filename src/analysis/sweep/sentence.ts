import type { SweepEnd } from '../../model/sweep.ts';
import { quantilePoints } from '../quantile.ts';
import { type Bracket, baseOf, kneeOf, type SweepRange, sweepMetrics } from './knee.ts';
import type { Observation } from './observation.ts';

/** What a sweep found, in one sentence. */
export function sweepSentence({
  range,
  bracket,
  end,
  observations,
}: {
  readonly range: SweepRange;
  readonly bracket: Bracket;
  readonly end: SweepEnd;
  readonly observations: readonly Observation[];
}): string {
  const knee = kneeOf(bracket, range);
  const { below, at } = bracket;
  if (range.metric !== 'cold.count') return ofTimes(range, bracket, observations);
  if (knee !== null) {
    const served = `${knee - 1} ${knee === 2 ? 'is' : 'are'} served by`;
    if (range.hasProvisioned && knee > range.from)
      return `The first request spills over at ${knee} at once: ${served} provisioned environments.`;
    if (knee > range.from)
      return `The first request waits for an init at ${knee} at once: ${served} environments that were there.`;
    const spills = observations.find(({ concurrency }) => concurrency === knee)?.cold === 0;
    const found =
      knee === 1
        ? `Already one request at once ${spills ? 'spills over' : 'waits for an init'}`
        : `Already ${knee} requests at once ${spills ? 'spill over' : 'meet a cold start'}`;
    return range.from > 1 ? `${found}; fewer were not tried.` : `${found}: nothing is ready ahead.`;
  }
  if (at !== null)
    return `A request goes beyond what is ready somewhere from ${(below ?? range.from - 1) + 1} to ${at} at once.`;
  const limited = observations.find(({ throttled }) => throttled > 0);
  if (end === 'done' && below !== null && limited !== undefined)
    return `No request waits for an init up to ${below} at once, and of ${limited.concurrency} ${limited.throttled} ${limited.throttled === 1 ? 'is' : 'are'} throttled: the limit comes before a cold start does.`;
  if (end === 'done' && below !== null) return `No request waits for an init up to ${below} at once.`;
  return below === null
    ? 'It could not be told whether any request waits.'
    : `No request waited for an init up to ${below} at once; above that it was not measured.`;
}

function ofTimes(range: SweepRange, { below, at }: Bracket, observations: readonly Observation[]): string {
  const what = sweepMetrics[range.metric];
  const base = baseOf(observations, range.metric);
  if (base === null)
    return range.metric === 'init.p95'
      ? `It could not be told: a 95th percentile needs ${quantilePoints.p95.least} inits in one round, and no round had so many.`
      : `It could not be told: no round gave a ${what}.`;
  const reference = `${range.rise} times that of ${base.concurrency}`;
  if (at === null)
    return `The ${what} does not rise over ${reference}, up to ${below ?? base.concurrency} at once.`;
  return below === at - 1
    ? `The ${what} rises over ${reference} at ${at} at once.`
    : `The ${what} rises over ${reference} somewhere from ${(below ?? range.from - 1) + 1} to ${at} at once.`;
}
