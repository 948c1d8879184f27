import { createHash } from 'node:crypto';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { invalidParameter, tooLarge } from './api-error.ts';
import { type Archive, type FolderFile, filesIn, zipOfFolder } from './archive.ts';
import type { Control } from './state.ts';
import { unzip } from './unzip.ts';

/** `Code.S3Bucket` that says: `Code.S3Key` is the absolute path of a folder on this machine, to be run in place. */
export const localFolderBucket = 'local-folder';

/** Largest zip of a direct upload. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const zipLimitBytes = 50 * 1024 * 1024;

/** Reading more files than that would be felt at the start of the service. */
const filesInZip = 2_000;

/** Where the code of a version lies, and what the API says of it. */
export interface Code {
  readonly taskRoot: string;
  readonly codeSha256: string;
  readonly codeSizeBytes: number;
  readonly archive: Archive;
}

export interface CodeRequest {
  readonly ZipFile?: string | undefined;
  readonly S3Bucket?: string | undefined;
  readonly S3Key?: string | undefined;
  readonly ImageUri?: string | undefined;
}

/**
 * Brings the code of a request to a folder: a zip is unpacked, a local folder is used as it lies.
 *
 * @throws ApiError 400 where neither is given or readable, 413 where the zip is too large
 */
export async function resolveCode(control: Control, request: CodeRequest): Promise<Code> {
  if (request.ZipFile !== undefined) return unpacked(control, Buffer.from(request.ZipFile, 'base64'));
  if (request.S3Bucket === localFolderBucket) return localFolder(request.S3Key ?? '');
  if (request.S3Bucket !== undefined || request.ImageUri !== undefined) {
    throw invalidParameter(
      `This service has no S3 and no container images: give ZipFile, or S3Bucket=${localFolderBucket} and S3Key=<absolute path of a folder>.`,
    );
  }
  throw invalidParameter('Please provide a source for function code.');
}

async function unpacked(control: Control, archive: Buffer): Promise<Code> {
  if (archive.length > zipLimitBytes)
    throw tooLarge(`Zipped size must be smaller than ${zipLimitBytes} bytes`);
  if (archive.length === 0) throw invalidParameter('Uploaded file must be a non-empty zip');
  const taskRoot = join(control.codeFolder, control.random.hex(16));
  await mkdir(taskRoot, { recursive: true });
  await unzip(archive, taskRoot).catch(async (error: unknown) => {
    await rm(taskRoot, { recursive: true, force: true });
    throw error;
  });
  const path = `${taskRoot}.zip`;
  await writeFile(path, archive);
  const codeSha256 = createHash('sha256').update(archive).digest('base64');
  return { taskRoot, codeSha256, codeSizeBytes: archive.length, archive: { kind: 'zip', path } };
}

/**
 * The code in a folder that is run in place. Its hash is that of the zip which `GetFunction` offers; of a folder too
 * large for a zip it is taken over name, size and modification time of each file.
 *
 * @throws ApiError 400 where it is no folder
 */
export async function localFolder(folder: string): Promise<Code> {
  const found = isAbsolute(folder) ? await stat(folder).catch(() => null) : null;
  if (!found?.isDirectory()) {
    throw invalidParameter(
      `${folder === '' ? 'S3Key' : folder} must be the absolute path of a folder on this machine.`,
    );
  }
  const files = await filesIn(folder);
  const filesBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  return filesBytes > zipLimitBytes || files.length > filesInZip
    ? unarchived(folder, files, filesBytes)
    : archived(folder, files);
}

async function archived(folder: string, files: readonly FolderFile[]): Promise<Code> {
  const hash = createHash('sha256');
  let codeSizeBytes = 0;
  for await (const part of zipOfFolder(files)) {
    hash.update(part);
    codeSizeBytes += part.length;
  }
  return {
    taskRoot: folder,
    codeSha256: hash.digest('base64'),
    codeSizeBytes,
    archive: { kind: 'folder', folder },
  };
}

function unarchived(folder: string, files: readonly FolderFile[], codeSizeBytes: number): Code {
  const hash = createHash('sha256').update(folder);
  for (const { path, bytes, mtimeMs } of files) hash.update(`\0${path}\0${bytes}\0${mtimeMs}`);
  const why = `The folder ${folder} is run in place, and is too large for a deployment package.`;
  return {
    taskRoot: folder,
    codeSha256: hash.digest('base64'),
    codeSizeBytes,
    archive: { kind: 'none', why },
  };
}
