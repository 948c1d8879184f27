import type { Assertion } from '../analysis/assertions.ts';
import type { RunAnalysis } from '../analysis/result.ts';
import { RunIntake } from '../analysis/run-intake.ts';
import type { Io } from '../io/io.ts';
import { readSavedRun } from '../io/run-file-reader.ts';
import type { HeaderLine, InvocationLine, Run } from '../model/run-file.ts';

/** A service that was started for the run had no traffic before it. */
const optionsOf = ({ local }: HeaderLine) => ({ freshEnvironments: local });

/** The analysis of a run that was just measured: nothing of it is stored with the run. */
export function judgeRun(run: Run, assertions: readonly Assertion[] = []): RunAnalysis {
  const intake = new RunIntake();
  const { invocations, orchestrations = [], reports, deployment = [] } = run;
  for (const line of [...invocations, ...orchestrations, ...reports, ...deployment]) intake.take(line);
  const at = (position: number): InvocationLine => {
    const line = invocations[position];
    if (line === undefined) throw new RangeError(`no invocation ${position}`);
    return line;
  };
  return intake.analysis(run, { at }, assertions, optionsOf(run.header));
}

/** A saved run with its analysis: the same that {@link judgeRun} makes, without ever having the whole run in memory. */
export interface JudgedRun {
  readonly analysis: RunAnalysis;
  /** What reading the file had to tell. */
  readonly notes: RunAnalysis['warnings'];
  /** When no output is to be written any more. */
  readonly close: () => Promise<void>;
}

/** @param path - `-` reads standard input
 * @throws UsageError for what is no run file */
export async function judgeSavedRun(
  path: string,
  io: Pick<Io, 'stdin'>,
  assertions: readonly Assertion[] = [],
): Promise<JudgedRun> {
  const intake = new RunIntake();
  const saved = await readSavedRun(path, io.stdin, (line) => intake.take(line));
  try {
    const analysis = intake.analysis(saved, saved, assertions, optionsOf(saved.header));
    return { analysis, notes: saved.notes, close: saved.close };
  } catch (error) {
    await saved.close();
    throw error;
  }
}
