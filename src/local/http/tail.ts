/** `X-Amz-Log-Result` carries so many bytes of the log's end.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html LogResult */
export const tailBytes = 4_096;

/** The end of an invocation's log, base64. A line, or a character, that the cut meets is cut. */
export const tailOf = (log: Uint8Array): string =>
  Buffer.from(log.subarray(Math.max(0, log.length - tailBytes))).toString('base64');

function isReport(line: string): boolean {
  if (line.startsWith('REPORT RequestId:') || line.startsWith('XRAY TraceId:')) return true;
  if (!line.startsWith('{') || !line.includes('platform.report')) return false;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'type' in value && value.type === 'platform.report';
  } catch {
    return false;
  }
}

/** The log with its REPORT, text or JSON, taken out. */
export const withoutReport = (log: Uint8Array): Uint8Array =>
  Buffer.from(
    Buffer.from(log)
      .toString()
      .split(/(?<=\n)/)
      .filter((line) => !isReport(line))
      .join(''),
  );
