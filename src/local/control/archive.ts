import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';

/** Where the deployment package of a version can be had again, as `GetFunction` offers it. */
export type Archive =
  /** The zip that was uploaded. */
  | { readonly kind: 'zip'; readonly path: string }
  /** A folder that is run in place: its zip is made when it is asked for. */
  | { readonly kind: 'folder'; readonly folder: string }
  /** Kept in memory, as it is small. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** A container image, by its address. */
  | { readonly kind: 'image'; readonly uri: string }
  /** It cannot be had; `why` in words. */
  | { readonly kind: 'none'; readonly why: string };

/** One file of a folder. */
export interface FolderFile {
  /** Below the folder, with slashes. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly mtimeMs: number;
}

/** Plain files below a folder, by name. */
export async function filesIn(folder: string): Promise<readonly FolderFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files: FolderFile[] = [];
  for (const path of paths.sort()) {
    const { size, mtimeMs } = await stat(path);
    const name = path
      .slice(folder.length)
      .replace(/^[/\\]+/, '')
      .replaceAll('\\', '/');
    files.push({ name, path, bytes: size, mtimeMs });
  }
  return files;
}

/** The same for every file, so that a zip depends on nothing but names and contents. The first day a zip can name. */
const sameForAll = { mtime: new Date(Date.UTC(1980, 0, 2)), mode: 0o100644, compress: false };

const outputOf = (zip: ZipFile): Readable => {
  zip.end();
  return zip.outputStream as Readable;
};

/** The zip of a folder's files: stored, and the same bytes each time. Fails while it is read where a file has gone. */
export function zipOfFolder(files: readonly FolderFile[]): Readable {
  const zip = new ZipFile();
  zip.on('error', (error: Error) => (zip.outputStream as Readable).destroy(error));
  for (const { name, path } of files) zip.addFile(path, name, sameForAll);
  return outputOf(zip);
}

/** The zip of one text. */
export async function zipOfText(name: string, text: string): Promise<Buffer> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(text), name, sameForAll);
  return Buffer.concat(await outputOf(zip).toArray());
}

/** The deployment package's bytes; null where there are none to be had.
 * @throws what reading the files throws */
export async function archiveBytes(archive: Archive): Promise<Uint8Array | null> {
  switch (archive.kind) {
    case 'bytes':
      return archive.bytes;
    case 'zip':
      return readFile(archive.path);
    case 'folder':
      return Buffer.concat(await zipOfFolder(await filesIn(archive.folder)).toArray());
    default:
      return null;
  }
}
