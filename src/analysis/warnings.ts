import type { Rows } from '../model/invocation.ts';
import { measuredRequestsOf } from '../model/plan-size.ts';
import type { Run } from '../model/run-file.ts';
import { answeredEarly } from './derived-times.ts';
import { hiddenReports } from './hidden-reports.ts';
import { countBy, countWhere } from './kind-summary.ts';
import { measuredTarget } from './measured-target.ts';
import { failedHint } from './provisioned-wording.ts';
import { reachedEnvironment } from './reach.ts';
import { disagreementText, type Reconciliation } from './reconcile.ts';
import type { RunAnalysis, Warning } from './result.ts';
import { environmentsSeen, holdToOverlapMs, type Round } from './round-facts.ts';
import { looseRounds } from './round-verdicts.ts';
import { counted, listText, msText, percentText, rangesText } from './wording.ts';

/** What a warning is found in. */
export interface WarningInput {
  readonly run: Pick<Run, 'header' | 'end'>;
  readonly rows: Rows;
  readonly measured: Rows;
  readonly rounds: readonly Round[];
  readonly summary: RunAnalysis['summary'];
  /** Null: the logs were not asked for every REPORT. */
  readonly reconciliation: Reconciliation | null;
}

type Finder = (input: WarningInput) => string | null;

const holdHint = 'Hold longer (--hold, or withFanout in your own worker).';

const sharedEnvironments: Finder = ({ rounds }) => {
  const shared = rounds.flatMap(({ round, warmUp, rows }) => {
    const { distinct, knownOf } = environmentsSeen(rows);
    return warmUp || distinct >= knownOf ? [] : [{ round, distinct, knownOf }];
  });
  const first = shared[0];
  if (first === undefined) return null;
  const others = shared.length === 1 ? '' : ` (likewise in ${counted(shared.length - 1, 'other round')})`;
  return `Requests shared environments: in round ${first.round}${others} ${first.knownOf} requests were served by ${first.distinct}. The handler ended before the last request was placed, so the count of cold starts is not that of simultaneous requests. ${holdHint}`;
};

const notConcurrent: Finder = ({ summary, rounds }) => {
  const loose = looseRounds(summary.rounds);
  const first = loose[0];
  if (first === undefined) return null;
  const others = loose.length === 1 ? '' : ` (likewise in ${counted(loose.length - 1, 'other round')})`;
  const round = rounds.find((candidate) => candidate.round === first.round);
  const seen = environmentsSeen(round?.rows ?? []);
  const own =
    seen.distinct === first.reached
      ? ' Each had an environment of its own all the same, none was shared.'
      : '';
  const holdMs = round === undefined ? null : holdToOverlapMs(round);
  const hint = holdMs === null ? holdHint : `They would have with --hold ${holdMs}ms.`;
  return `Not truly concurrent: in round ${first.round}${others} at most ${first.achieved} of ${first.reached} requests surely held an environment at one moment.${own} ${hint}`;
};

const smallHold: Finder = ({ run, measured, summary }) => {
  const holdMs = run.header.plan.holdMs;
  if (holdMs === null) return null;
  let coldMs = 0;
  for (const { initInPathMs } of measured) coldMs = Math.max(coldMs, initInPathMs ?? 0);
  let skew = 0;
  for (const round of summary.rounds) if (!round.warmUp) skew = Math.max(skew, round.dispatchSkewMs ?? 0);
  if (holdMs > Math.max(skew, coldMs)) return null;
  return `The worker holds its environment for ${msText(holdMs)} only, not longer than the dispatch skew (${msText(skew)}) and the longest init (${msText(coldMs)}): requests may share environments. Raise --hold.`;
};

const laterRounds: Finder = ({ run, rounds, summary }) => {
  const { cold, watchDeployment } = run.header.plan;
  // What becomes of retained environments is then what was asked.
  if (rounds.length < 2 || cold !== undefined || watchDeployment === true) return null;
  const first = rounds[0]?.round ?? 1;
  const could = summary.rounds.filter(
    ({ round, expected }) => round > first && (expected.waitedForInit?.max ?? 0) > 0,
  );
  const may =
    could.length === 0
      ? `${rounds.length === 2 ? `round ${rounds[1]?.round}` : 'the later rounds'} could be cold only where an environment is retired`
      : `so could ${could.length === 1 ? 'round' : 'rounds'} ${rangesText(could.map(({ round }) => round))}, where more requests go on demand than environments are retained`;
  const warmUp = rounds[0]?.warmUp === true ? ' (a warm-up round)' : '';
  return `Environments are retained after a round: round ${first}${warmUp} is the first contact and could be cold; ${may}.`;
};

/** Rounds that were to be first contact, and met on-demand environments that had served before. */
const oldEnvironments: Finder = ({ run, rounds }) => {
  if (run.header.plan.cold === undefined) return null;
  const seen = new Set<string>();
  const met: { round: number; old: number; of: number }[] = [];
  for (const { round, rows } of rounds) {
    const onDemand = [...rows].filter(({ initType }) => initType !== 'provisioned-concurrency');
    const old = onDemand.filter(
      ({ startKind, environmentId }) =>
        startKind === 'warm' || (environmentId !== null && seen.has(environmentId)),
    ).length;
    if (old > 0) met.push({ round, old, of: rows.length });
    for (const { environmentId } of onDemand) if (environmentId !== null) seen.add(environmentId);
  }
  if (met.length === 0) return null;
  const told = met.map(({ round, old, of }) => `${old} of ${of} requests of round ${round}`);
  return `${listText(told.slice(0, 5))}${met.length > 5 ? ` and of ${met.length - 5} more rounds` : ''} met environments that had served before: that was no first contact, and its cold starts are fewer than a new deployment's.`;
};

/** Requests went on demand because the allocation was not READY; not where that was to be watched. */
const notReady: Finder = ({ run: { header } }) => {
  const { provisioned } = measuredTarget(header);
  if (provisioned === null || provisioned.status === 'READY' || header.plan.watchDeployment === true)
    return null;
  const { status, allocated, requested, statusReason } = provisioned;
  return status === 'FAILED'
    ? `Provisioned concurrency had FAILED before the run (${statusReason ?? 'no reason given'}): ${failedHint(statusReason)}`
    : `Provisioned concurrency was IN_PROGRESS when the run began, not READY (${allocated} of ${requested} allocated): --wait-ready waits for it, --watch-deployment measures until then.`;
};

const hiddenByLevel = (target: Run['header']['target']): string => {
  const hidden = hiddenReports(target);
  return hidden === null ? '' : ` ${hidden}`;
};

const differingReports: Finder = ({ reconciliation }) =>
  reconciliation === null ? null : disagreementText(reconciliation);

const missingReports: Finder = ({ run, summary: { coverage } }) =>
  coverage.missing === 0 || coverage.ratio === null
    ? null
    : `${counted(coverage.missing, 'REPORT is', 'REPORTs are')} missing of ${coverage.due} (coverage ${percentText(coverage.ratio)}): whether those requests waited is not known, and they count as unknown, never as warm. What they cost is in no sum.${hiddenByLevel(run.header.target)}`;

const preinitializedInits: Finder = ({ measured }) => {
  const carrying = countWhere(
    measured,
    ({ startKind, report }) => startKind === 'preinitialized' && report?.initMs != null,
  );
  if (carrying === 0) return null;
  return `${counted(carrying, 'request carries', 'requests carry')} the Init Duration of an init that ran before ${carrying === 1 ? 'it' : 'they'} came: nobody waited for it, so it is no cold start, and not comparable in speed with an init on demand.`;
};

const unknownKinds: Finder = ({ measured }) => {
  const unplaced = countWhere(measured, ({ evidence }) => evidence === 'init-unplaced');
  return unplaced === 0
    ? null
    : `${counted(unplaced, 'request shows', 'requests show')} an init that is not placeable: nothing says whether it was waited for. A worker with withFanout, or the JSON log format, gives the evidence.`;
};

const suppressedInits: Finder = ({ measured }) => {
  const maybe = countWhere(measured, ({ evidence }) => evidence === 'init-maybe-suppressed');
  return maybe === 0
    ? null
    : `${counted(maybe, 'warm request')} may hide a repeated init inside Duration: Lambda resets an environment after a failure, and logs no Init Duration for that.`;
};

const coarseStamps: Finder = ({ summary: { resolution } }) => {
  if (resolution === null || resolution.beyondBound === 0) return null;
  const { beyondBound, boundMs, stampUncertaintyMaxMs } = resolution;
  const rows = counted(beyondBound, 'request has', 'requests have');
  return `${rows} time stamps that may be late by more than ${msText(boundMs)} (${msText(stampUncertaintyMaxMs ?? 0)} at most): this machine was busy when the reply came, so their round trip and overhead are not Lambda's alone. stamp_uncertainty_ms tells which.`;
};

const answersBeforeRequests: Finder = ({ measured }) => {
  const early = countWhere(measured, answeredEarly);
  return early === 0
    ? null
    : `${counted(early, 'request was', 'requests were')} answered before all of ${early === 1 ? 'it' : 'them'} was written: no round trip is made of such times.`;
};

const weightedAlias: Finder = ({ run: { header } }) => {
  const others = Object.entries(measuredTarget(header).weights).map(
    ([version, share]) => `${percentText(share)} go to version ${version}`,
  );
  return others.length === 0
    ? null
    : `The alias ${header.target.qualifier} is weighted (${others.join(', ')}): figures mix versions.`;
};

const executedVersions: Finder = ({ measured, run: { header } }) => {
  if (header.plan.cold === 'twins') return null;
  const versions = Object.keys(countBy(measured, ({ executedVersion }) => executedVersion)).sort();
  const planned = header.target.version;
  if (versions.length > 1) return `Versions ${listText(versions)} were executed: figures mix them.`;
  if (versions[0] === undefined || planned === null || versions[0] === planned) return null;
  const chosen =
    countWhere(measured, ({ loggedStartMs }) => loggedStartMs !== null) > 0
      ? ` ${header.orchestrator?.target.functionName ?? 'The orchestrator'} chooses itself whom it invokes: --qualifier only says what is expected of it.`
      : '';
  return `Version ${versions[0]} was executed, but ${header.target.qualifier} resolved to ${planned} before the run.${chosen}`;
};

const modelledTimes: Finder = ({ run: { header } }) => {
  const { modelled, accountConcurrency } = header.target;
  if (modelled === null) return null;
  const quota =
    accountConcurrency === null
      ? ''
      : ` in an account with a concurrency of ${accountConcurrency.toLocaleString('en')}`;
  return `Modelled, not measured: no function ran. The embedded service placed the requests as Lambda would${quota}, and drew init, duration and overhead from published figures of a function that does nothing (${modelled}; docs/local.md says which). What your own code adds is not in it.`;
};

const unreadFacts: Finder = ({ run: { header } }) => {
  const { unread } = header.target;
  if (unread.length === 0) return null;
  return `Not read of the target: ${unread.map(({ fact, reason }) => `${fact} (${reason})`).join('; ')}.`;
};

const warmUpFailures: Finder = ({ rows }) => {
  const bad = countWhere(rows, ({ warmUp, outcome }) => warmUp && outcome !== 'ok');
  return bad === 0
    ? null
    : `${counted(bad, 'warm-up request was', 'warm-up requests were')} not ok; they are in the rows, not in the figures.`;
};

const stoppedEarly: Finder = ({ run, measured }) => {
  const planned = measuredRequestsOf(run.header.plan);
  const of = `${countWhere(measured, reachedEnvironment)} of ${planned} requests`;
  if (run.end === null) return `The run was killed before its end: ${of} are on record.`;
  return run.end.interrupted ? `The run was interrupted: ${of} were measured.` : null;
};

/** Every warning by its code, in the order in which a reader needs them. */
const finders = {
  modelled: modelledTimes,
  killed: (input) => (input.run.end === null ? stoppedEarly(input) : null),
  interrupted: (input) => (input.run.end === null ? null : stoppedEarly(input)),
  'shared-environments': sharedEnvironments,
  'not-concurrent': notConcurrent,
  'small-hold': smallHold,
  'missing-reports': missingReports,
  'differing-reports': differingReports,
  'unplaced-inits': unknownKinds,
  'maybe-suppressed-inits': suppressedInits,
  'later-rounds': laterRounds,
  'old-environments': oldEnvironments,
  'not-ready': notReady,
  'preinitialized-inits': preinitializedInits,
  'coarse-stamps': coarseStamps,
  'answered-early': answersBeforeRequests,
  'weighted-alias': weightedAlias,
  'executed-versions': executedVersions,
  'unread-facts': unreadFacts,
  'warm-up-failures': warmUpFailures,
} as const satisfies Record<string, Finder>;

/** What the reader must know, and what the run itself noted. */
export function warningsOf(input: WarningInput): readonly Warning[] {
  const found = Object.entries(finders).flatMap(([code, find]): Warning[] => {
    const message = find(input);
    return message === null ? [] : [{ code, message }];
  });
  return [...found, ...(input.run.end?.notes ?? [])];
}
