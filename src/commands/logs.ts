import { createLogTally } from '../analysis/logs/analyse-logs.ts';
import { exitCodeOfLogs } from '../analysis/logs/exit-code.ts';
import { judgeLogs } from '../analysis/logs/judge-logs.ts';
import { rowOfRecord, startOfRecord } from '../analysis/logs/row.ts';
import { createFiguresScanner, createLogScanner } from '../analysis/logs/scanner.ts';
import type { RunAnalysis } from '../analysis/result.ts';
import { openWhole } from '../io/files.ts';
import type { Io } from '../io/io.ts';
import { startProgress } from '../io/progress.ts';
import { readAhead } from '../io/read-ahead.ts';
import type { Row } from '../model/invocation.ts';
import { runPrintable } from '../report/printable.ts';
import { type RowStream, rowStream } from '../report/stream.ts';
import { type OutputOptions, outputFilesOf, outputOptions } from './options/output.ts';
import { parseOptions } from './options/values.ts';
import { appendSummary } from './print.ts';
import type { Command } from './spec.ts';

/** One place that a result is written to while its rows come. */
interface Sink {
  readonly stream: RowStream;
  readonly write: (text: string) => Promise<void>;
  readonly commit: () => Promise<void>;
  readonly abandon: () => Promise<void>;
}

async function openSinks(
  options: OutputOptions,
  inputs: readonly string[],
  io: Io,
): Promise<readonly Sink[]> {
  const columns = io.stdout.columns();
  const table = { colour: io.stdout.colour, ...(columns === null ? {} : { columns }) };
  const nothing = async (): Promise<void> => {};
  const sinks: Sink[] = [
    { stream: rowStream(options.format, table), write: io.stdout.write, commit: nothing, abandon: nothing },
  ];
  for (const { path, format } of await outputFilesOf(options, inputs)) {
    sinks.push({ stream: rowStream(format), ...(await openWhole(path, io.random)) });
  }
  return sinks;
}

/** `logs`: analyses Lambda logs that are there already, of any size, in memory that does not grow with them. */
export const logs: Command = async (raw, paths, io) => {
  const options = parseOptions(outputOptions, raw, 'logs');
  const progress = startProgress(io.stderr, { quiet: options.quiet === true, nowMs: io.clock.nowMs });
  const sinks = await openSinks(
    options,
    paths.filter((path) => path !== '-'),
    io,
  );
  const tally = createLogTally();
  const rowSinks = sinks.flatMap(({ stream: { row }, write }) => (row === null ? [] : [{ row, write }]));
  let found: Row[] = [];
  let rows = 0;
  const scanner =
    rowSinks.length === 0
      ? createFiguresScanner(tally)
      : createLogScanner((record, owner) => {
          const start = startOfRecord(record);
          tally.add(start, owner);
          found.push(rowOfRecord(record, rows, start));
          rows += 1;
        });
  const writeFound = async (): Promise<void> => {
    const first = rows - found.length;
    const batch = found;
    found = [];
    for (const { row, write } of rowSinks) {
      await write(batch.map((each, index) => row(each, first + index === 0)).join(''));
    }
  };
  try {
    for (const { stream, write } of sinks) await write(stream.head);
    let bytes = 0;
    for (const path of paths) {
      for await (const chunk of path === '-' ? io.stdin : readAhead(path)) {
        scanner.push(chunk);
        bytes += chunk.byteLength;
        progress.show(`read ${Math.round(bytes / 1_000_000)} MB, ${scanner.stats().records} REPORTs`);
        await writeFound();
      }
      scanner.end();
      await writeFound();
    }
    progress.end();
    const told = tally.analysis(scanner.stats());
    const analysis: RunAnalysis = { ...told, verdicts: judgeLogs(options.assert, told.summary) };
    for (const { stream, write, commit } of sinks) {
      await write(await stream.tail(analysis));
      await commit();
    }
    if (options.format === 'github') await appendSummary(runPrintable(analysis), io);
    return exitCodeOfLogs(analysis);
  } catch (thrown) {
    for (const { abandon } of sinks) await abandon();
    throw thrown;
  } finally {
    progress.end();
  }
};
