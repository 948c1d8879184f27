/** Zipped, uploaded by way of S3 or not, a package and its layers are at most 250 MB unzipped.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const packageLimitBytes = 250 * 1024 * 1024;

/** Fetches a deployment package from the presigned address that GetFunction gives: it needs no credentials, and none are
 * sent.
 * @throws Error that says why in a word or two */
export async function downloadPackage(location: string, signal: AbortSignal): Promise<Buffer> {
  const response = await fetch(location, { signal });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  if (Number(response.headers.get('content-length') ?? 0) > packageLimitBytes) throw new Error('too large');
  return Buffer.from(await response.arrayBuffer());
}
