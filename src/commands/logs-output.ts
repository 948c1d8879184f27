import { exitCodeOfLogs } from '../analysis/logs/exit-code.ts';
import { judgeLogs } from '../analysis/logs/judge-logs.ts';
import type { RunAnalysis } from '../analysis/result.ts';
import { openWhole } from '../io/files.ts';
import type { Io } from '../io/io.ts';
import type { ExitCode } from '../model/exit-code.ts';
import type { Row } from '../model/invocation.ts';
import { runPrintable } from '../report/printable.ts';
import { type RowStream, rowStream } from '../report/stream.ts';
import { type OutputFile, type OutputOptions, outputFilesOf } from './options/output.ts';
import { appendSummary } from './print.ts';

/** One place that a result is written to while its rows come. */
interface Sink {
  readonly stream: RowStream;
  readonly write: (text: string) => Promise<void>;
  readonly commit: () => Promise<void>;
  readonly abandon: () => Promise<void>;
}

/** Where `logs` writes: rows as they are found, where an output shows some, and the figures at the end. */
export interface LogsOutput {
  /** False: figures alone are asked for, and no row need be made. */
  readonly showsRows: boolean;
  readonly rows: (rows: readonly Row[]) => Promise<void>;
  /** Judges and writes the figures. */
  readonly finish: (told: Omit<RunAnalysis, 'verdicts'>) => Promise<ExitCode>;
  /** Leaves no file that is not whole. */
  readonly abandon: () => Promise<void>;
}

async function openSinks(
  options: OutputOptions,
  files: readonly OutputFile[],
  io: Io,
): Promise<readonly Sink[]> {
  const columns = io.stdout.columns();
  const view = { details: options.details === true };
  const csv = { summary: options.summary === true };
  const table = { colour: io.stdout.colour, ...(columns === null ? {} : { columns }) };
  const nothing = async (): Promise<void> => {};
  const sinks: Sink[] = [
    {
      stream: rowStream(options.format, { ...table, ...csv }, view),
      ...{ write: io.stdout.write, commit: nothing, abandon: nothing },
    },
  ];
  for (const { path, format } of files) {
    sinks.push({ stream: rowStream(format, csv, view), ...(await openWhole(path, io.random)) });
  }
  return sinks;
}

/** @param taken - files that are read
 * @throws UsageError where an output cannot be written */
export async function openLogsOutput(
  options: OutputOptions,
  taken: readonly string[],
  io: Io,
): Promise<LogsOutput> {
  const files = await outputFilesOf(options, taken);
  const sinks = await openSinks(options, files, io);
  const rowSinks = sinks.flatMap(({ stream: { row }, write }) => (row === null ? [] : [{ row, write }]));
  let written = 0;
  let begun = false;
  /** Not before there is something to write: what failed at once leaves no half of a document. */
  const begin = async (): Promise<void> => {
    if (begun) return;
    begun = true;
    for (const { stream, write } of sinks) await write(stream.head);
  };
  return {
    showsRows: rowSinks.length > 0,
    rows: async (rows) => {
      if (rows.length === 0) return;
      await begin();
      const first = written;
      written += rows.length;
      for (const { row, write } of rowSinks)
        await write(rows.map((each, index) => row(each, first + index === 0)).join(''));
    },
    finish: async (told) => {
      await begin();
      const analysis: RunAnalysis = { ...told, verdicts: judgeLogs(options.assert, told.summary) };
      for (const { stream, write, commit } of sinks) {
        await write(await stream.tail(analysis));
        await commit();
      }
      if (options.format === 'github') await appendSummary(runPrintable(analysis), io);
      if (options.open === true) {
        const page = files.find(({ format }) => format === 'html');
        if (page !== undefined) await io.openFile(page.path);
      }
      return exitCodeOfLogs(analysis);
    },
    abandon: async () => {
      for (const { abandon } of sinks) await abandon();
    },
  };
}
