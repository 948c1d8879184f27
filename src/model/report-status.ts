/** Status of a REPORT, text or JSON; null where it has none: of a success, text names none.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
export function reportStatus(message: string): string | null {
  const text = /^REPORT .*\tStatus: ([a-z]+)/.exec(message)?.[1];
  if (text !== undefined || !message.startsWith('{')) return text ?? null;
  try {
    const { record } = JSON.parse(message) as { record?: { status?: unknown } };
    return typeof record?.status === 'string' ? record.status : null;
  } catch {
    return null;
  }
}
