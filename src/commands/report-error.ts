import { writeWhole } from '../io/files.ts';
import type { Io } from '../io/io.ts';
import { messageOf } from '../model/errors.ts';
import { junitError } from '../report/junit.ts';
import { type OutputFile, outputFileOf } from './options/output.ts';
import type { RawOptions } from './spec.ts';

/** The files that were asked for as JUnit; a text that names no format is told of elsewhere. */
function junitFiles({ output }: RawOptions): OutputFile[] {
  if (!Array.isArray(output)) return [];
  return output.flatMap((text: unknown) => {
    try {
      const file = outputFileOf(String(text));
      return file.format === 'junit' ? [file] : [];
    } catch {
      return [];
    }
  });
}

/** Writes what a command failed with where JUnit was asked for: a CI job that reads no report takes the run for one
 * that was never made. Where the report cannot be written either, the error itself is told all the same. */
export async function reportError(thrown: unknown, name: string, raw: RawOptions, io: Io): Promise<void> {
  const text = junitError(`lambda-fanout ${name}`, messageOf(thrown));
  for (const { path } of junitFiles(raw)) await writeWhole(path, [text], io.random).catch(() => {});
  if (raw.format === 'junit') await io.stdout.write(text);
}
