import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import { messageOf } from '../../model/errors.ts';
import { invalidParameter } from './api-error.ts';

/** Code with its layers, unpacked.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const unzippedLimitBytes = 250 * 1024 * 1024;

const fileTypeMask = 0o170000;
const symbolicLink = 0o120000;

/** Unix mode of an entry; 0 where the archive was not made on Unix. */
const modeOf = (entry: yauzl.Entry): number => (entry.externalFileAttributes >>> 16) & 0xffff;

/**
 * Unpacks a deployment package into a folder that is there. Names that lead out of the folder are refused, links are
 * refused, and more than 250 MB are refused before they are written.
 *
 * @throws ApiError 400 `InvalidParameterValueException`, with Lambda's message where the archive cannot be read
 */
export async function unzip(archive: Buffer, folder: string): Promise<void> {
  try {
    // yauzl refuses absolute paths, `..` and backslashes by itself, and checks that no entry inflates beyond its size.
    const zip = await yauzl.fromBufferPromise(archive, { lazyEntries: true, validateEntrySizes: true });
    if (zip.entryCount === 0) throw invalidParameter('Uploaded file must be a non-empty zip');
    let totalBytes = 0;
    for await (const entry of zip.eachEntry()) {
      totalBytes += entry.uncompressedSize;
      if (totalBytes > unzippedLimitBytes) {
        throw invalidParameter(`Unzipped size must be smaller than ${unzippedLimitBytes} bytes`);
      }
      await extract(zip, entry, folder);
    }
  } catch (error) {
    if (error instanceof Error && 'statusCode' in error) throw error;
    throw invalidParameter(
      `Could not unzip uploaded file. Please check your file, then try to upload again. (${messageOf(error)})`,
    );
  }
}

async function extract(zip: yauzl.ZipFile, entry: yauzl.Entry, folder: string): Promise<void> {
  const mode = modeOf(entry);
  const target = join(folder, entry.fileName);
  if ((mode & fileTypeMask) === symbolicLink) {
    throw invalidParameter(
      `${entry.fileName} is a symbolic link: this service unpacks files and folders only`,
    );
  }
  if (entry.fileName.endsWith('/')) {
    await mkdir(target, { recursive: true });
    return;
  }
  await mkdir(dirname(target), { recursive: true });
  const source = await zip.openReadStreamPromise(entry);
  await pipeline(source, createWriteStream(target, { mode: mode & 0o111 ? 0o755 : 0o644 }));
}
