import { provisionedUsd, requestsUsd } from '../../src/analysis/cost.ts';
import { requestsOfOneOrchestrator } from '../../src/model/orchestrator.ts';
import {
  newEnvironmentsBucket,
  type PlacementState,
  place,
  provisionedBucket,
} from '../../src/model/placement.ts';
import { pricesOf } from '../../src/model/prices.ts';

const emptyState = (provisioned: number): PlacementState => ({
  provisionedIdle: provisioned,
  provisionedRequests: provisionedBucket(provisioned, 0),
  retainedIdle: 0,
  newEnvironments: newEnvironmentsBucket(0),
  onDemandInUse: 0,
  onDemandLimit: Number.POSITIVE_INFINITY,
  limitedBy: 'account',
});

/** Requests that ask at one moment, none of whose environments is there yet but the provisioned ones: how many are
 * placed, by the placement rule. */
export function placedAtOnce(requests: number, provisioned: number): number {
  let state = emptyState(provisioned);
  let placed = 0;
  for (let nth = 0; nth < requests; nth += 1) {
    const placement = place(state, 0);
    if (placement.kind !== 'throttled') placed += 1;
    state = placement.state;
  }
  return placed;
}

const askAgainMs = 10;

/** After how long the last of so many requests has an environment, if those that were throttled ask again every ten
 * milliseconds and none ends meanwhile. */
export function rampMs(requests: number): number {
  let state = emptyState(0);
  let nowMs = 0;
  for (let placed = 0; placed < requests; ) {
    const placement = place(state, nowMs);
    state = placement.state;
    if (placement.kind === 'throttled') nowMs += askAgainMs;
    else placed += 1;
  }
  return nowMs;
}

/** What docs/scale.md prices: its worker holds for 250 ms, and each request also pays an init of 126 ms. */
const priced = { region: 'us-east-1', architecture: 'x86_64', memorySizeMb: 256, billedMs: 376 };

const whole = (value: number): string => value.toLocaleString('en');
const usd = (value: number | null): string =>
  value === null ? '–' : value >= 1 ? value.toFixed(2) : value.toPrecision(2);
const seconds = (ms: number): string =>
  ms === 0 ? 'at once' : ms < 120_000 ? `${ms / 1_000} s` : `${(ms / 60_000).toFixed(1)} min`;

export const scaleHead = [
  'requests at one moment',
  'served at once',
  '429 at once',
  'all have an environment after',
  'orchestrators',
  'one such fan-out, USD',
  'as much provisioned for an hour, USD',
];

/** The rows of docs/scale.md. */
export function scaleRows(): string[][] {
  const prices = pricesOf(priced.region, priced.architecture);
  if (prices === null) throw new Error(`no price for ${priced.region}`);
  return [10, 100, 1_000, 2_000, 5_000, 9_600, 100_000].map((requests) => {
    const served = placedAtOnce(requests, 0);
    return [
      whole(requests),
      whole(served),
      whole(requests - served),
      seconds(rampMs(requests)),
      whole(Math.ceil(requests / requestsOfOneOrchestrator)),
      usd(requestsUsd(requests, priced.billedMs, priced.memorySizeMb, prices)),
      usd(provisionedUsd(requests, 3_600, priced.memorySizeMb, prices)),
    ];
  });
}
