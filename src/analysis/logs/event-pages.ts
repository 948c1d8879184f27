import { createJsonObjects } from '../../model/json-objects.ts';
import { logLines } from '../../model/log-line.ts';
import type { LogReader } from '../parse/reader.ts';

/** Bytes after which the form of an input is decided. */
export const eventPagesHeadBytes = 256;

const page = String.raw`\{\s*(?:"searchedLogStreams"\s*:\s*\[[^\]]*\]\s*,\s*)?"events"\s*:\s*\[`;
/** With `--query events` the events come without the page around them. */
const bare = String.raw`\[(?=\s*\{\s*"(?:logStreamName"\s*:\s*"|timestamp"\s*:\s*\d))`;
/** A byte order mark may stand before it. */
const head = new RegExp(`^(?:\\xef\\xbb\\xbf)?\\s*(?:${page}|${bare})`);
/** A further page in the same input: `{` alone, since what is in a page is indented, or the whole head in one line. */
const nextHead = new RegExp(`^\\}?(?:\\{$|${page})`);

/** Bytes of the head where the input begins as `aws logs filter-log-events` and `aws logs get-log-events` print JSON;
 * 0 where it does not. */
export const eventPagesHead = (begin: Buffer): number =>
  head.exec(begin.toString('latin1', 0, eventPagesHeadBytes))?.[0].length ?? 0;

/**
 * Reads the events of such an output after its head, one event in memory at a time.
 *
 * @param longest - characters of one event
 * @returns takes whole lines (bytes `from` to `to`), and the end
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilteredLogEvent.html
 */
export function createEventPages(reader: LogReader, longest: number) {
  const objects = createJsonObjects<null>((event) => {
    const { message, timestamp, logStreamName } = event;
    if (typeof message !== 'string') return;
    const context = {
      atMs: typeof timestamp === 'number' ? timestamp : null,
      logStream: typeof logStreamName === 'string' ? logStreamName : null,
    };
    for (const line of logLines(message)) reader.line(line, context);
    reader.end();
  }, longest);
  return {
    lines: (bytes: Buffer, from: number, to: number): void => {
      for (const line of logLines(bytes.toString('utf8', from, to)))
        objects.line(line.replace(nextHead, ''), null);
    },
    end: objects.end,
  };
}
