import * as z from 'zod';
import { parseAssertion } from '../../analysis/assertions.ts';
import { checkWritable, placeOf } from '../../io/files.ts';
import { UsageError } from '../../model/errors.ts';
import { type FileFormat, fileFormats, formats } from '../../report/formats.ts';
import { name, oneOf } from './values.ts';

export const outputOptions = z.object({
  format: oneOf('--format', formats).prefault('table'),
  output: z.array(name('--output')).default([]),
  assert: z
    .array(z.string())
    .default([])
    .transform((texts) => texts.map(parseAssertion)),
  quiet: z.literal(true).optional(),
  details: z.literal(true).optional(),
  summary: z.literal(true).optional(),
  open: z.literal(true).optional(),
});
export type OutputOptions = z.output<typeof outputOptions>;

export interface OutputFile {
  readonly format: FileFormat;
  readonly path: string;
}

const endings: Readonly<Record<string, FileFormat>> = {
  '.json': 'json',
  '.csv': 'csv',
  '.txt': 'table',
  '.html': 'html',
  '.md': 'markdown',
  '.xml': 'junit',
};

const endingOf = (format: FileFormat): string =>
  Object.keys(endings)
    .find((ending) => endings[ending] === format)
    ?.slice(1) ?? format;

/** Reads `[FORMAT:]FILE`: the format from the prefix, else from the file's ending.
 * @throws UsageError where neither names one */
export function outputFileOf(text: string): OutputFile {
  const prefix = fileFormats.find((format) => text.startsWith(`${format}:`));
  if (prefix !== undefined && text.length > prefix.length + 1)
    return { format: prefix, path: text.slice(prefix.length + 1) };
  if (prefix !== undefined) {
    throw new UsageError(
      `--output ${JSON.stringify(text)} names no file`,
      `Put its name after the colon, for instance ${text}run.${endingOf(prefix)}`,
    );
  }
  const ending = Object.keys(endings).find((candidate) => text.endsWith(candidate));
  const format = ending === undefined ? undefined : endings[ending];
  if (format !== undefined) return { format, path: text };
  throw new UsageError(
    `--output ${JSON.stringify(text)} does not say its format`,
    `Put one of ${fileFormats.join(', ')} and a colon before it, for instance csv:${text}`,
  );
}

/** Refuses flags for a format that nothing is written in.
 * @throws UsageError */
function refuseWithoutFormat(options: OutputOptions, files: readonly OutputFile[]): void {
  const written = (format: FileFormat): boolean => files.some((file) => file.format === format);
  if (options.open === true && !written('html')) {
    throw new UsageError(
      '--open opens an HTML file, and none is written',
      'Add --output run.html, or leave --open out.',
    );
  }
  if (options.summary === true && options.format !== 'csv' && !written('csv')) {
    throw new UsageError(
      '--summary is a form of CSV, and none is written',
      'Add --format csv or --output run.csv, or leave --summary out.',
    );
  }
}

/**
 * The files to write, checked before anything is measured: nothing measured may be lost to a missing folder, nor to
 * two results in one file.
 *
 * @param taken - further files of the command line, read or written
 * @throws UsageError
 */
export async function outputFilesOf(
  options: OutputOptions,
  taken: readonly string[] = [],
): Promise<readonly OutputFile[]> {
  const files = options.output.map(outputFileOf);
  refuseWithoutFormat(options, files);
  const named = new Set(await Promise.all(taken.map(placeOf)));
  for (const { path } of files) {
    const place = await placeOf(path);
    if (named.has(place)) {
      throw new UsageError(
        `--output ${JSON.stringify(path)} is a file that this command line names twice: one would replace the other`,
        'Give another name.',
      );
    }
    named.add(place);
    await checkWritable(path);
  }
  return files;
}
