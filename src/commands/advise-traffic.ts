import { describedStartMs, horizonOf } from '../analysis/advice/horizon.ts';
import type { Warning } from '../analysis/result.ts';
import type { Traffic } from '../analysis/traffic/arrivals.ts';
import { spanText } from '../analysis/wording.ts';
import type { Io } from '../io/io.ts';
import type { AdviseOptions } from './options/advise.ts';
import { readTraffic } from './read-traffic.ts';

/** The traffic that is simulated. */
export interface Told {
  readonly traffic: Traffic;
  readonly startWallMs: number;
  readonly horizonMs: number;
  readonly words: string;
  readonly notes: readonly Warning[];
}

const arrivalWords = {
  poisson: 'independent of each other (Poisson)',
  even: 'at equal gaps',
  diurnal: 'independent of each other, by the time of day',
} as const;

/** The traffic that the options describe, or that a file holds.
 * @throws UsageError */
export async function trafficOf(options: AdviseOptions, io: Io): Promise<Told> {
  const { traffic: path, rate, burst, trafficFactor, hours } = options;
  if (path !== undefined) {
    const { traffic, startWallMs, horizonMs, requests, notes } = await readTraffic(path, io);
    const from = new Date(startWallMs).toISOString().slice(0, 16).replace('T', ' ');
    return {
      traffic,
      startWallMs,
      horizonMs,
      notes,
      words: `${requests.toLocaleString('en')} recorded requests in ${spanText(horizonMs)} from ${from} UTC`,
    };
  }
  const described: { traffic: Traffic; words: string } =
    burst === undefined
      ? describedRate(rate ?? 0, options)
      : {
          traffic: { kind: 'burst', ...burst },
          words: `${burst.size} requests at once, every ${burst.everyMs / 1_000} s`,
        };
  return {
    ...described,
    startWallMs: describedStartMs,
    horizonMs: horizonOf(described.traffic, trafficFactor, hours !== undefined),
    notes: [],
  };
}

function describedRate(perSecond: number, options: AdviseOptions): { traffic: Traffic; words: string } {
  const arrivals = options.arrivals ?? 'poisson';
  const words = `${Number(perSecond.toPrecision(3))} requests a second, ${arrivalWords[arrivals]}`;
  return arrivals === 'diurnal'
    ? { traffic: { kind: 'diurnal', perSecond, peakToMean: options.peak ?? 1.8 }, words }
    : { traffic: { kind: arrivals, perSecond }, words };
}
