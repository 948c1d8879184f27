import type { Report } from '../../model/report.ts';

const figure = String.raw`\d{1,9}(?:\.\d{1,6})?`;
const reportLine = new RegExp(
  [
    String.raw`^REPORT RequestId: [0-9a-f-]{36}\tDuration: ${figure} ms\tBilled Duration: ${figure} ms\t`,
    String.raw`Memory Size: ${figure} MB\tMax Memory Used: ${figure} MB\t(?:Init Duration: ${figure} ms\t)?$`,
  ].join(''),
);
const [idAt, figuresAt] = ['REPORT RequestId: '.length, 'REPORT RequestId: '.length + 36];

/**
 * Reads the REPORT of a tail of the form that nearly all have: START, END and REPORT of one request, in text format, to
 * the letter as the platform writes them. It takes a fifth of the time that the general reader takes for the same.
 *
 * @returns null: the tail has another form, and is for the general reader
 */
export function usualTailReport(lines: readonly string[], requestId: string): Report | null {
  const [start, end, report] = [lines[0] ?? '', lines[1] ?? '', lines[2] ?? ''];
  if (lines.length !== 3 || !isPlain(start, 'START RequestId: ') || !isPlain(end, 'END RequestId: '))
    return null;
  if (!reportLine.test(report) || report.slice(idAt, figuresAt) !== requestId) return null;
  const figures = new Figures(report, figuresAt);
  return {
    requestId,
    durationMs: figures.after('\tDuration: ') ?? 0,
    billedMs: figures.after(' ms\tBilled Duration: '),
    memorySizeMb: figures.after(' ms\tMemory Size: '),
    maxMemoryUsedMb: figures.after(' MB\tMax Memory Used: '),
    initMs: figures.after(' MB\tInit Duration: '),
    restoreMs: null,
    billedRestoreMs: null,
    status: null,
    errorType: null,
    xrayTraceId: null,
    phase: null,
  };
}

/** Begins so, and no JSON object begins in it: then no REPORT does, whatever the line is. */
const isPlain = (line: string, head: string): boolean => line.startsWith(head) && !line.includes('{');

const powersOfTen = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

/** The figures of a line that has the form, one after the other. At most 15 digits over a power of ten give the nearest
 * double, as `Number` does. */
class Figures {
  private readonly line: string;
  private at: number;

  constructor(line: string, at: number) {
    this.line = line;
    this.at = at;
  }

  /** Null: the line ends before it.
   * @param words - what stands before it, as the form has been checked already */
  after(words: string): number | null {
    const { line } = this;
    let at = this.at + words.length;
    if (at >= line.length) return null;
    let whole = 0;
    let decimals = 0;
    for (let point = 0; at < line.length; at += 1) {
      const code = line.charCodeAt(at);
      if (isDigit(code)) {
        whole = whole * 10 + (code - 48);
        decimals += point;
      } else if (code === 46) point = 1;
      else break;
    }
    this.at = at;
    return whole / (powersOfTen[decimals] ?? 1);
  }
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
