import {
  fullBucket,
  newEnvironmentsBucket,
  type PlacementState,
  place,
  placeMany,
  provisionedBucket,
} from '../model/placement.ts';
import type { TargetFacts } from '../model/target.ts';
import { twinQualifier } from './measured-target.ts';

/** Least and most that may be the case. */
export interface CountRange {
  readonly min: number;
  readonly max: number;
}

/** Provisioned environments that serve: what the facts allow to say. */
export interface ServingProvisioned extends CountRange {
  /** The clause that explains it; empty where there is nothing to explain. */
  readonly because: string;
}

/** As the beginning of a sentence: a name there would be capitalized, and be another name. */
const subjectOf = (qualifier: string): string =>
  qualifier === twinQualifier ? twinQualifier : `the qualifier ${qualifier}`;

/** Environments of the target's provisioned concurrency that serve requests. While an allocation is IN_PROGRESS its
 * own environments serve nobody; those of an older one go on serving, and are what `available` counts then. From outside the two
 * cannot be told apart, so on AWS that is a range.
 * @param exact - the service is known to count only what serves
 * @see https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html */
export function servingProvisioned(target: TargetFacts, exact: boolean): ServingProvisioned {
  const { provisioned, qualifier, weights } = target;
  if (qualifier === '$LATEST')
    return { min: 0, max: 0, because: 'provisioned concurrency never serves $LATEST' };
  if (provisioned === null || provisioned.requested === 0)
    return { min: 0, max: 0, because: `${subjectOf(qualifier)} has no provisioned concurrency` };
  const { status, requested, available, allocated, statusReason } = provisioned;
  const serving = status === 'IN_PROGRESS' && allocated === 0 ? 0 : available;
  const weighted = Object.keys(weights).length > 0;
  const sure = (status !== 'IN_PROGRESS' || exact) && !weighted;
  const range = { min: sure ? serving : 0, max: serving };
  if (weighted)
    return {
      ...range,
      because: `the alias is weighted, and requests for the other version pass by the ${serving} provisioned environments`,
    };
  if (status === 'IN_PROGRESS')
    return {
      ...range,
      because:
        serving === 0
          ? `the provisioned concurrency of ${requested} is IN_PROGRESS, and serves nobody before it is READY`
          : `the provisioned concurrency of ${requested} is IN_PROGRESS, and ${serving} environments of an older allocation serve`,
    };
  if (status === 'FAILED')
    return {
      ...range,
      because: `the provisioned concurrency of ${requested} FAILED${statusReason === null ? '' : ` (${statusReason})`}, and ${serving} environments serve`,
    };
  return { ...range, because: `${serving} provisioned environments serve` };
}

/** How many requests may run on demand: what reserved or account concurrency leaves. */
export function onDemandLimit(target: TargetFacts): Pick<PlacementState, 'onDemandLimit' | 'limitedBy'> {
  // An allocation takes its share as it is made: what is still to come of it is free so long.
  const { requested, allocated } = target.provisioned ?? { requested: 0, allocated: 0 };
  if (target.reservedConcurrency !== null)
    return { onDemandLimit: Math.max(0, target.reservedConcurrency - allocated), limitedBy: 'reserved' };
  // What was asked for on functions without a reservation is no part of the unreserved concurrency any more.
  const left =
    target.unreservedConcurrency === null
      ? (target.accountConcurrency ?? Number.POSITIVE_INFINITY) - allocated
      : target.unreservedConcurrency + Math.max(0, requested - allocated);
  return { onDemandLimit: Math.max(0, left), limitedBy: 'account' };
}

/** The target as it stands while orchestrators send its requests: they are functions of the same account, and their
 * own invocations take part of its concurrency, unless some is reserved for them. */
export function besideOrchestrators(
  target: TargetFacts,
  orchestrator: { readonly target: TargetFacts; readonly shards: number } | undefined,
): TargetFacts {
  if (orchestrator === undefined || orchestrator.target.reservedConcurrency !== null) return target;
  const left = (concurrency: number | null): number | null =>
    concurrency === null ? null : Math.max(0, concurrency - orchestrator.shards);
  return {
    ...target,
    accountConcurrency: left(target.accountConcurrency),
    unreservedConcurrency: left(target.unreservedConcurrency),
  };
}

/** The buckets that one round leaves to the next. */
export type Buckets = Pick<PlacementState, 'provisionedRequests' | 'newEnvironments'>;

export const fullBuckets = (provisioned: number, atMs: number): Buckets => ({
  provisionedRequests: provisioned === 0 ? fullBucket(0, 0, atMs) : provisionedBucket(provisioned, atMs),
  newEnvironments: newEnvironmentsBucket(atMs),
});

const bucketsOf = ({ provisionedRequests, newEnvironments }: PlacementState): Buckets => ({
  provisionedRequests,
  newEnvironments,
});

/** Where the requests of one round go. */
export interface Placed {
  readonly provisioned: number;
  readonly retained: number;
  readonly new: number;
  readonly throttled: number;
  readonly buckets: Buckets;
}

/** Places `requests`, all held until the last is placed, at one moment or over a time.
 * @param buckets - as the round before left them
 * @param spanMs - from the first to the last that is placed, evenly; 0: at one moment */
export function placeAtOnce(
  requests: number,
  counts: { readonly provisionedIdle: number; readonly retainedIdle: number },
  limit: Pick<PlacementState, 'onDemandLimit' | 'limitedBy'>,
  buckets: Buckets,
  nowMs: number,
  spanMs = 0,
): Placed {
  let state: PlacementState = { ...counts, ...limit, ...buckets, onDemandInUse: 0 };
  if (spanMs === 0) {
    const many = placeMany(state, requests, nowMs);
    return { ...many.placed, buckets: bucketsOf(many.state) };
  }
  const placed = { provisioned: 0, retained: 0, new: 0, throttled: 0 };
  for (let request = 0; request < requests; request += 1) {
    const placement = place(state, nowMs + (spanMs * request) / requests);
    placed[placement.kind] += 1;
    state = placement.state;
  }
  return { ...placed, buckets: bucketsOf(state) };
}
