import type { RowFacts, Rows } from '../../model/invocation.ts';
import type { Metric, PlainMetricName } from '../../model/metrics.ts';
import { requestsOf } from '../../model/plan-size.ts';
import type { HeaderLine } from '../../model/run-file.ts';
import { newEnvironments, retainedBefore, roundsByContact } from '../first-contact.ts';
import { countWhere } from '../kind-summary.ts';
import { type FigureMetric, figureOf, valuesOf } from '../measure-figure.ts';
import { measuredTarget } from '../measured-target.ts';
import { reachedEnvironment } from '../reach.ts';
import type { RoundSummary, RunAnalysis } from '../result.ts';
import type { Round } from '../round-facts.ts';
import { counted } from '../wording.ts';
import type { Sample, ShareRound } from './sample.ts';
import { scopeOf } from './scope.ts';

/** One side of a comparison. */
export type Side = 'old' | 'new';

/** A run, as far as a comparison looks at it. */
export interface ComparedRun {
  readonly header: HeaderLine;
  readonly rows: Rows;
  readonly summary: Pick<RunAnalysis['summary'], 'rounds' | 'killed'>;
}

/** Rounds that a metric is compared on: those of its scope; the first contact too where a run has no other. */
export function comparedRounds(metric: Metric, run: ComparedRun): readonly Round[] {
  const { first, later } = roundsByContact(run);
  return scopeOf(metric) === 'first-contact' || later.length === 0 ? first : later;
}

/** What a run shows of a metric, round by round. */
export function sampleOf(metric: Metric, run: ComparedRun, side: Side): Sample {
  const rounds = comparedRounds(metric, run);
  const obstacle = obstacleOf(metric, rounds, run, side);
  // Of a killed run the quickest requests are on record, and the others could be anything.
  const short = (round: Round): number =>
    run.summary.killed ? Math.max(0, requestsOf(run.header.plan, round.round) - round.rows.length) : 0;
  if (metric.kind === 'figure') {
    const parts = rounds.map((round) => ({ ...valuesOf(round.rows, metric), short: short(round) }));
    const values = parts.flatMap(({ known }) => known);
    return {
      kind: 'values',
      figure: figureOf(values, metric.statistic),
      obstacle: obstacle ?? (values.length > 0 || rounds.length === 0 ? null : noValue(metric, side)),
      rounds: parts.map(({ known, missing, short: gone }) => ({ values: known, missing: missing + gone })),
    };
  }
  const ofRound = perRound[metric.name];
  if (ofRound !== undefined) {
    const summaries = rounds.flatMap(
      ({ round }) => run.summary.rounds.find((summary) => summary.round === round) ?? [],
    );
    const values = summaries.map((summary) => ofRound.of(summary));
    const known = values.filter((value) => value !== null);
    const figure = known.length === 0 ? null : known.reduce((a, b) => ofRound.pick(a, b));
    return {
      kind: 'values',
      figure,
      obstacle,
      rounds: values.map((value) =>
        value === null ? { values: [], missing: 1 } : { values: [value], missing: 0 },
      ),
    };
  }
  const shares = rounds.map((round) => {
    const share = shareOf(metric.name, round.rows);
    return { ...share, unclear: share.unclear + short(round) };
  });
  const hits = shares.reduce((sum, share) => sum + share.hits, 0);
  const of = shares.reduce((sum, share) => sum + share.of, 0);
  const figure = metric.unit === 'count' ? hits : hits / of;
  return { kind: 'share', figure: of === 0 ? null : figure, obstacle, rounds: shares };
}

/** Figures that each round has one of. */
const perRound: Partial<
  Record<
    PlainMetricName,
    { readonly of: (round: RoundSummary) => number | null; readonly pick: (a: number, b: number) => number }
  >
> = {
  achieved_concurrency: { of: (round) => round.achievedConcurrency, pick: Math.min },
  dispatch_skew: { of: (round) => round.dispatchSkewMs, pick: Math.max },
  in_flight: { of: (round) => round.inFlight, pick: Math.min },
  environments: { of: (round) => round.environments, pick: Math.min },
};

function shareOf(name: PlainMetricName, rows: Rows): ShareRound {
  const count = (is: (row: RowFacts) => boolean): number => countWhere(rows, is);
  const classified = count(({ startKind }) => startKind !== 'unknown');
  const unclear = count(
    (row) => row.startKind === 'unknown' && (reachedEnvironment(row) || row.report !== null),
  );
  const ofKind = (...kinds: readonly string[]): ShareRound => ({
    hits: count(({ startKind }) => kinds.includes(startKind)),
    of: classified,
    unclear,
  });
  const ofAll = (is: (row: RowFacts) => boolean): ShareRound => ({
    hits: count(is),
    of: rows.length,
    unclear: 0,
  });
  switch (name) {
    case 'cold.ratio':
      return ofKind('cold', 'restored');
    case 'cold.count':
      return ofKind('cold');
    case 'restored.count':
      return ofKind('restored');
    case 'preinitialized.count':
      return ofKind('preinitialized');
    case 'warm.count':
      return ofKind('warm');
    case 'unknown.count':
      return ofAll(({ startKind }) => startKind === 'unknown');
    case 'throttled.count':
      return ofAll(({ outcome }) => outcome === 'throttled');
    case 'coverage': {
      const found = (row: RowFacts): boolean => reachedEnvironment(row) && row.report !== null;
      return { hits: count(found), of: count(reachedEnvironment), unclear: 0 };
    }
    default:
      return ofAll(({ outcome }) => outcome !== 'ok' && outcome !== 'throttled');
  }
}

function obstacleOf(metric: Metric, rounds: readonly Round[], run: ComparedRun, side: Side): string | null {
  if (countWhere(run.rows, ({ warmUp }) => !warmUp) === 0)
    return `no request of the ${side} side is on record`;
  if (scopeOf(metric) !== 'first-contact') return null;
  if (rounds.length === 0)
    return `the ${side} run has no measured first contact: its round 1 was a warm-up round, and environments are retained from then on`;
  if (metric.kind === 'figure') return null;
  if (run.header.plan.cold === 'twins')
    return `the ${side} side was measured on twins, which have no provisioned concurrency and no retained environments: how many wait there is another matter`;
  const retained = retainedBefore(rounds, measuredTarget(run.header));
  const requests = rounds.reduce((sum, { rows }) => sum + rows.length, 0);
  return retained === 0
    ? null
    : `${retained} of ${counted(requests, 'request')} of the ${side} side met environments that earlier traffic had left, so it was no first contact`;
}

function noValue({ subject, startKind, name }: FigureMetric, side: Side): string {
  if (subject === 'init' && startKind === null)
    return `no request of the ${side} side met an environment that it had to wait for`;
  return `no request of the ${side} side has a ${name.replace(/\.[^.]+$/, '')}`;
}

/** Why two runs can't be compared in a metric, whatever each of them shows; null: nothing stands in the way. */
export function obstacleBetween(metric: Metric, old: ComparedRun, now: ComparedRun): string | null {
  if (scopeOf(metric) === 'first-contact') {
    const made = [old, now].reduce((sum, run) => sum + newEnvironments(comparedRounds(metric, run)), 0);
    return made === 0 ? 'neither side met a new environment' : null;
  }
  const alone = (run: ComparedRun): boolean => roundsByContact(run).later.length === 0;
  if (alone(old) === alone(now)) return null;
  const without = alone(old) ? 'old' : 'new';
  return `the ${without} run has no round but first contacts, whose starts later rounds do not have`;
}
