import { writeWhole } from '../io/files.ts';
import type { Io } from '../io/io.ts';
import type { Printable } from '../report/printable.ts';
import { renderChunks } from '../report/render.ts';
import type { OutputFile, OutputOptions } from './options/output.ts';

/** Writes a result to standard output in `--format`, and to each `--output` file. */
export async function print(
  result: Printable,
  { format }: Pick<OutputOptions, 'format'>,
  files: readonly OutputFile[],
  io: Io,
): Promise<void> {
  for (const file of files) await writeWhole(file.path, await renderChunks(result, file.format), io.random);
  const columns = io.stdout.columns();
  const width = columns === null ? {} : { columns };
  for (const chunk of await renderChunks(result, format, { colour: io.stdout.colour, ...width })) {
    await io.stdout.write(chunk);
  }
}
