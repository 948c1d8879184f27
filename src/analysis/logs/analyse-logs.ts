import { billingForm } from '../billing.ts';
import { wilson } from '../interval.ts';
import type { RunAnalysis, Warning } from '../result.ts';
import { counted, percentText } from '../wording.ts';
import type { RecordStart } from './row.ts';
import type { LogScanStats } from './scanner.ts';
import { kindTallies, tallyOfAll } from './tally.ts';

/** Figures of a log's rows, in memory that does not grow with them. */
export interface LogTally {
  readonly add: (start: RecordStart) => void;
  /** @param stats - what the scanner left out */
  readonly analysis: (stats: LogScanStats) => Omit<RunAnalysis, 'verdicts'>;
}

const plusOne = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};

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

const warningsOf = (stats: LogScanStats, unclear: number, managed: number): Warning[] => {
  const left = (n: number, code: string, message: string): Warning[] => (n === 0 ? [] : [{ code, message }]);
  return [
    ...left(
      unclear,
      'init-unplaced',
      `${counted(unclear, 'REPORT carries', 'REPORTs carry')} an init that nothing places before or in the request: give the log with its times and streams (as \`aws logs tail\` prints them), so that INIT_START and START can be compared.`,
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

/** Collects what the summary of `logs` shows. Requests of a log are traffic, so its cold ratio has Wilson's interval. */
export function createLogTally(): LogTally {
  const kinds = kindTallies();
  const [evidence, outcomes, otherForms] = [new Map(), new Map(), new Map()] as [
    Map<string, number>,
    Map<string, number>,
    Map<string, number>,
  ];
  let billingChecked = 0;
  const addBilling = ({ report }: RecordStart): void => {
    const form = report === null ? null : billingForm(report);
    if (form === null) return;
    billingChecked += 1;
    if (form !== 'init-billed' && form !== 'restore-billed' && form !== 'duration-only') {
      plusOne(otherForms, form);
    }
  };
  return {
    add: (start) => {
      kinds.get(start.startKind)?.add(start);
      plusOne(evidence, start.evidence);
      plusOne(outcomes, start.outcome);
      addBilling(start);
    },
    analysis: (stats) => {
      const all = tallyOfAll(kinds.values());
      const rows = all.count;
      const countOf = (kind: 'cold' | 'restored' | 'unknown'): number => kinds.get(kind)?.count ?? 0;
      const waitedForInit = countOf('cold') + countOf('restored');
      const classified = rows - countOf('unknown');
      const managed = evidence.get('managed-instances') ?? 0;
      const coldRatio = classified === 0 ? null : waitedForInit / classified;
      return {
        header: null,
        rows: [],
        wholeRows: [],
        summary: {
          headline: headlineOf(rows, waitedForInit, classified, managed),
          rows,
          outcomes: Object.fromEntries(outcomes),
          throttleReasons: {},
          waitedForInit,
          classified,
          coldRatio,
          resolution: null,
          hiddenStart: null,
          coldRatioInterval:
            coldRatio === null
              ? null
              : { ...wilson(coldRatio, classified), method: "Wilson's interval over the log's requests" },
          evidence: Object.fromEntries(evidence),
          kinds: [...kinds.values()].map((tally) => tally.summary(rows)),
          all: rows === 0 ? null : all.summary(rows),
          rounds: [],
          coverage: { due: rows, fromTail: 0, fromLogs: rows, missing: 0, ratio: rows === 0 ? null : 1 },
          billing: { checked: billingChecked, otherForms: Object.fromEntries(otherForms) },
          interrupted: false,
          killed: false,
        },
        warnings: warningsOf(stats, countOf('unknown') - managed, managed),
      };
    },
  };
}
