import type { LogReader } from '../parse/reader.ts';

const lineFeed = 10;
const brace = 123;
const longestPrefix = 200;
const reportWord = Buffer.from('REPORT');
const startWord = Buffer.from('START');
const platformType = Buffer.from('"platform.');

/**
 * Hands a reader the lines that may matter, and decodes only those. A line matters where it may begin with a
 * platform word after a prefix, where it holds a platform event, where it may open a JSON object that goes on in the
 * next line, and as long as the reader asks for the next one. A line that begins with a brace, ends with one and
 * names no platform event is taken for a whole object and passed over: the one form not read is an event inside an
 * object whose first line is broken right after an inner closing brace, or whose type is written with escapes.
 *
 * @returns takes whole lines: bytes `from` to `to`
 */
export function createCandidates(reader: LogReader): (bytes: Buffer, from: number, to: number) => void {
  let lastSkipped: string | null = null;

  return (bytes, from, to) => {
    const report = needle(bytes, reportWord, to);
    const start = needle(bytes, startWord, to, lineFeed);
    const open = needle(bytes, brace, to);
    const event = needle(bytes, platformType, to);
    let at = from;

    const endOf = (begin: number): number => {
      const end = bytes.indexOf(lineFeed, begin);
      return end === -1 || end >= to ? to : end;
    };
    const feed = (begin: number, end: number): void => {
      const cut = end > begin && end < to && bytes[end - 1] === 13 ? end - 1 : end;
      reader.line(bytes.toString('utf8', begin, cut));
    };
    const matters = (begin: number, end: number, above: string | null): boolean => {
      const first = bytes[begin];
      if (report(begin) < end && (first === 82 || first === 73 || isDigit(first))) return true;
      // Without a prefix a line has no stream, and without a stream it does not matter when something started.
      if (start(begin) < end && isDigit(first)) return true;
      const opens = open(begin);
      if (opens >= end) return false;
      const streamless = first === brace && above === null;
      for (let at = event(begin); at < end; at = event(at + 1)) {
        if (!streamless || bytes[at + platformType.length] !== 115) return true;
      }
      return mayOpen(bytes, opens, end);
    };

    while (at < to) {
      const wanted = reader.wantsNext();
      if (wanted === 'line' || (wanted === 'continuation' && mayContinue(bytes, at))) {
        const end = endOf(at);
        feed(at, end);
        lastSkipped = null;
        at = end + 1;
        continue;
      }
      if (wanted === 'continuation') reader.end();
      const hit = Math.min(report(at), start(at), open(at));
      if (hit >= to) break;
      const begin = Math.max(at, bytes.lastIndexOf(lineFeed, hit) + 1);
      const end = endOf(hit);
      const above =
        bytes[begin] !== brace
          ? null
          : begin === from
            ? lastSkipped
            : begin > at
              ? shortLine(bytes, from, begin)
              : null;
      if (matters(begin, end, above)) {
        if (above !== null) reader.line(above);
        feed(begin, end);
      }
      lastSkipped = null;
      at = end + 1;
    }
    if (at < to) lastSkipped = shortLine(bytes, at, to);
  };
}

/** Position of the next occurrence at or after a place that only moves forward, `to` where there is none;
 * occurrences right after the byte `never` do not count. */
function needle(bytes: Buffer, word: Buffer | number, to: number, never = -1): (from: number) => number {
  let next = -1;
  return (from) => {
    if (next >= from) return next;
    next = bytes.indexOf(word, from);
    while (next !== -1 && bytes[next - 1] === never) next = bytes.indexOf(word, next + 1);
    if (next === -1 || next > to) next = to;
    return next;
  };
}

/** True where the line that begins at `at` may carry on a REPORT: after blanks a capital and a small letter, or X. */
function mayContinue(bytes: Buffer, at: number): boolean {
  let first = at;
  while (bytes[first] === 32 || bytes[first] === 9) first += 1;
  return bytes[first] === 88 || (bytes[first + 1] ?? 0) >= 97;
}

/** True where the object that begins at `opens` may not end on its line. */
function mayOpen(bytes: Buffer, opens: number, end: number): boolean {
  let next = opens + 1;
  while (next < end && isBlank(bytes[next])) next += 1;
  if (next >= end) return true;
  if (bytes[next] !== 34 && bytes[next] !== 125) return false;
  let last = end - 1;
  while (last > opens && isBlank(bytes[last])) last -= 1;
  return bytes[last] !== 125;
}

/** The line that ends right before `end`, where it may be a prefix that stands alone; else null. */
function shortLine(bytes: Buffer, from: number, end: number): string | null {
  const stop = bytes[end - 1] === lineFeed ? end - 1 : end;
  if (stop <= from) return null;
  const begin = Math.max(from, bytes.lastIndexOf(lineFeed, stop - 1) + 1);
  if (stop - begin > longestPrefix || !isDigit(bytes[begin])) return null;
  return bytes.toString('utf8', begin, bytes[stop - 1] === 13 ? stop - 1 : stop);
}

const isBlank = (code: number | undefined): boolean => code === 32 || code === 9 || code === 13;
const isDigit = (code: number | undefined): boolean => code !== undefined && code >= 48 && code <= 57;
