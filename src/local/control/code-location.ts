import { functionNotFound } from './api-error.ts';
import { archiveBytes } from './archive.ts';
import { functionArn } from './function-ref.ts';
import type { Control, VersionRecord } from './state.ts';

/** Which deployment package a download asks for. */
export interface CodeDownload {
  readonly functionName: string;
  readonly version: string;
  /** CodeSha256, in hexadecimal digits: other code of the same version has another address. */
  readonly sha256: string;
}

const hexOf = (base64: string): string => Buffer.from(base64, 'base64').toString('hex');

const pathForm = /^\/code\/([a-zA-Z0-9-_]{1,64})\/(latest|\d+)\/([0-9a-f]{64})\.zip$/;

/** The download that a path asks for; null: it is none. */
export function downloadOf(pathname: string): CodeDownload | null {
  const [, functionName, version, sha256] = pathForm.exec(pathname) ?? [];
  if (functionName === undefined || version === undefined || sha256 === undefined) return null;
  return { functionName, version: version === 'latest' ? '$LATEST' : version, sha256 };
}

/**
 * `Code` of GetFunction: an address from which the deployment package can be had without credentials, as Lambda gives
 * one for ten minutes.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_FunctionCodeLocation.html
 */
export function codeLocation(control: Control, { spec, archive, codeSha256 }: VersionRecord) {
  if (archive.kind === 'image')
    return { RepositoryType: 'ECR', ImageUri: archive.uri, ResolvedImageUri: archive.uri };
  if (archive.kind === 'none')
    return { RepositoryType: 'S3', Error: { ErrorCode: 'NoDeploymentPackage', Message: archive.why } };
  const version = spec.version === '$LATEST' ? 'latest' : spec.version;
  return {
    RepositoryType: 'S3',
    Location: `${control.url}/code/${spec.functionName}/${version}/${hexOf(codeSha256)}.zip`,
  };
}

/** The bytes of a deployment package.
 * @throws ApiError 404 where it is not there any more */
export async function downloadedCode(
  control: Control,
  { functionName, version, sha256 }: CodeDownload,
): Promise<Uint8Array> {
  const record = control.functions.get(functionName);
  const found = version === '$LATEST' ? record?.latest : record?.versions.get(version);
  const bytes =
    found === undefined || hexOf(found.codeSha256) !== sha256 ? null : await archiveBytes(found.archive);
  if (bytes === null) throw functionNotFound(functionArn(control, functionName, version));
  return bytes;
}
