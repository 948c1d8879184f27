import type { Metric } from '../../model/metrics.ts';
import type { StartKind } from '../../model/start-kind.ts';
import type { Assertion } from '../assertions.ts';
import { judged } from '../judge.ts';
import { atLeast, exactly, type Measured, none } from '../measured.ts';
import type { Figures, KindSummary, RunAnalysis, Verdict } from '../result.ts';
import { counted } from '../wording.ts';

type Summary = RunAnalysis['summary'];

const figuresOf = (summary: KindSummary, subject: (Metric & { kind: 'figure' })['subject']): Figures =>
  ({
    init: summary.initMs,
    duration: summary.durationMs,
    billed: summary.billedMs,
    round_trip: summary.roundTripMs,
    overhead: summary.overheadMs,
  })[subject];

/** A figure of the histograms. Rows that might belong to it as well leave it open. */
function figure(metric: Metric & { kind: 'figure' }, summary: Summary): Measured {
  const { startKind, subject, statistic } = metric;
  const ofKind =
    startKind === null ? summary.all : (summary.kinds.find((kind) => kind.startKind === startKind) ?? null);
  const actual = ofKind === null ? null : figuresOf(ofKind, subject)[statistic];
  if (actual === null) return none(`the log has too few values of ${subject}`);
  const unclear = summary.rows - summary.classified;
  const open = unclear > 0 && startKind !== 'unknown' && (startKind !== null || subject === 'init');
  return open
    ? {
        actual,
        low: 0,
        high: Number.POSITIVE_INFINITY,
        lacking: `the start kind of ${counted(unclear, 'request')} is not known`,
      }
    : exactly(actual);
}

function plain(name: string, summary: Summary): Measured {
  const unclear = summary.rows - summary.classified;
  const lacking = `the start kind of ${counted(unclear, 'request')} is not known`;
  const countOf = (kind: StartKind): number =>
    summary.kinds.find(({ startKind }) => startKind === kind)?.count ?? 0;
  switch (name) {
    case 'cold.count':
      return atLeast(countOf('cold'), unclear, lacking);
    case 'restored.count':
      return atLeast(countOf('restored'), unclear, lacking);
    case 'preinitialized.count':
      return atLeast(countOf('preinitialized'), unclear, lacking);
    case 'warm.count':
      return atLeast(countOf('warm'), unclear, lacking);
    case 'unknown.count':
      return exactly(countOf('unknown'));
    case 'cold.ratio':
      return summary.coldRatio === null
        ? none('no request has a start kind')
        : {
            actual: summary.coldRatio,
            low: summary.waitedForInit / summary.rows,
            high: (summary.waitedForInit + unclear) / summary.rows,
            lacking: unclear === 0 ? '' : lacking,
          };
    case 'error.count':
      return exactly(summary.rows - (summary.outcomes.ok ?? 0));
    default:
      return none('a log does not show it');
  }
}

/** A metric of a log; what only a client can measure has no value. */
export function measureLogs(metric: Metric, summary: Summary): Measured {
  if (summary.rows === 0) return none('the log has no REPORT');
  return metric.kind === 'figure' ? figure(metric, summary) : plain(metric.name, summary);
}

/** Judges claims by what a log shows; what only a client can measure is undecided. */
export const judgeLogs = (assertions: readonly Assertion[], summary: Summary): readonly Verdict[] =>
  assertions.map((assertion) => judged(assertion, measureLogs(assertion.metric, summary)));
