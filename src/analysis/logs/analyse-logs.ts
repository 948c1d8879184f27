import type { TallyState } from '../../model/logs-state.ts';
import type { Report } from '../../model/report.ts';
import { billingForm, isDurationRounded } from '../billing.ts';
import type { RunAnalysis, Warning } from '../result.ts';
import { counted, percentText } from '../wording.ts';
import { coldShare, ownerTallies } from './owners.ts';
import { bareReport } from './record.ts';
import { outcomeOf, type RecordStart, startOfRecord } from './row.ts';
import type { LogScanStats } from './scanner.ts';
import { type KindTally, tallyOfAll } from './tally.ts';

export type LogForm = 'text' | 'group';

/** Figures of a log's rows, in memory that does not grow with them. */
export interface LogTally {
  /** @param owner - whose stream it stands in (`[7]`); null, or not there: in none that is named */
  readonly add: (start: RecordStart, owner?: string | null) => void;
  /** As {@link add}, for a REPORT that says what was billed, and names neither an init nor a restore.
   * @param numbers - its Duration and Billed Duration stand at `at`: as arguments they would become objects */
  readonly addPlain: (
    numbers: Float64Array,
    at: number,
    status: string | null,
    precededByFailure: boolean,
    owner?: string | null,
  ) => void;
  /** @param stats - what the scanner left out
   * @param of - a log group gives each line its time and stream; a text may lack them. Default: text */
  readonly analysis: (stats: LogScanStats, of?: LogForm) => Omit<RunAnalysis, 'verdicts'>;
  /** All it knows, to go on from later. */
  readonly state: () => TallyState;
}

interface Count {
  n: number;
}

/** How often each thing was seen, in the order in which they came. */
function createCounts(from: Readonly<Record<string, number>> = {}) {
  const counts = new Map<string, Count>(Object.entries(from).map(([key, n]) => [key, { n }]));
  const countOf = (key: string): Count => {
    let count = counts.get(key);
    if (count === undefined) {
      count = { n: 0 };
      counts.set(key, count);
    }
    return count;
  };
  return {
    countOf,
    add: (key: string): void => {
      countOf(key).n += 1;
    },
    of: (key: string): number => counts.get(key)?.n ?? 0,
    all: (): Record<string, number> => Object.fromEntries([...counts].map(([key, { n }]) => [key, n])),
  };
}

const headlineOf = (rows: number, waited: number, classified: number, managed: number): string => {
  if (rows === 0) return 'No REPORT was found.';
  if (managed === rows)
    return `${counted(rows, 'request')} of Lambda Managed Instances, where one environment serves many at once: a start kind has no meaning there.`;
  const unclear = rows - classified;
  const rest = unclear === 0 ? '' : `; of ${unclear} it cannot be said`;
  return classified === 0
    ? `Nothing can be said of ${counted(rows, 'request')}: an init was logged, and nothing says whether the request waited for it.`
    : `${unclear > 0 ? 'At least ' : ''}${waited} of ${rows} waited for an init (${percentText(waited / classified)} of those that can be told)${rest}.`;
};

/** Why an init stays unplaced, and what helps. */
const unplaced = {
  text: 'give the log with its times and streams (as `aws logs tail` prints them), so that INIT_START and START can be compared.',
  group: 'it was over between 50 ms and 1 s before the request, or its start is no longer in the log.',
} satisfies Record<LogForm, string>;

const formsRead =
  'Read are the lines of Lambda as they are, and what `aws logs tail`, `filter-log-events` and `get-log-events` print (docs/logs.md).';

const warningsOf = (stats: LogScanStats, unclear: number, managed: number, of: LogForm): Warning[] => {
  const left = (n: number, code: string, message: string): Warning[] => (n === 0 ? [] : [{ code, message }]);
  return [
    ...left(of === 'text' && stats.records === 0 ? 1 : 0, 'nothing-found', formsRead),
    ...left(
      unclear,
      'init-unplaced',
      `${counted(unclear, 'REPORT carries', 'REPORTs carry')} an init that nothing places before or in the request: ${unplaced[of]}`,
    ),
    ...left(
      managed,
      'managed-instances',
      `${counted(managed, 'REPORT is', 'REPORTs are')} of Lambda Managed Instances: they are counted as unknown, and in no cold ratio.`,
    ),
    ...left(
      stats.duplicates,
      'duplicates',
      `${counted(stats.duplicates, 'REPORT')} came twice and ${stats.duplicates === 1 ? 'is' : 'are'} counted once.`,
    ),
    ...left(
      stats.evictedStreams,
      'evicted-streams',
      `${counted(stats.evictedStreams, 'log stream')} had to be forgotten to bound memory: inits and failures of requests after that are not connected with them.`,
    ),
    ...left(
      stats.overlongLines,
      'overlong-lines',
      `${counted(stats.overlongLines, 'line')} longer than 16 MB ${stats.overlongLines === 1 ? 'was' : 'were'} left out.`,
    ),
  ];
};

/** Owners whose plain counts are at hand. */
const mostPlains = 256;

interface PlainCounts {
  readonly status: string | null;
  readonly precededByFailure: boolean;
  readonly tally: KindTally | undefined;
  readonly evidence: Count;
  readonly outcome: Count;
}

/** A REPORT without an init, of an environment that serves one request at a time. */
const plainReport: Report = { ...bareReport, billedMs: 0, memorySizeMb: 0, maxMemoryUsedMb: 0 };

/** How every REPORT begins that names neither an init nor a restore: of its request the rules then see only whether the
 * one before it failed. */
const plainStart = (precededByFailure: boolean): RecordStart =>
  startOfRecord({
    report: plainReport,
    atMs: null,
    logStream: null,
    initEndedAtMs: null,
    startedAtMs: null,
    initializationType: null,
    version: null,
    precededByFailure,
  });

/** Collects what the summary of `logs` shows. Requests of a log are traffic, so its cold ratio has Wilson's interval.
 * @param from - to go on from */
export function createLogTally(from: TallyState | null = null): LogTally {
  const owners = ownerTallies(from?.owners);
  const evidences = createCounts(from?.evidence);
  const outcomes = createCounts(from?.outcomes);
  const otherForms = createCounts(from?.otherForms);
  let billingChecked = from?.billingChecked ?? 0;
  const addBilling = (report: Parameters<typeof billingForm>[0]): void => {
    const form = billingForm(report);
    if (form === null) return;
    billingChecked += 1;
    if (form !== 'init-billed' && form !== 'restore-billed' && form !== 'duration-only') otherForms.add(form);
  };
  /** Where the plain ones of a sort are counted: nearly all REPORTs are of one sort. */
  const plainCounts = (
    status: string | null,
    precededByFailure: boolean,
    owner: string | null,
  ): PlainCounts => {
    const { startKind, evidence } = plainStart(precededByFailure);
    return {
      status,
      precededByFailure,
      tally: owners.of(owner).get(startKind),
      evidence: evidences.countOf(evidence),
      outcome: outcomes.countOf(outcomeOf(status)),
    };
  };
  /** By owner, as streams of several are interleaved. */
  const plains = new Map<string | null, PlainCounts>();
  const plainOf = (status: string | null, precededByFailure: boolean, owner: string | null): PlainCounts => {
    const known = plains.get(owner);
    if (known?.status === status && known.precededByFailure === precededByFailure) return known;
    if (plains.size > mostPlains) plains.clear();
    const counts = plainCounts(status, precededByFailure, owner);
    plains.set(owner, counts);
    return counts;
  };
  return {
    add: (start, owner = null) => {
      owners.of(owner).get(start.startKind)?.add(start);
      evidences.add(start.evidence);
      outcomes.add(start.outcome);
      if (start.report !== null) addBilling(start.report);
    },
    addPlain: (numbers, at, status, precededByFailure, owner = null) => {
      const plain = plainOf(status, precededByFailure, owner);
      plain.tally?.addPlain(numbers, at);
      plain.evidence.n += 1;
      plain.outcome.n += 1;
      const durationMs = numbers[at] ?? 0;
      const billedMs = numbers[at + 1] ?? Number.NaN;
      if (isDurationRounded(billedMs, durationMs)) billingChecked += 1;
      else addBilling({ ...plainReport, durationMs, billedMs });
    },
    analysis: (stats, of = 'text') => {
      const kinds = owners.merged();
      const all = tallyOfAll(kinds.values());
      const { rows, waitedForInit, classified, coldRatio, interval } = coldShare(kinds);
      const managed = evidences.of('managed-instances');
      const versions = owners.summaries();
      return {
        header: null,
        rows: [],
        wholeRows: [],
        summary: {
          headline: headlineOf(rows, waitedForInit, classified, managed),
          rows,
          outcomes: outcomes.all(),
          throttleReasons: {},
          waitedForInit,
          classified,
          coldRatio,
          resolution: null,
          hiddenStart: null,
          coldRatioInterval:
            interval === null ? null : { ...interval, method: "Wilson's interval over the log's requests" },
          ...(versions === null ? {} : { versions }),
          evidence: evidences.all(),
          kinds: [...kinds.values()].map((tally) => tally.summary(rows)),
          all: rows === 0 ? null : all.summary(rows),
          rounds: [],
          coverage: {
            due: rows,
            fromTail: 0,
            fromLogs: rows,
            missing: 0,
            ratio: rows === 0 ? null : 1,
            reconciled: null,
          },
          billing: { checked: billingChecked, otherForms: otherForms.all() },
          interrupted: false,
          killed: false,
        },
        warnings: warningsOf(stats, rows - classified - managed, managed, of),
      };
    },
    state: () => ({
      ...{ owners: owners.state(), billingChecked },
      ...{ evidence: evidences.all(), outcomes: outcomes.all(), otherForms: otherForms.all() },
    }),
  };
}
