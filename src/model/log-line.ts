/** What CloudWatch or a terminal puts before a line: when the event happened and in which stream. */
export interface LinePrefix {
  /** Where the line itself begins; 0 without a prefix. */
  readonly end: number;
  /** Milliseconds since the epoch; null without a date. A time without a zone is read as UTC. */
  readonly atMs: number | null;
  readonly logStream: string | null;
}

const noPrefix: LinePrefix = { end: 0, atMs: null, logStream: null };
const timePattern =
  /(?:(\d{4}-\d{2}-\d{2})[T ])?(\d{2}:\d{2}:\d{2}(?:[.,]\d+)?)(?: ?(Z|[+-]\d{2}(?::?\d{2})?))?(?:[ \t]+|$)/y;
const streamPattern = /(\d{4}\/\d{2}\/\d{2}\/[^ \t[\]]*\[[^ \t[\]]+\][0-9a-fA-F]+)(?:[ \t]+|$)/y;

/**
 * Lines of a log. Only LF and CRLF end one: the Node.js runtime turns a line feed inside a message into CR, and
 * U+2028, U+2029, U+0085, VT and FF are ordinary characters of a message too.
 *
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client `src/LogPatch.js`
 */
export function* logLines(text: string): Generator<string> {
  let start = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
    yield text.slice(start, end > start && text.charCodeAt(end - 1) === 13 ? end - 1 : end);
    start = end + 1;
  }
  if (start < text.length) yield text.slice(start);
}

/**
 * The prefix of a line: at most one timestamp (`HH:MM:SS`, or ISO date and time) and at most one log stream name,
 * in any order, separated by blanks. Anything else belongs to the line.
 */
export function linePrefix(line: string): LinePrefix {
  const first = line.charCodeAt(0);
  if (!(first >= 48 && first <= 57)) return noPrefix;
  let end = 0;
  let atMs: number | null = null;
  let logStream: string | null = null;
  let timed = false;
  for (;;) {
    timePattern.lastIndex = end;
    const time: RegExpExecArray | null = timed ? null : timePattern.exec(line);
    if (time) {
      timed = true;
      atMs = time[1] === undefined ? null : isoMs(`${time[1]}T${time[2]}${time[3] ?? 'Z'}`);
      end = timePattern.lastIndex;
      continue;
    }
    streamPattern.lastIndex = end;
    const stream: RegExpExecArray | null = logStream === null ? streamPattern.exec(line) : null;
    if (!stream) return end === 0 ? noPrefix : { end, atMs, logStream };
    logStream = stream[1] ?? null;
    end = streamPattern.lastIndex;
  }
}

/** Milliseconds since the epoch of an ISO date and time with its zone; null where it is none. */
export function isoMs(text: string): number | null {
  const ms = Date.parse(text.replace(',', '.').replace(/(?<=T.*)[+-]\d{2}$/, '$&:00'));
  return Number.isNaN(ms) ? null : ms;
}

/** True for the name of a Lambda log stream (`YYYY/MM/DD/[version]hex`, with or without the function's name). */
export function isLogStream(text: string): boolean {
  streamPattern.lastIndex = 0;
  return streamPattern.exec(text)?.[1] === text;
}
