const textReport = /^REPORT RequestId:\s*(\S+)\s(?:.*\s)?(?:Init )?Duration:\s*[\d.]+\s*ms/;

function jsonReportId(message: string): string | null {
  try {
    const parsed: unknown = JSON.parse(message);
    if (typeof parsed !== 'object' || parsed === null) return null;
    const { type, record } = parsed as { type?: unknown; record?: unknown };
    if (type !== 'platform.report' || typeof record !== 'object' || record === null) return null;
    const { requestId } = record as { requestId?: unknown };
    return typeof requestId === 'string' ? requestId : null;
  } catch {
    return null;
  }
}

/** The request id of a log event that is itself a REPORT, text or JSON; null for everything else, lines that merely
 * quote a REPORT among them. It decides only whether a REPORT has to be looked for, not what it says. */
export const reportRequestId = (message: string): string | null =>
  message.startsWith('{')
    ? message.includes('platform.report')
      ? jsonReportId(message)
      : null
    : (textReport.exec(message)?.[1] ?? null);
