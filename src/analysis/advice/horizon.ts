import { meanPerSecond, type Traffic } from '../traffic/arrivals.ts';
import { monthMs } from './monthly-cost.ts';

/** Requests of one replication: enough for a p99 of the rare cold start, few enough for some seconds. */
const wantedRequests = 100_000;
const dayMs = 86_400_000;

/**
 * How much of a month a described traffic is simulated: as much as has enough requests, and never less than its own
 * rhythm is long.
 *
 * @param weekly - provisioned concurrency follows the week
 */
export function horizonOf(traffic: Traffic, factor: number, weekly: boolean): number {
  const perMs = (meanPerSecond(traffic, monthMs) * factor) / 1_000;
  const rhythmMs = weekly ? 7 * dayMs : traffic.kind === 'diurnal' ? dayMs : 0;
  const wantedMs = perMs === 0 ? monthMs : wantedRequests / perMs;
  if (rhythmMs === 0) return Math.min(monthMs, wantedMs);
  return Math.min(28 * dayMs, Math.max(1, Math.ceil(wantedMs / rhythmMs)) * rhythmMs);
}

/** Monday, 00:00 UTC: where a described week begins. */
export const describedStartMs = 4 * dayMs;
