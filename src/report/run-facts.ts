import type { Coverage, Expectation, RoundSummary, RunAnalysis } from '../analysis/result.ts';
import { throttleReasons } from '../model/outcome.ts';
import { type Cell, count, type Fact, type Phrase, range, ratio } from './view.ts';

const listed = (parts: readonly Phrase[], between = ', '): Phrase =>
  parts.flatMap((part, index) => (index === 0 ? part : [between, ...part]));

/** From the least to the most. */
const spanOf = (values: readonly number[], unit: 'count' | 'ms'): Cell => {
  const [first] = values;
  if (first === undefined) return { kind: 'number', value: null, unit };
  const least = values.reduce((min, value) => Math.min(min, value), first);
  const most = values.reduce((max, value) => Math.max(max, value), first);
  return range(least, most, unit);
};

const present = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);

/** Asked and achieved; ranges where there are several rounds. */
export const concurrencyFact = (rounds: readonly RoundSummary[]): Fact => {
  const environments = present(rounds.map((round) => round.environments));
  const inFlight = present(rounds.map((round) => round.inFlight));
  const several = rounds.length > 1 ? [' in each of ', count(rounds.length), ' rounds'] : [];
  return {
    name: 'Concurrency',
    value: listed([
      [
        spanOf(
          rounds.map((round) => round.asked),
          'count',
        ),
        ' asked',
        ...several,
      ],
      [
        spanOf(
          rounds.map((round) => round.achievedConcurrency),
          'count',
        ),
        ' achieved',
      ],
      inFlight.length === 0
        ? ["in flight not known: the log's clock tells what is achieved"]
        : [spanOf(inFlight, 'count'), ' in flight at most'],
      environments.length === 0
        ? ['environments not told apart']
        : [spanOf(environments, 'count'), ' distinct environments'],
    ]),
  };
};

/** @param startSpreadMs - first to last START, where only the log tells of the requests; else null */
export const skewFact = (rounds: readonly RoundSummary[], startSpreadMs: number | null = null): Fact => {
  const skews = present(rounds.map((round) => round.dispatchSkewMs));
  if (skews.length === 0 && startSpreadMs !== null)
    return {
      name: 'Dispatch skew',
      value: [
        "–: nobody stamped the requests; by the log's clock ",
        milliseconds(startSpreadMs),
        ' from the first to the last START',
      ],
    };
  return {
    name: 'Dispatch skew',
    value:
      skews.length === 0
        ? ['–: fewer than two requests were written']
        : [spanOf(skews, 'ms'), ' from the first to the last request written'],
  };
};

/** What became of the requests; null where all are ok. */
export const outcomesFact = ({ summary }: RunAnalysis): Fact | null => {
  const told = Object.entries(summary.outcomes).filter(([, of]) => of > 0);
  if (told.every(([outcome]) => outcome === 'ok')) return null;
  const reasons = Object.entries(summary.throttleReasons).filter(([, of]) => of > 0);
  const meaning = new Map<string, string>(Object.entries(throttleReasons));
  return {
    name: 'Outcomes',
    value: [
      ...listed(told.map(([outcome, of]) => [count(of), ` ${outcome}`])),
      ...reasons.flatMap(([reason, of]) => [
        '; ',
        count(of),
        ` × ${reason}${meaning.has(reason) ? ` (${meaning.get(reason)})` : ''}`,
      ]),
    ],
  };
};

const sentence = (words: string): string => {
  const begun = words.slice(0, 1).toUpperCase() + words.slice(1);
  return /[.!?]$/.test(begun) || begun === '' ? begun : `${begun}.`;
};

const verdictWords = {
  'as-expected': 'as expected',
  differs: 'not as expected',
  'not-predictable': 'not predictable',
} satisfies Record<Expectation['verdict'], string>;

/** Expected beside observed, with the reason. */
export const expectedFact = (round: RoundSummary, several: boolean): Fact => {
  const { expected } = round;
  const want = expected.waitedForInit;
  return {
    name: several ? `Expected in ${round.round}` : 'Expected',
    value: [
      ...(want === null ? [] : [range(want.min, want.max, 'count'), ' to wait for an init, ']),
      // Of rows whose kind is unknown nothing was counted: 0 would say that none waited.
      ...(expected.verdict === 'not-predictable' && round.counts.unknown > 0 ? ['at least '] : []),
      count(round.waitedForInit),
      ` did: ${verdictWords[expected.verdict]}. ${sentence(expected.because)}`,
      ...(expected.likely.length === 0 ? [] : [` Likely reason: ${expected.likely.join('; or ')}.`]),
    ],
  };
};

const shownExpectations = 4;

/** Of several rounds the first, and those that differ. */
export const expectedFacts = (rounds: readonly RoundSummary[]): readonly Fact[] =>
  rounds
    .filter((round, index) => index === 0 || round.expected.verdict === 'differs')
    .slice(0, shownExpectations)
    .map((round) => expectedFact(round, rounds.length > 1));

/** Where the REPORTs come from; where all were looked up, how the sources agree. */
const sourcesOf = ({ fromTail, fromLogs, reconciled }: Coverage): Phrase =>
  reconciled === null
    ? [count(fromTail), ' from the reply, ', count(fromLogs), ' from CloudWatch Logs']
    : [
        count(reconciled.inTail),
        ' in the reply, ',
        count(reconciled.inLogs),
        ' in CloudWatch Logs, ',
        count(reconciled.inBoth),
        ' in both, of which ',
        count(reconciled.differing),
        reconciled.differing === 1 ? ' differs' : ' differ',
      ];

export const coverageFact = (coverage: Coverage): Fact => {
  const found = coverage.fromTail + coverage.fromLogs;
  if (coverage.ratio === null) return { name: 'Coverage', value: ['–: no request reached an environment'] };
  return {
    name: 'Coverage',
    value: [
      ratio(coverage.ratio),
      ': ',
      count(found),
      ' of ',
      count(coverage.due),
      ' REPORTs (',
      ...sourcesOf(coverage),
      ')',
    ],
  };
};

/** Over several rounds, or over logs: how often a request waits. One fan-out is no sample of independent draws, so
 * there the count says it all, and this is null. */
export const coldRatioFact = ({ summary }: RunAnalysis): Fact | null => {
  const interval = summary.coldRatioInterval;
  if (interval === null && summary.rounds.filter((round) => !round.warmUp).length <= 1) return null;
  return {
    name: 'Cold ratio',
    value: [
      ratio(summary.coldRatio),
      ' of ',
      count(summary.classified),
      ' classified',
      ...(interval === null
        ? []
        : ['; 95 % interval ', ratio(interval.low), ' to ', ratio(interval.high), ` (${interval.method})`]),
    ],
  };
};

/** REPORTs whose billing arithmetic is of another form than the documented one; null where none is. */
export const billingFact = ({ summary }: RunAnalysis): Fact | null => {
  const others = Object.entries(summary.billing.otherForms).filter(([, of]) => of > 0);
  if (others.length === 0) return null;
  return {
    name: 'Billing',
    value: [
      count(summary.billing.checked),
      ' REPORTs checked; ',
      ...listed(others.map(([form, of]) => [count(of), ` × ${form}`])),
    ],
  };
};

const milliseconds = (value: number): Cell => ({ kind: 'number', value, unit: 'ms' });

/** How exact the time stamps are; null where the run does not say. */
export const resolutionFact = ({ summary: { resolution } }: RunAnalysis): Fact | null => {
  if (resolution === null) return null;
  const { stampUncertaintyMaxMs, stampErrorP50Ms, stampErrorMaxMs, eventLoopDelayP99Ms } = resolution;
  const parts: Phrase[] = [];
  if (stampUncertaintyMaxMs !== null)
    parts.push(['time stamps late by ', milliseconds(stampUncertaintyMaxMs), ' at most']);
  if (stampErrorP50Ms !== null && stampErrorMaxMs !== null)
    parts.push([
      'loopback echo ',
      milliseconds(stampErrorP50Ms),
      ' p50, ',
      milliseconds(stampErrorMaxMs),
      ' max',
    ]);
  if (eventLoopDelayP99Ms !== null)
    parts.push(['event loop late by ', milliseconds(eventLoopDelayP99Ms), ' p99']);
  return parts.length === 0 ? null : { name: 'Resolution', value: listed(parts, '; ') };
};

/** What a cold start costs beside its init; null where the samples do not carry it. */
export const hiddenStartFact = ({ summary: { hiddenStart } }: RunAnalysis): Fact | null =>
  hiddenStart === null
    ? null
    : {
        name: 'Hidden start',
        value: [
          milliseconds(hiddenStart.hiddenMs),
          ' of a cold start in no log line: overhead p50 ',
          milliseconds(hiddenStart.coldOverheadMs),
          ' of ',
          count(hiddenStart.coldRows),
          ' cold − ',
          milliseconds(hiddenStart.otherOverheadMs),
          ' of ',
          count(hiddenStart.otherRows),
          ' that waited for none',
        ],
      };
