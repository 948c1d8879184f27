import type { Evidence, StartKind } from '../model/start-kind.ts';
import { aheadOfOrchestratorMs, busyMs, logGapMs, type StartFacts } from './start-clocks.ts';

/** A gap between init and handler of at most this means that the request waited for the init. */
export const adjacentMs = 50;
/** A gap above this means that the init had run before. */
export const aheadMs = 1_000;
/** Hosts of Lambda keep the same time far better than this.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/set-time.html Amazon Time Sync Service */
export const hostsApartMs = 100;
/** REPORT and socket times are exact to well under this. */
export const physicsToleranceMs = 2;
/** Init must be over this many times the spread to be told from it. */
export const clearlyTimes = 3;
/** Fewer settled rows show no spread. */
export const leastSettled = 3;

/** What is left of a round trip without handler and without the init that was waited for, over the rows of a run
 * that were settled without it: how far the network alone moves a round trip. */
export interface SettledRests {
  readonly n: number;
  readonly minMs: number;
  readonly maxMs: number;
}

export const noRests: SettledRests = {
  n: 0,
  minMs: Number.POSITIVE_INFINITY,
  maxMs: Number.NEGATIVE_INFINITY,
};

export const withRest = (rests: SettledRests, restMs: number): SettledRests => ({
  n: rests.n + 1,
  minMs: Math.min(rests.minMs, restMs),
  maxMs: Math.max(rests.maxMs, restMs),
});

/** The start kind each evidence stands for. */
export const kindOf: Readonly<Record<Evidence, StartKind>> = {
  'no-report': 'unknown',
  'managed-instances': 'unknown',
  'restore-reported': 'restored',
  'no-init': 'warm',
  'init-maybe-suppressed': 'warm',
  'init-type-provisioned': 'preinitialized',
  'worker-clock-adjacent': 'cold',
  'worker-clock-gap': 'preinitialized',
  'log-clock-adjacent': 'cold',
  'log-clock-gap': 'preinitialized',
  'init-before-orchestrator': 'preinitialized',
  'init-exceeds-round-trip': 'preinitialized',
  'init-fits-no-provisioned': 'cold',
  'init-fits-clearly': 'cold',
  'init-unplaced': 'unknown',
};

export type RuleName =
  | 'no REPORT'
  | 'Restore Duration'
  | 'no init'
  | 'initialization type'
  | "the worker's clock"
  | "the log's clock"
  | "the orchestrator's start"
  | 'physics'
  | 'physics, against the spread'
  | 'nothing placed the init';

/** One rule: what it finds, or null where the next one is asked. */
export interface Rule {
  /** 1 to 7; the clocks of rule 5, and the two halves of rule 6, share a number. */
  readonly number: number;
  readonly name: RuleName;
  readonly decide: (facts: StartFacts, rests: SettledRests) => Evidence | null;
}

/** The rules in their order. The first that decides, decides; each is sure of what it says, or passes on. */
export const rules: readonly Rule[] = [
  { number: 1, name: 'no REPORT', decide: noReport },
  {
    number: 2,
    name: 'Restore Duration',
    decide: ({ report }) => (report?.restoreMs == null ? null : 'restore-reported'),
  },
  { number: 3, name: 'no init', decide: noInit },
  {
    number: 4,
    name: 'initialization type',
    decide: (facts) =>
      facts.initializationType === 'provisioned-concurrency' ? 'init-type-provisioned' : null,
  },
  {
    number: 5,
    name: "the worker's clock",
    decide: (facts) => byGap(facts.workerGapMs, 'worker-clock-adjacent', 'worker-clock-gap'),
  },
  {
    number: 5,
    name: "the log's clock",
    decide: (facts) => byGap(logGapMs(facts), 'log-clock-adjacent', 'log-clock-gap'),
  },
  {
    number: 5,
    name: "the orchestrator's start",
    decide: (facts) =>
      (aheadOfOrchestratorMs(facts) ?? 0) > hostsApartMs ? 'init-before-orchestrator' : null,
  },
  { number: 6, name: 'physics', decide: physics },
  { number: 6, name: 'physics, against the spread', decide: againstSpread },
  { number: 7, name: 'nothing placed the init', decide: () => 'init-unplaced' },
];

const alone = rules.slice(0, -2);
const together = rules.slice(-2);

/** Evidence that needs this request's facts only; null: the spread of the settled rows is needed. */
export const settleAlone = (facts: StartFacts): Evidence | null => firstOf(alone, facts, noRests);

/** Evidence of a request that {@link settleAlone} left open. */
export const settleTogether = (facts: StartFacts, rests: SettledRests): Evidence =>
  firstOf(together, facts, rests) ?? 'init-unplaced';

function firstOf(these: readonly Rule[], facts: StartFacts, rests: SettledRests): Evidence | null {
  for (const rule of these) {
    const evidence = rule.decide(facts, rests);
    if (evidence !== null) return evidence;
  }
  return null;
}

/** There is none, or one that is of no single start: on Managed Instances it has a Duration, and nothing else. */
function noReport({ report, durationOnly }: StartFacts): Evidence | null {
  if (report === null) return 'no-report';
  return durationOnly ? 'managed-instances' : null;
}

/** After a failure Lambda resets the environment and repeats its init inside the next Duration, without an Init Duration;
 * and a REPORT without one whose own log shows an init on demand belongs to an init that failed.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html "Failures during the invoke phase" */
function noInit(facts: StartFacts): Evidence | null {
  if (facts.report?.initMs != null) return null;
  const failedInit =
    facts.provisioned === false && facts.initLogged && facts.initializationType !== 'provisioned-concurrency';
  return facts.previousFailed || failedInit ? 'init-maybe-suppressed' : 'no-init';
}

function byGap(gapMs: number | null, adjacent: Evidence, ahead: Evidence): Evidence | null {
  if (gapMs === null) return null;
  if (gapMs <= adjacentMs) return adjacent;
  return gapMs > aheadMs ? ahead : null;
}

function physics(facts: StartFacts): Evidence | null {
  const busy = busyMs(facts);
  const initMs = facts.report?.initMs ?? null;
  if (busy === null || initMs === null || facts.roundTripMs === null) return null;
  const roomMs = facts.roundTripMs - (facts.netFloorMs ?? 0);
  if (roomMs < initMs + busy - physicsToleranceMs) return 'init-exceeds-round-trip';
  // An on-demand environment is none of the target's provisioned ones: for it the target has none.
  const onDemand = facts.provisioned === false || facts.initializationType === 'on-demand';
  return onDemand ? 'init-fits-no-provisioned' : null;
}

/** It fits. With an init over three times the spread the two stories are apart: waited for, the round trip without the
 * handler lies an init above the settled rows; not waited for, among them. The nearer one is right; only cold is
 * claimed, because a long way to an environment looks like an init, never the other way round. */
function againstSpread(facts: StartFacts, rests: SettledRests): Evidence | null {
  const busy = busyMs(facts);
  const initMs = facts.report?.initMs ?? null;
  if (busy === null || initMs === null || facts.roundTripMs === null || rests.n < leastSettled) return null;
  const aboveMs = facts.roundTripMs - busy - (rests.minMs + rests.maxMs) / 2;
  const clearly = initMs > clearlyTimes * (rests.maxMs - rests.minMs) && aboveMs >= initMs / 2;
  return clearly ? 'init-fits-clearly' : null;
}
