import type { StampError } from '../model/dispatch.ts';
import type { Resolution } from '../model/resolution.ts';
import type { RoundEnd } from './round.ts';

const greatest = (values: readonly (number | null | undefined)[]): number | null =>
  values.reduce<number | null>(
    (most, value) => (value === null || value === undefined ? most : Math.max(most ?? value, value)),
    null,
  );

/** How exact the time stamps of a run are: the worst of its rounds. Null: nothing was released. */
export function resolutionOf(
  rounds: readonly Pick<RoundEnd, 'delay' | 'releaseLoopMs'>[],
  stampError: StampError | null,
): Resolution | null {
  const releaseLoopMs = greatest(rounds.map((round) => round.releaseLoopMs));
  if (releaseLoopMs === null) return null;
  return {
    eventLoopDelayP99Ms: greatest(rounds.map(({ delay }) => delay?.p99Ms)),
    eventLoopDelayMaxMs: greatest(rounds.map(({ delay }) => delay?.maxMs)),
    stampErrorP50Ms: stampError?.p50Ms ?? null,
    stampErrorMaxMs: stampError?.maxMs ?? null,
    releaseLoopMs,
  };
}
