import { seededFractions } from '../../model/seeded-fractions.ts';
import { arrivalsOf, type Traffic } from '../traffic/arrivals.ts';
import { isWithin, type WeeklyHours } from '../traffic/hours.ts';
import { Fleet, type FleetCounts, type Samples } from './fleet.ts';

/** Everything that a simulation depends on but the seed: plain data, so that it can be sent to another thread. */
export interface SimulationPlan {
  readonly traffic: Traffic;
  /** Times as many requests as told. */
  readonly factor: number;
  /** How long the traffic is simulated. */
  readonly horizonMs: number;
  /** Wall clock at its start, for hours of the week. */
  readonly startWallMs: number;
  readonly samples: Samples;
  /** Provisioned concurrency, each a fleet of its own. */
  readonly sizes: readonly number[];
  /** When it is configured; null: always. */
  readonly hours: WeeklyHours | null;
  readonly retentionMs: number;
  /** Reserved or account concurrency, provisioned concurrency included. */
  readonly concurrencyLimit: number;
  readonly ratesLimited: boolean;
}

/** What one replication says of one size. */
export interface SizeOutcome {
  readonly size: number;
  readonly counts: FleetCounts;
  /** Of requests that were served; null: none was. */
  readonly roundTripMs: Readonly<Record<'p50' | 'p90' | 'p95' | 'p99' | 'mean', number | null>>;
}

/** Requests at a time: they are drawn once and offered to each fleet, which finds them in the cache. */
const atOnce = 16_384;

/**
 * One replication: all sizes meet the same requests at the same moments, with the same draws (common random numbers),
 * so that what differs between two sizes is the size.
 *
 * @param replication - with the seed it decides all draws
 */
export function replicate(plan: SimulationPlan, seed: string, replication: number): SizeOutcome[] {
  const { hours, startWallMs } = plan;
  const fleets = plan.sizes.map((size) => {
    const provisionedAt =
      hours === null || size === 0
        ? () => size
        : (atMs: number) => (isWithin(hours, startWallMs + atMs) ? size : 0);
    return new Fleet(plan.samples, {
      provisionedAt,
      retentionMs: plan.retentionMs,
      onDemandLimitAt: (atMs) => plan.concurrencyLimit - provisionedAt(atMs),
      ratesLimited: plan.ratesLimited,
    });
  });
  const arrivals = arrivalsOf(
    plan.traffic,
    plan.horizonMs,
    plan.factor,
    seededFractions(`${seed} ${replication} arrivals`),
  );
  const fraction = seededFractions(`${seed} ${replication} draws`);
  const atMs = new Float64Array(atOnce);
  const drawn = new Float64Array(atOnce);
  for (let filled = arrivals.fill(atMs); filled > 0; filled = arrivals.fill(atMs)) {
    for (let index = 0; index < filled; index += 1) drawn[index] = fraction();
    for (const fleet of fleets) {
      for (let index = 0; index < filled; index += 1) fleet.offer(atMs[index] ?? 0, drawn[index] ?? 0);
    }
  }
  return fleets.map((fleet, index) => {
    const { roundTrips } = fleet;
    return {
      size: plan.sizes[index] ?? 0,
      counts: fleet.counts(),
      roundTripMs: {
        p50: roundTrips.quantile(0.5),
        p90: roundTrips.quantile(0.9),
        p95: roundTrips.quantile(0.95),
        p99: roundTrips.quantile(0.99),
        mean: roundTrips.mean(),
      },
    };
  });
}

/** What a simulation thread is asked for. */
export interface ReplicationTask {
  readonly plan: SimulationPlan;
  readonly seed: string;
  readonly replication: number;
}
