import type { Evidence } from '../model/start-kind.ts';
import type { RunAnalysis } from './result.ts';
import { aheadOfOrchestratorMs, busyMs, logGapMs, type StartFacts } from './start-clocks.ts';
import {
  adjacentMs,
  aheadMs,
  clearlyTimes,
  hostsApartMs,
  leastSettled,
  physicsToleranceMs,
  type RuleName,
  rules,
  type SettledRests,
} from './start-kind.ts';
import { msText } from './wording.ts';

/** One rule, as it was tried on a request. */
export interface ExplainedRule {
  /** Its number and name. */
  readonly rule: string;
  /** It decided, and no rule after it was asked. */
  readonly decided: boolean;
  /** Null: it did not decide. */
  readonly evidence: Evidence | null;
  /** One sentence with its numbers. */
  readonly text: string;
}

/** Tries every rule on a request again, in their order up to the one that decides, and says in words what each found.
 * Empty where the analysis does not hold what it was decided from (`logs`). */
export function explain(
  { seq }: { readonly seq: number },
  { placing }: Pick<RunAnalysis, 'placing'>,
): readonly ExplainedRule[] {
  const facts = placing?.of(seq)?.facts;
  return facts === undefined || placing === undefined ? [] : triedOn(facts, placing.rests);
}

function triedOn(facts: StartFacts, rests: SettledRests): readonly ExplainedRule[] {
  const tried: ExplainedRule[] = [];
  for (const { number, name, decide } of rules) {
    // Of a request that no orchestrator sent there is nothing to say.
    if (name === "the orchestrator's start" && facts.orchestratorStartedAtMs == null) continue;
    const evidence = decide(facts, rests);
    const text = texts[name](facts, rests, evidence);
    tried.push({ rule: `${number}. ${name}`, decided: evidence !== null, evidence, text: sentence(text) });
    if (evidence !== null) break;
  }
  return tried;
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

type Told = (facts: StartFacts, rests: SettledRests, evidence: Evidence | null) => string;

const orNone = (ms: number | null | undefined): string => (ms == null ? 'none' : msText(ms));

const gapText = (gapMs: number | null, between: string, without: string): string => {
  if (gapMs === null) return `${without}.`;
  const band =
    gapMs <= adjacentMs
      ? `at most ${adjacentMs} ms, so it waited for it`
      : gapMs > aheadMs
        ? `over ${aheadMs / 1_000} s, so the init had run before`
        : `between ${adjacentMs} ms and ${aheadMs / 1_000} s, which decides nothing`;
  // The two ends are stamped apart, so the one may reach beyond the other.
  const takes =
    gapMs < 0 ? `no time (its Init Duration reaches ${msText(-gapMs)} beyond that)` : msText(gapMs);
  return `${between} takes ${takes}: ${band}.`;
};

/** What each rule says. */
const texts: Readonly<Record<RuleName, Told>> = {
  'no REPORT': ({ report }, _, evidence) =>
    report === null
      ? 'there is none, from no source.'
      : `there is one, with Duration ${msText(report.durationMs)}${evidence === 'managed-instances' ? ', and without Billed Duration and memory' : ''}.`,
  'Restore Duration': ({ report }) =>
    report?.restoreMs == null ? 'its REPORT has none.' : `its REPORT has ${msText(report.restoreMs)}.`,
  'no init': noInitText,
  'initialization type': typeText,
  "the worker's clock": (facts) =>
    gapText(
      facts.workerGapMs,
      'from the end of the init to the start of the handler it',
      'the worker did not reply with its clock',
    ),
  "the log's clock": (facts) =>
    gapText(
      logGapMs(facts),
      'from INIT_START plus the init to START it',
      'no one log has the time of both INIT_START and START',
    ),
  "the orchestrator's start": orchestratorText,
  physics: physicsText,
  'physics, against the spread': spreadText,
  'nothing placed the init': () => 'nothing else is known.',
};

function typeText(facts: StartFacts, _: SettledRests, evidence: Evidence | null): string {
  const type = facts.initializationType;
  if (type === null) return 'neither the worker nor the log says it.';
  return evidence === null
    ? `it is ${type}, which decides nothing by itself: Lambda also initializes such environments ahead.`
    : `it is ${type}: no request gets there before the init is done.`;
}

function noInitText(facts: StartFacts, _: SettledRests, evidence: Evidence | null): string {
  if (evidence === null) return `its REPORT has an Init Duration of ${orNone(facts.report?.initMs)}.`;
  if (facts.previousFailed)
    return 'its REPORT has no Init Duration, and the request before it in this environment failed.';
  if (evidence === 'init-maybe-suppressed' && facts.initLogged)
    return 'its REPORT has no Init Duration, but its log shows an init: that init failed.';
  return 'its REPORT has no Init Duration.';
}

function orchestratorText(facts: StartFacts, _: SettledRests, evidence: Evidence | null): string {
  const aheadMs = aheadOfOrchestratorMs(facts);
  if (aheadMs === null)
    return 'no log has the time of its init and of the START of an orchestrator that sent it.';
  return evidence === null
    ? `the init ended ${msText(Math.abs(aheadMs))} ${aheadMs < 0 ? 'after' : 'before'} the START of the orchestrator that sent it; only over ${hostsApartMs} ms before it would say that it ran ahead.`
    : `the init ended ${msText(aheadMs)} before the START of the orchestrator that sent it: nobody can have waited for it.`;
}

function physicsText(facts: StartFacts, _: SettledRests, evidence: Evidence | null): string {
  const busy = busyMs(facts);
  const initMs = facts.report?.initMs ?? null;
  if (facts.roundTripMs === null || initMs === null) return 'there is no round trip to compare with.';
  if (busy === null)
    return 'extensions were seen, and no platform.runtimeDone: how long the handler alone took is not known.';
  const sums = `round trip ${msText(facts.roundTripMs)} − network floor ${msText(facts.netFloorMs ?? 0)} against init ${msText(initMs)} + handler ${msText(busy)} − ${physicsToleranceMs} ms`;
  if (evidence === 'init-exceeds-round-trip')
    return `${sums}: the init cannot have been part of the round trip.`;
  if (evidence === 'init-fits-no-provisioned')
    return `${sums}: it fits, and the environment is not one of provisioned concurrency.`;
  return `${sums}: it fits, and the target ${facts.provisioned === null ? 'may have' : 'has'} provisioned concurrency.`;
}

function spreadText(facts: StartFacts, rests: SettledRests, evidence: Evidence | null): string {
  const busy = busyMs(facts);
  if (facts.roundTripMs === null || busy === null) return 'there is nothing to compare.';
  if (rests.n < leastSettled)
    return `${rests.n} rows settled without it show no spread; ${leastSettled} are needed.`;
  const own = msText(facts.roundTripMs - busy);
  const spread = rests.maxMs - rests.minMs;
  const init = orNone(facts.report?.initMs);
  const numbers = `without the handler its round trip is ${own}, that of ${rests.n} settled rows ${msText(rests.minMs)} to ${msText(rests.maxMs)} (spread ${msText(spread)})`;
  return evidence === null
    ? `${numbers}: an init of ${init} does not stand out, over ${clearlyTimes} × the spread and nearer to having been waited for.`
    : `${numbers}: an init of ${init} is over ${clearlyTimes} × the spread, and makes the difference.`;
}
