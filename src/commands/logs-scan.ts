import { createLogTally } from '../analysis/logs/analyse-logs.ts';
import { createEventFigures, createEventScanner } from '../analysis/logs/event-scanner.ts';
import { rowOfRecord, startOfRecord } from '../analysis/logs/row.ts';
import type { RunAnalysis } from '../analysis/result.ts';
import type { Row } from '../model/invocation.ts';
import type { FoundEvent } from '../model/log-search.ts';
import type { Reading } from './logs-token.ts';

/** The requests of a log group, counted as their events come. */
export interface LogsScan {
  /** @returns the rows that were found; none where only figures are asked for */
  readonly push: (events: readonly FoundEvent[]) => readonly Row[];
  /** Streams whose init began before all that was pushed, and is reported here. */
  readonly lackInit: (events: readonly FoundEvent[]) => readonly string[];
  readonly reports: () => number;
  readonly figures: () => Omit<RunAnalysis, 'verdicts'>;
  readonly state: () => Pick<Reading, 'tally' | 'settler'>;
}

/** @param from - what was known when a reading was interrupted; null: nothing */
export function scanOf(from: Pick<Reading, 'tally' | 'settler'> | null, showsRows: boolean): LogsScan {
  const tally = createLogTally(from?.tally ?? null);
  let found: Row[] = [];
  let rows = from?.settler.records ?? 0;
  const scanner = showsRows
    ? createEventScanner((record, owner) => {
        const start = startOfRecord(record);
        tally.add(start, owner);
        found.push(rowOfRecord(record, rows, start));
        rows += 1;
      }, from?.settler)
    : createEventFigures(tally, from?.settler);
  return {
    push: (events) => {
      scanner.push(events);
      const batch = found;
      found = [];
      return batch;
    },
    lackInit: scanner.lackInit,
    reports: () => scanner.stats().records,
    figures: () => tally.analysis(scanner.stats(), 'group'),
    state: () => ({ tally: tally.state(), settler: scanner.state() }),
  };
}
