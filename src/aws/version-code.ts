import { createHash } from 'node:crypto';
import type { FunctionCode, GetFunctionCommandOutput } from '@aws-sdk/client-lambda';
import { messageOf, UnreachableError, UsageError } from '../model/errors.ts';
import { downloadPackage } from './package-download.ts';

/** Largest deployment package that CreateFunction takes without S3.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const directUploadBytes = 50 * 1_024 * 1_024;

const insteadHint = 'Take cold samples with --cool 15m instead: it makes no function.';

/**
 * The very code of a version, ready to be given to a new function: the deployment package, downloaded and compared
 * with its hash, or the address of the image by its digest.
 *
 * @throws UsageError where it cannot be had, UnreachableError where it cannot be fetched or is not what it should be
 */
export async function codeOfVersion(
  { Configuration, Code }: GetFunctionCommandOutput,
  what: string,
  signal: AbortSignal,
): Promise<FunctionCode> {
  const image = Code?.ResolvedImageUri ?? Code?.ImageUri;
  if (image !== undefined) return { ImageUri: image };
  if (Code?.Location === undefined)
    throw new UsageError(
      `The code of ${what} cannot be had: ${Code?.Error?.Message ?? 'AWS gives no address for it'}`,
      insteadHint,
    );
  if ((Configuration?.CodeSize ?? 0) > directUploadBytes)
    throw new UsageError(
      `The code of ${what} has ${Configuration?.CodeSize?.toLocaleString('en')} bytes; a new function takes at most ${directUploadBytes.toLocaleString('en')} without S3.`,
      insteadHint,
    );
  const ZipFile = await downloadPackage(Code.Location, signal).catch((error: unknown) => {
    const why = `The code of ${what} could not be downloaded: ${messageOf(error)}`;
    throw new UnreachableError(why, 'Run it again.', error);
  });
  const sha256 = createHash('sha256').update(ZipFile).digest('base64');
  if (sha256 !== Configuration?.CodeSha256)
    throw new UnreachableError(
      `What was downloaded is not the code of ${what}: its SHA-256 is ${sha256}, not ${Configuration?.CodeSha256}.`,
      'Run it again; the code may have been changed in between.',
    );
  return { ZipFile };
}
