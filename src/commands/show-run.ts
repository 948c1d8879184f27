import { exitCodeOf } from '../analysis/analyse.ts';
import type { Io } from '../io/io.ts';
import type { ExitCode } from '../model/exit-code.ts';
import type { Run } from '../model/run-file.ts';
import { runPrintable } from '../report/printable.ts';
import { judgeRun } from './judge-run.ts';
import type { OutputFile, OutputOptions } from './options/output.ts';
import { print } from './print.ts';

interface Shown {
  readonly files: readonly OutputFile[];
  readonly io: Io;
  /** Who named the function. */
  readonly functionNameFrom: string;
}

/** Analyses a run that was just measured, writes every output that was asked for, and says how to exit. */
export async function showRun(
  run: Run,
  options: OutputOptions & { readonly strict?: true | undefined },
  { files, io, functionNameFrom }: Shown,
): Promise<ExitCode> {
  const analysis = judgeRun(run, options.assert);
  await print(
    runPrintable(analysis, { functionNameFrom, details: options.details === true }),
    options,
    files,
    io,
  );
  return exitCodeOf(analysis, { strict: options.strict === true });
}
