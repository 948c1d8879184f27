import { createJsonObjects } from './json-objects.ts';
import { linePrefix, logLines } from './log-line.ts';
import { beginsInitReport, beginsReport, platformHeads } from './platform-heads.ts';
import { continuesReport } from './report-fields.ts';

type Json = Readonly<Record<string, unknown>>;

const keptTypes = new Set([
  'platform.initStart',
  'platform.initReport',
  'platform.restoreStart',
  'platform.restoreReport',
  'platform.start',
  'platform.runtimeDone',
  'platform.report',
  'platform.extension',
]);

const keptOfRecord = [
  'requestId',
  'version',
  'functionVersion',
  'instanceId',
  'initializationType',
  'phase',
  'status',
  'errorType',
] as const;

const keptOfMetrics = [
  'durationMs',
  'billedDurationMs',
  'memorySizeMB',
  'maxMemoryUsedMB',
  'initDurationMs',
  'restoreDurationMs',
  'billedRestoreDurationMs',
] as const;

const heads = Object.values(platformHeads);

/**
 * The platform's own lines of a tail, so that it can be saved without what the application wrote: START, END, REPORT
 * and INIT_REPORT with the lines that carry them on (the X-Ray line), INIT_START, RESTORE_START, RESTORE_REPORT,
 * EXTENSION, and platform events of JSON format, each on one line with the fields that are read from it. Reading
 * these lines gives the REPORTs that reading the whole tail gives. Application text is kept only where it is written
 * exactly as the platform writes.
 *
 * @param tailBase64 - `X-Amz-Log-Result` as delivered; its bytes may be cut inside a character
 */
export function platformLines(tailBase64: string): string[] {
  const kept: string[] = [];
  let line = 0;
  let inReport = false;
  const objects = createJsonObjects<{ readonly line: number; readonly kept: boolean }>((object, begun) => {
    const event = begun.kept && begun.line === line ? null : platformEventLine(object);
    if (event) kept.push(event);
  });
  for (const text of logLines(Buffer.from(tailBase64, 'base64').toString('utf8'))) {
    line += 1;
    const rest = text.slice(linePrefix(text).end);
    inReport = beginsReport(rest) || beginsInitReport(rest) || (inReport && continuesReport(text));
    const keep = inReport || heads.some((head) => head.test(rest));
    objects.line(text, { line, kept: keep });
    if (keep) kept.push(text);
  }
  objects.end();
  return kept;
}

function platformEventLine(event: Json): string | null {
  const { time, type, record } = event;
  if (typeof type !== 'string' || !keptTypes.has(type) || !isObject(record)) return null;
  const tracing = isObject(record.tracing) ? picked(record.tracing, ['value']) : undefined;
  const metrics = isObject(record.metrics) ? picked(record.metrics, keptOfMetrics) : undefined;
  return JSON.stringify({
    ...(typeof time === 'string' ? { time } : {}),
    type,
    record: { ...picked(record, keptOfRecord), metrics, tracing },
  });
}

const picked = (from: Json, names: readonly string[]): Json =>
  Object.fromEntries(
    names
      .filter((name) => typeof from[name] === 'string' || typeof from[name] === 'number')
      .map((name) => [name, from[name]]),
  );

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
