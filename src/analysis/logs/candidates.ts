import { linePrefix } from '../../model/log-line.ts';
import type { LogReader } from '../parse/reader.ts';
import { isDigit, mayContinue } from './usual-bytes.ts';
import type { UsualLines } from './usual-line.ts';

const lineFeed = 10;
const brace = 123;
const closingBrace = 125;
const longestPrefix = 200;
const reportHead = Buffer.from('REPORT RequestId:');
const startWord = Buffer.from('START');
/** Of INIT_START; sought where no other START matters. Its first character is rare, and so found fast. */
const initStartWord = Buffer.from('_START');
const platformType = Buffer.from('platform.');

/** Finds the lines that may matter among whole lines of a log. */
export interface Candidates {
  /** Reads whole lines: bytes `from` to `to`. */
  readonly lines: (bytes: Buffer, from: number, to: number) => void;
  /** Nothing that follows belongs to what came before. What stands right above it may: bytes `from` to `to`, whose
   * lines were read, or are not this one's to read. */
  readonly beginAfter: (bytes: Buffer, from: number, to: number) => void;
}

/**
 * Hands a reader the lines that may matter, and decodes only those. A line matters where it may begin with a
 * platform word after a prefix, where it holds a platform event, where it may open a JSON object that goes on in the
 * next line, and as long as the reader asks for the next one. A line that begins with a brace, ends with one and
 * names no platform event is taken for a whole object and passed over: the one form not read is an event inside an
 * object whose first line is broken right after an inner closing brace, or whose type is written with escapes.
 *
 * @param usual - is asked first for lines that nothing before or after them belongs to
 * @param wantsStarts - does a START that comes next matter?
 */
export function createCandidates(
  reader: LogReader,
  usual: UsualLines,
  wantsStarts: () => boolean,
): Candidates {
  let lastSkipped: string | null = null;

  const lines = (bytes: Buffer, from: number, to: number): void => {
    usual.of(bytes);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const report = needle(bytes, reportHead, from, to);
    // Without a stream it does not matter when something started.
    const anyStart = needle(bytes, startWord, from, to, lineFeed);
    const initStart = needle(bytes, initStartWord, from, to);
    const start = mayNameStreams(bytes, from, to)
      ? (at: number): number => (wantsStarts() ? anyStart(at) : initStart(at))
      : () => to;
    const open = needle(bytes, brace, from, to);
    const event = needle(bytes, platformType, from, to);
    let at = from;

    const endOf = (begin: number): number => {
      const end = bytes.indexOf(lineFeed, begin);
      return end === -1 || end >= to ? to : end;
    };
    const feed = (begin: number, end: number): void => {
      const cut = end > begin && end < to && bytes[end - 1] === 13 ? end - 1 : end;
      reader.line(bytes.toString('utf8', begin, cut));
    };
    const namesEvent = (begin: number, end: number, streamless: boolean): boolean => {
      for (let at = event(begin); at < end; at = event(at + 1)) {
        if (bytes[at - 1] === 34 && !(streamless && bytes[at + platformType.length] === 115)) return true;
      }
      return false;
    };
    const matters = (begin: number, end: number, above: string | null): boolean => {
      const first = bytes[begin];
      if (report(begin) < end && (first === 82 || isDigit(first))) return true;
      if (start(begin) < end && isDigit(first)) return true;
      const opens = open(begin);
      if (opens >= end) return false;
      return namesEvent(begin, end, first === brace && above === null) || mayOpen(bytes, opens, end);
    };
    /** Where the line ends that was read as a usual one; -1: it is none. */
    const usualEnd = (hit: number, begin: number): number => {
      if (hit === start(begin)) return usual.start(begin, to);
      if (hit === report(begin)) return usual.report(begin, to);
      return event(hit) < to ? usual.event(begin, to) : -1;
    };
    /** Passes over objects that are whole on their line and name no event that matters without a stream. */
    const skipObjects = (): void => {
      while (bytes[at] === brace) {
        const end = bytes.indexOf(lineFeed, at);
        if (end === -1 || end >= to || bytes[end - 1] !== closingBrace) return;
        if (namesEvent(at, end, true)) return;
        at = end + 1;
      }
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
      if (at > from || lastSkipped === null) skipObjects();
      const hit = Math.min(report(at), start(at), open(at));
      if (hit >= to) break;
      const begin = Math.max(at, lineBegin(bytes, view, hit));
      const above =
        bytes[begin] !== brace
          ? null
          : begin === from
            ? lastSkipped
            : begin > at
              ? loneLine(bytes, from, begin)
              : null;
      const usualEndsAt = above === null ? usualEnd(hit, begin) : -1;
      const end = usualEndsAt === -1 ? endOf(hit) : usualEndsAt;
      if (usualEndsAt === -1 && matters(begin, end, above)) {
        if (above !== null) reader.line(above);
        feed(begin, end);
      }
      lastSkipped = null;
      at = end + 1;
    }
    if (at < to) lastSkipped = loneLine(bytes, at, to);
  };

  return {
    lines,
    beginAfter: (bytes, from, to) => {
      lastSkipped = loneLine(bytes, from, to);
    },
  };
}

const looksBack = 128;
const lineFeeds = 0x0a0a0a0a;

/** Where the line begins that `at` is on. */
function lineBegin(bytes: Buffer, view: DataView, at: number): number {
  let end = at;
  // Four bytes at a time: with a time and a stream before it a line has begun some eighty bytes before.
  for (const least = Math.max(4, at - looksBack); end >= least; end -= 4) {
    const four = view.getInt32(end - 4, true) ^ lineFeeds;
    if (((four - 0x01010101) & ~four & 0x80808080) !== 0) break;
  }
  for (let before = end - 1; before >= Math.max(0, end - 4); before -= 1)
    if (bytes[before] === lineFeed) return before + 1;
  return bytes.lastIndexOf(lineFeed, at) + 1;
}

/** Position of the next occurrence at or after a place that only moves forward, `to` where there is none;
 * occurrences right after the byte `never` do not count. */
function needle(bytes: Buffer, word: Buffer | number, begin: number, to: number, never = -1) {
  let next = begin - 1;
  return (from: number): number => {
    if (next >= from) return next;
    next = bytes.indexOf(word, from);
    while (next !== -1 && bytes[next - 1] === never) next = bytes.indexOf(word, next + 1);
    if (next === -1 || next > to) next = to;
    return next;
  };
}

const bracketsLookedAt = 32;

/** False where surely no line names a log stream (`YYYY/MM/DD/[VERSION]HEX`, perhaps with a name before the bracket). */
function mayNameStreams(bytes: Buffer, from: number, to: number): boolean {
  let bracket = bytes.indexOf(91, from);
  for (let seen = 0; bracket !== -1 && bracket < to; seen += 1) {
    if (seen === bracketsLookedAt) return true;
    let slashes = 0;
    for (let at = bracket - 1; at >= from && !isBlank(bytes[at]) && bytes[at] !== lineFeed; at -= 1) {
      if (bytes[at] === 47) slashes += 1;
    }
    if (slashes >= 3) return true;
    bracket = bytes.indexOf(91, bracket + 1);
  }
  return false;
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

/** The line that ends right before `end`, where it is a prefix that stands alone; else null. */
function loneLine(bytes: Buffer, from: number, end: number): string | null {
  const stop = bytes[end - 1] === lineFeed ? end - 1 : end;
  if (stop <= from) return null;
  const begin = Math.max(from, bytes.lastIndexOf(lineFeed, stop - 1) + 1);
  if (stop - begin > longestPrefix || !isDigit(bytes[begin])) return null;
  const line = bytes.toString('utf8', begin, bytes[stop - 1] === 13 ? stop - 1 : stop);
  return linePrefix(line).end === line.length ? line : null;
}

const isBlank = (code: number | undefined): boolean => code === 32 || code === 9 || code === 13;
