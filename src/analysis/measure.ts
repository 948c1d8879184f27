import type { RowFacts } from '../model/invocation.ts';
import type { Metric, PlainMetricName } from '../model/metrics.ts';
import { measuredRequestsOf } from '../model/plan-size.ts';
import type { StartKind } from '../model/start-kind.ts';
import { countKinds, countWhere } from './kind-summary.ts';
import { measureFigure } from './measure-figure.ts';
import { atLeast, exactly, type Measured, none } from './measured.ts';
import { reachedEnvironment } from './reach.ts';
import type { RoundSummary, RunAnalysis } from './result.ts';
import { counted } from './wording.ts';

/** Evaluates metrics of one run. Warm-up rounds are left out. */
export function measureOf(
  metric: Metric,
  analysis: Pick<RunAnalysis, 'header' | 'rows' | 'summary'>,
): Measured {
  if (analysis.summary.rows === 0) return none('no request was measured');
  const gone = unrecorded(analysis);
  const rows = measured(analysis.rows);
  return metric.kind === 'figure'
    ? measureFigure(rows, metric, gone)
    : plain(metric.name, rows, analysis.summary, gone);
}

/** Requests of a killed run that may have been sent and are not on record. */
function unrecorded({ header, summary }: Pick<RunAnalysis, 'header' | 'summary'>): number {
  if (header === null || !summary.killed) return 0;
  return Math.max(0, measuredRequestsOf(header.plan) - summary.rows);
}

/** Without warm-up rows. */
const measured = (rows: Iterable<RowFacts>): Iterable<RowFacts> => ({
  *[Symbol.iterator]() {
    for (const row of rows) if (!row.warmUp) yield row;
  },
});

/** Rows that may be of any kind: an environment served them, and which way is not known. */
const couldBeAny = (rows: Iterable<RowFacts>): number =>
  countWhere(rows, (row) => row.startKind === 'unknown' && (reachedEnvironment(row) || row.report !== null));

const unclearText = (n: number): string => `the start kind of ${counted(n, 'request')} is not known`;

function plain(
  name: PlainMetricName,
  rows: Iterable<RowFacts>,
  summary: RunAnalysis['summary'],
  gone: number,
): Measured {
  const unclear = couldBeAny(rows) + gone;
  const counts = countKinds(rows);
  const kindCount = (kind: StartKind) => atLeast(counts[kind], unclear, unclearText(unclear));
  const killed = `${counted(gone, 'request')} of a killed run ${gone === 1 ? 'is' : 'are'} not on record`;
  const outcomes = (is: (outcome: string) => boolean) =>
    atLeast(
      countWhere(rows, ({ outcome }) => is(outcome)),
      gone,
      killed,
    );
  const rounds = summary.rounds.filter(({ warmUp }) => !warmUp);
  switch (name) {
    case 'cold.count':
      return kindCount('cold');
    case 'restored.count':
      return kindCount('restored');
    case 'preinitialized.count':
      return kindCount('preinitialized');
    case 'warm.count':
      return kindCount('warm');
    case 'unknown.count':
      return atLeast(counts.unknown, gone, killed);
    case 'cold.ratio':
      return coldRatio(summary, unclear);
    case 'throttled.count':
      return outcomes((outcome) => outcome === 'throttled');
    case 'error.count':
      return outcomes((outcome) => outcome !== 'ok' && outcome !== 'throttled');
    case 'coverage':
      return summary.coverage.ratio === null
        ? none('no request reached an environment')
        : { ...exactly(summary.coverage.ratio), ...(gone > 0 ? { low: 0, high: 1, lacking: killed } : {}) };
    case 'achieved_concurrency':
      return extreme(
        rounds,
        (round) => round.achievedConcurrency,
        Math.min,
        summary.coverage.missing + gone,
        'REPORTs are missing',
      );
    case 'in_flight':
      return extreme(rounds, (round) => round.inFlight, Math.min, gone, killed);
    case 'dispatch_skew':
      return gone > 0 ? none(killed) : extreme(rounds, (round) => round.dispatchSkewMs, Math.max, 0, '');
    case 'environments': {
      const unnamed = rounds.reduce(
        (sum, round) => sum + Math.max(0, round.written - round.environmentsKnownOf),
        0,
      );
      return extreme(
        rounds,
        (round) => round.environments,
        Math.min,
        unnamed + gone,
        'not every row names its environment',
      );
    }
  }
}

function coldRatio({ waitedForInit, classified }: RunAnalysis['summary'], unclear: number): Measured {
  if (classified === 0) return none(unclear === 0 ? 'no request has a start kind' : unclearText(unclear));
  return {
    actual: waitedForInit / classified,
    low: waitedForInit / (classified + unclear),
    high: (waitedForInit + unclear) / (classified + unclear),
    lacking: unclear === 0 ? '' : unclearText(unclear),
  };
}

function extreme(
  rounds: readonly RoundSummary[],
  of: (round: RoundSummary) => number | null,
  pick: (a: number, b: number) => number,
  more: number,
  lacking: string,
): Measured {
  let found: number | null = null;
  for (const round of rounds) {
    const value = of(round);
    if (value === null) return none(`round ${round.round} does not show it`);
    found = found === null ? value : pick(found, value);
  }
  return found === null ? none('no round was measured') : atLeast(found, more, lacking);
}
