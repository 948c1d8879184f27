import type { InitReport, Report } from '../../model/report.ts';
import { megabytesAt, millisecondsAt, textFields, tokenAt } from './text-fields.ts';

/**
 * The record of a text REPORT; null without a readable Duration. Nothing is rounded, and a REPORT without Status has
 * none: `success` is not invented.
 *
 * @param text - what follows the request id, with continuation lines, joined by LF
 */
export function textReport(requestId: string, text: string): Report | null {
  const fields = textFields(text);
  const durationMs = millisecondsAt(text, fields, 'Duration');
  if (durationMs === null) return null;
  return {
    requestId,
    durationMs,
    billedMs: millisecondsAt(text, fields, 'Billed Duration'),
    memorySizeMb: megabytesAt(text, fields, 'Memory Size'),
    maxMemoryUsedMb: megabytesAt(text, fields, 'Max Memory Used'),
    initMs: millisecondsAt(text, fields, 'Init Duration'),
    restoreMs: millisecondsAt(text, fields, 'Restore Duration'),
    billedRestoreMs: millisecondsAt(text, fields, 'Billed Restore Duration'),
    status: tokenAt(text, fields, 'Status'),
    errorType: tokenAt(text, fields, 'Error Type'),
    xrayTraceId: tokenAt(text, fields, 'XRAY TraceId'),
    phase: null,
  };
}

/** The record of a text INIT_REPORT; it counts even without a duration. */
export function textInitReport(text: string): InitReport {
  const fields = textFields(text);
  return {
    initMs: millisecondsAt(text, fields, 'Init Duration'),
    phase: tokenAt(text, fields, 'Phase'),
    status: tokenAt(text, fields, 'Status'),
    errorType: tokenAt(text, fields, 'Error Type'),
  };
}
