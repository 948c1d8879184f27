import { createLogTally } from '../analysis/logs/analyse-logs.ts';
import { refuseOtherForms } from '../analysis/logs/refuse-other-forms.ts';
import { rowOfRecord, startOfRecord } from '../analysis/logs/row.ts';
import { createFiguresScanner, createLogScanner } from '../analysis/logs/scanner.ts';
import type { Io } from '../io/io.ts';
import { startProgress } from '../io/progress.ts';
import { readAhead } from '../io/read-ahead.ts';
import { UsageError } from '../model/errors.ts';
import type { ExitCode } from '../model/exit-code.ts';
import type { Row } from '../model/invocation.ts';
import { openLogsOutput } from './logs-output.ts';
import { groupOptionIn } from './options/logs.ts';
import { outputOptions } from './options/output.ts';
import { parseOptions } from './options/values.ts';
import type { Command, RawOptions } from './spec.ts';

/** Logs in files, of any size, in memory that does not grow with them. */
async function logsOfFiles(raw: RawOptions, paths: readonly string[], io: Io): Promise<ExitCode> {
  const options = parseOptions(outputOptions, raw, 'logs');
  const progress = startProgress(io.stderr, { quiet: options.quiet === true, nowMs: io.clock.nowMs });
  const output = await openLogsOutput(
    options,
    paths.filter((path) => path !== '-'),
    io,
  );
  const tally = createLogTally();
  let found: Row[] = [];
  let rows = 0;
  const scanner = output.showsRows
    ? createLogScanner((record, owner) => {
        const start = startOfRecord(record);
        tally.add(start, owner);
        found.push(rowOfRecord(record, rows, start));
        rows += 1;
      })
    : createFiguresScanner(tally);
  const writeFound = async (): Promise<void> => {
    const batch = found;
    found = [];
    await output.rows(batch);
  };
  try {
    let bytes = 0;
    for (const path of paths) {
      let first = true;
      for await (const chunk of path === '-' ? io.stdin : readAhead(path)) {
        if (first) refuseOtherForms(chunk, path);
        first = false;
        scanner.push(chunk);
        bytes += chunk.byteLength;
        progress.show(`read ${Math.round(bytes / 1_000_000)} MB, ${scanner.stats().records} REPORTs`);
        await writeFound();
      }
      scanner.end();
      await writeFound();
    }
    progress.end();
    return await output.finish(tally.analysis(scanner.stats()));
  } catch (thrown) {
    await output.abandon();
    throw thrown;
  } finally {
    progress.end();
  }
}

/** `logs`: analyses Lambda logs that are there already, in files or in CloudWatch Logs. */
export const logs: Command = async (raw, paths, io) => {
  const ofGroup = groupOptionIn(raw);
  if (ofGroup === null && paths.length > 0) return logsOfFiles(raw, paths, io);
  if (ofGroup === null)
    throw new UsageError(
      'nothing says which logs to analyse',
      'Name files, - for standard input, --log-group GROUP, or --function-name NAME for the group in which it logs.',
    );
  if (paths.length > 0)
    throw new UsageError(
      `${ofGroup} reads CloudWatch Logs, and ${JSON.stringify(paths[0])} is a file: one or the other`,
      'Leave the files out, or the options of CloudWatch Logs.',
    );
  const { logsOfGroup } = await import('./logs-group.ts');
  return logsOfGroup(raw, io);
};
