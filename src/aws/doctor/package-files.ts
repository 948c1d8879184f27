import yauzl from 'yauzl';
import type { DeployedCode } from '../../model/deployed-code.ts';
import { messageOf } from '../../model/errors.ts';

/** Larger is no source that a person reads; a parser would take seconds. */
const fileLimitBytes = 8 * 1024 * 1024;
/** All that is kept of a package. */
const totalLimitBytes = 64 * 1024 * 1024;

type Read = Extract<DeployedCode, { kind: 'read' }>;

const isScript = (path: string): boolean => /\.[cm]?js$/.test(path);
const isTypeScript = (path: string): boolean => /\.[cm]?tsx?$/.test(path) && !/\.d\.[cm]?ts$/.test(path);

async function textOf(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

/**
 * The JavaScript of a deployment package. What cannot be read as such is named with the reason.
 * @param handler - `file.export` of the configuration
 */
export async function packageFiles(archive: Buffer, handler: string): Promise<DeployedCode> {
  const files: Read['files'][number][] = [];
  const skipped: Read['skipped'][number][] = [];
  let totalBytes = 0;
  try {
    // Sizes are checked while it inflates: no entry can be larger than it says.
    const zip = await yauzl.fromBufferPromise(archive, { lazyEntries: true, validateEntrySizes: true });
    for await (const entry of zip.eachEntry()) {
      const path = entry.fileName;
      const isOwn = !/(?:^|\/)node_modules\//.test(path);
      if (isTypeScript(path) && isOwn)
        skipped.push({ path, why: 'it is TypeScript, and only JavaScript is read' });
      if (!isScript(path)) continue;
      totalBytes += entry.uncompressedSize;
      if (entry.uncompressedSize > fileLimitBytes || totalBytes > totalLimitBytes)
        skipped.push({ path, why: `it is too large (${entry.uncompressedSize} bytes)` });
      else files.push({ path, text: await textOf(zip, entry) });
    }
  } catch (error) {
    return { kind: 'unread', why: `its package is no zip that can be read: ${messageOf(error)}` };
  }
  return { kind: 'read', files, handler, skipped };
}
