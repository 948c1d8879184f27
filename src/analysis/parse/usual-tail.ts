import type { Report } from '../../model/report.ts';

const id = '[0-9a-f-]{36}';
const figure = String.raw`(\d{1,9}(?:\.\d{1,6})?)`;
const startLine = new RegExp(String.raw`^START RequestId: ${id} Version: (?:\$LATEST|\d{1,9})$`);
const endLine = new RegExp(`^END RequestId: ${id}$`);
const reportLine = new RegExp(
  [
    String.raw`^REPORT RequestId: ${id}\tDuration: ${figure} ms\tBilled Duration: ${figure} ms\t`,
    String.raw`Memory Size: ${figure} MB\tMax Memory Used: ${figure} MB\t(?:Init Duration: ${figure} ms\t)?$`,
  ].join(''),
);
const [startId, endId, reportId, idLength] = [17, 15, 18, 36];

/**
 * Reads the REPORT of a tail of the form that nearly all have: START, END and REPORT of one request, in text format, to
 * the letter as the platform writes them. It takes a third of the time that the general reader takes for the same.
 *
 * @returns null: the tail has another form, and is for the general reader
 */
export function usualTailReport(lines: readonly string[], requestId: string): Report | null {
  const [start, end, report] = [lines[0] ?? '', lines[1] ?? '', lines[2] ?? ''];
  if (lines.length !== 3 || !startLine.test(start) || !endLine.test(end)) return null;
  const figures = reportLine.exec(report);
  if (figures === null || !isOf(start, startId) || !isOf(end, endId) || !isOf(report, reportId)) return null;
  return {
    requestId,
    durationMs: Number(figures[1]),
    billedMs: Number(figures[2]),
    memorySizeMb: Number(figures[3]),
    maxMemoryUsedMb: Number(figures[4]),
    initMs: figures[5] === undefined ? null : Number(figures[5]),
    restoreMs: null,
    billedRestoreMs: null,
    status: null,
    errorType: null,
    xrayTraceId: null,
    phase: null,
  };

  function isOf(line: string, from: number): boolean {
    return line.slice(from, from + idLength) === requestId;
  }
}
