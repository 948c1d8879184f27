import type { SweepEnd } from '../../model/sweep.ts';
import { type Bracket, kneeOf, type SweepRange, sweepMetrics } from './knee.ts';
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
  if (range.metric !== 'cold.count') {
    const what = sweepMetrics[range.metric];
    if (knee !== null)
      return `The ${what} rises over ${range.rise} times that of ${range.from} at ${knee} at once.`;
    return at === null
      ? `The ${what} does not rise over ${range.rise} times that of ${range.from}, up to ${below ?? range.to} at once.`
      : `The ${what} rises somewhere from ${(below ?? range.from - 1) + 1} to ${at} at once.`;
  }
  const atKnee = observations.find(({ concurrency }) => concurrency === knee);
  if (knee !== null) {
    if (range.hasProvisioned && knee > range.from)
      return `The first request spills over at ${knee} at once: ${knee - 1} are served by provisioned environments.`;
    if (knee > range.from)
      return `The first request waits for an init at ${knee} at once: ${knee - 1} are served by environments that were there.`;
    return `Already ${knee === 1 ? 'one request' : `${knee} requests`} at once ${atKnee !== undefined && atKnee.cold === 0 ? 'spill over' : knee === 1 ? 'waits for an init' : `meet a cold start`}: nothing is ready ahead${range.from > 1 ? ` below ${range.from} it was not looked` : ''}.`;
  }
  if (at !== null)
    return `A request goes beyond what is ready somewhere from ${(below ?? range.from - 1) + 1} to ${at} at once.`;
  if (end === 'done' && below !== null) return `No request waits for an init up to ${below} at once.`;
  return below === null
    ? 'It could not be told whether any request waits.'
    : `No request waited for an init up to ${below} at once; above that it was not measured.`;
}
