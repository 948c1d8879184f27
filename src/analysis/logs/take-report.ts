import { streamOwner } from '../../model/log-stream.ts';
import type { Report } from '../../model/report.ts';
import type { LogTally } from './analyse-logs.ts';
import { type Finds, field } from './finds.ts';
import { bareReport, type LogRecord } from './record.ts';
import { startOfRecord } from './row.ts';
import type { TakeReport } from './settle.ts';
import type { StreamFacts } from './streams.ts';

const orNull = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value;

const recordOf = (finds: Finds, at: number, report: Report, facts: Readonly<StreamFacts>): LogRecord => ({
  report,
  atMs: orNull(finds.numbers[at + field.atMs]),
  logStream: finds.names[finds.numbers[at + field.stream] ?? 0] ?? null,
  initEndedAtMs: report.initMs === null ? null : orNull(facts.initStartedAtMs + report.initMs),
  startedAtMs: orNull(facts.startedAtMs),
  initializationType: facts.initializationType,
  version: facts.version ?? (facts.owner === null ? null : streamOwner(facts.owner).version),
  precededByFailure: facts.precededByFailure,
});

/** Makes whole records; the finds must have been asked for whole REPORTs. */
export const takeRecords =
  (onRecord: (record: LogRecord, owner: string | null) => void): TakeReport =>
  (finds, at, nth, facts) => {
    const report = finds.reports?.[nth];
    if (report !== undefined) onRecord(recordOf(finds, at, report, facts), facts.owner);
  };

/** As much of a REPORT as figures are made of: its numbers and status, and no other text. */
const figuresOf = ({ numbers, names }: Finds, at: number): Report => ({
  ...bareReport,
  durationMs: numbers[at + field.durationMs] ?? 0,
  billedMs: orNull(numbers[at + field.billedMs]),
  memorySizeMb: orNull(numbers[at + field.memorySizeMb]),
  maxMemoryUsedMb: orNull(numbers[at + field.maxMemoryUsedMb]),
  initMs: orNull(numbers[at + field.initMs]),
  restoreMs: orNull(numbers[at + field.restoreMs]),
  billedRestoreMs: orNull(numbers[at + field.billedRestoreMs]),
  status: names[numbers[at + field.name] ?? 0] ?? null,
});

/** Counts figures, and makes no record of the many REPORTs without an init. */
export const takeFigures =
  (tally: LogTally): TakeReport =>
  (finds, at, _, facts) => {
    const { numbers } = finds;
    const isPlain =
      !Number.isNaN(numbers[at + field.billedMs]) &&
      Number.isNaN(numbers[at + field.initMs]) &&
      Number.isNaN(numbers[at + field.restoreMs]) &&
      Number.isNaN(numbers[at + field.billedRestoreMs]);
    if (isPlain) {
      tally.addPlain(
        numbers,
        at + field.durationMs,
        finds.names[numbers[at + field.name] ?? 0] ?? null,
        facts.precededByFailure,
        facts.owner,
      );
      return;
    }
    tally.add(startOfRecord(recordOf(finds, at, figuresOf(finds, at), facts)), facts.owner);
  };
