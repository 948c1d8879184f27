import { isLogStream, isoMs } from '../../model/log-line.ts';
import type { InitReport, LogMark, Report } from '../../model/report.ts';

type Json = Readonly<Record<string, unknown>>;

/** What a `platform.*` event says; null fields are not in it. */
export interface PlatformEvent {
  readonly report: Report | null;
  readonly initReport: InitReport | null;
  readonly mark: LogMark | null;
}

const markTypes: Readonly<Record<string, LogMark['type']>> = {
  'platform.initStart': 'init-start',
  'platform.initReport': 'init-report',
  'platform.restoreStart': 'restore-start',
  'platform.start': 'start',
  'platform.runtimeDone': 'runtime-done',
  'platform.report': 'report',
  'platform.extension': 'extension',
};

/**
 * Reads one top-level object of JSON log format; null where it is no platform event.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
 */
export function platformEvent(event: Json): PlatformEvent | null {
  const type = typeof event.type === 'string' && Object.hasOwn(markTypes, event.type) ? event.type : null;
  const markType = type === null ? undefined : markTypes[type];
  const record = objectOf(event.record);
  if (!markType || !record) return null;
  const metrics = objectOf(record.metrics) ?? {};
  const report = markType === 'report' ? reportOf(record, metrics) : null;
  if (markType === 'report' && !report) return null;
  const instanceId = textOf(record.instanceId);
  return {
    report,
    initReport: markType === 'init-report' ? initReportOf(record, metrics) : null,
    mark: {
      type: markType,
      requestId: textOf(record.requestId),
      atMs: typeof event.time === 'string' ? isoMs(event.time) : null,
      logStream: instanceId !== null && isLogStream(instanceId) ? instanceId : null,
      initializationType: textOf(record.initializationType),
      version: textOf(record.version) ?? textOf(record.functionVersion),
      durationMs: numberOf(metrics.durationMs),
    },
  };
}

function reportOf(record: Json, metrics: Json): Report | null {
  const requestId = textOf(record.requestId);
  const durationMs = numberOf(metrics.durationMs);
  if (requestId === null || durationMs === null) return null;
  return {
    requestId,
    durationMs,
    billedMs: numberOf(metrics.billedDurationMs),
    memorySizeMb: numberOf(metrics.memorySizeMB),
    maxMemoryUsedMb: numberOf(metrics.maxMemoryUsedMB),
    initMs: numberOf(metrics.initDurationMs),
    restoreMs: numberOf(metrics.restoreDurationMs),
    billedRestoreMs: numberOf(metrics.billedRestoreDurationMs),
    status: textOf(record.status),
    errorType: textOf(record.errorType),
    xrayTraceId: traceRoot(textOf(objectOf(record.tracing)?.value)),
    phase: null,
  };
}

const initReportOf = (record: Json, metrics: Json): InitReport => ({
  initMs: numberOf(metrics.durationMs),
  phase: textOf(record.phase),
  status: textOf(record.status),
  errorType: textOf(record.errorType),
});

/** `Root` of an `X-Amzn-Trace-Id`. */
function traceRoot(value: string | null): string | null {
  const root = value?.split(';').find((part) => part.trim().startsWith('Root='));
  return root?.trim().slice('Root='.length) || null;
}

const objectOf = (value: unknown): Json | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** Times and sizes are not negative, as in text; never -0, so that equal records are equal. */
const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && value >= 0 && Number.isFinite(value) ? value + 0 : null;
