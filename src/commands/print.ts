import { appendText, whatIsAt, writeWhole } from '../io/files.ts';
import type { Io } from '../io/io.ts';
import { UsageError } from '../model/errors.ts';
import { terminalText } from '../report/escape.ts';
import type { Printable } from '../report/printable.ts';
import { render, renderChunks } from '../report/render.ts';
import type { OutputFile, OutputOptions } from './options/output.ts';

/** Of a file that is larger GitHub shows nothing at all. */
const summaryAtMostBytes = 1_048_576;

/** GitHub shows the file that this variable names as the summary of the job; a job without one has its log.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
 * @throws UsageError where it cannot be written */
export async function appendSummary(result: Printable, io: Io): Promise<void> {
  const path = io.env.GITHUB_STEP_SUMMARY;
  if (path === undefined || path === '') return;
  const text = await render(result, 'markdown');
  try {
    const there = await whatIsAt(path);
    if ((there?.isFile() === true ? Number(there.size) : 0) + Buffer.byteLength(text) > summaryAtMostBytes) {
      await io.stderr.write(
        `lambda-fanout: nothing is added to ${terminalText(JSON.stringify(path))}: it would be over 1 MiB, and GitHub shows no summary of that size\n  Send less to GITHUB_STEP_SUMMARY in the steps of this job.\n`,
      );
      return;
    }
    await appendText(path, text);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(
      `the summary of the job: ${error.message}`,
      'Let GITHUB_STEP_SUMMARY name a file that this user may write to, or unset it.',
      error,
    );
  }
}

/** Writes a result to standard output in `--format`, and to each `--output` file. */
export async function print(
  result: Printable,
  { format, summary, open }: Pick<OutputOptions, 'format'> & Partial<OutputOptions>,
  files: readonly OutputFile[],
  io: Io,
): Promise<void> {
  const csv = { summary: summary === true };
  for (const file of files)
    await writeWhole(file.path, await renderChunks(result, file.format, csv), io.random);
  const columns = io.stdout.columns();
  const width = columns === null ? {} : { columns };
  for (const chunk of await renderChunks(result, format, { colour: io.stdout.colour, ...width, ...csv })) {
    await io.stdout.write(chunk);
  }
  // Last: where it fails, the result is there all the same.
  if (format === 'github') await appendSummary(result, io);
  const page = files.find((file) => file.format === 'html');
  if (open === true && page !== undefined) await io.openFile(page.path);
}
