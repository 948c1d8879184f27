import { appendText, writeWhole } from '../io/files.ts';
import type { Io } from '../io/io.ts';
import type { Printable } from '../report/printable.ts';
import { render, renderChunks } from '../report/render.ts';
import type { OutputFile, OutputOptions } from './options/output.ts';

/** GitHub shows the file that this variable names as the summary of the job; a job without one has its log.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary */
export async function appendSummary(result: Printable, io: Io): Promise<void> {
  const path = io.env.GITHUB_STEP_SUMMARY;
  if (path === undefined || path === '') return;
  await appendText(path, await render(result, 'markdown'));
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
  if (format === 'github') await appendSummary(result, io);
  const columns = io.stdout.columns();
  const width = columns === null ? {} : { columns };
  for (const chunk of await renderChunks(result, format, { colour: io.stdout.colour, ...width, ...csv })) {
    await io.stdout.write(chunk);
  }
  const page = files.find((file) => file.format === 'html');
  if (open === true && page !== undefined) await io.openFile(page.path);
}
