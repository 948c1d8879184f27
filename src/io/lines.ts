import { isAscii } from 'node:buffer';
import { UsageError } from '../model/errors.ts';

export interface TextLine {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** False for a last line that has no line end: it may have been cut. */
  readonly ended: boolean;
  /** Where its first byte lies, from 0. */
  readonly at: number;
}

/** A run file's line is a few kilobytes; what is longer is another kind of file. */
const longestBytes = 32 * 1_024 * 1_024;

const [lineFeed, carriageReturn] = [10, 13];
const byteOrderMark = '\ufeff';

/**
 * Splits UTF-8 bytes into lines, in constant memory. LF and CRLF end a line; a byte order mark is dropped. A piece is
 * only looked at until the next one is asked for.
 *
 * @param name - names the source in the error
 * @throws UsageError where a line is longer than 32 MiB
 */
export async function* linesOf(source: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<TextLine[]> {
  /** Of a line that goes on in the next piece. */
  let begun: Buffer[] = [];
  let begunBytes = 0;
  let number = 0;
  /** Where the piece begins. */
  let offset = 0;
  const lineOf = (text: string, ended: boolean, at: number): TextLine => {
    number += 1;
    const until =
      ended && text.charCodeAt(text.length - 1) === carriageReturn ? text.length - 1 : text.length;
    const from = number === 1 && text.startsWith(byteOrderMark) ? 1 : 0;
    return { number, text: from === 0 && until === text.length ? text : text.slice(from, until), ended, at };
  };
  for await (const piece of source) {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    // Nearly all is ASCII, which is decoded in a tenth of the time.
    const encoding = isAscii(bytes) ? 'latin1' : 'utf8';
    const lines: TextLine[] = [];
    let from = 0;
    for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, from)) {
      const text =
        begunBytes === 0
          ? bytes.toString(encoding, from, end)
          : Buffer.concat([...begun, bytes.subarray(from, end)]).toString('utf8');
      lines.push(lineOf(text, true, offset + from - begunBytes));
      [begun, begunBytes, from] = [[], 0, end + 1];
    }
    if (from < bytes.length) {
      begun.push(Buffer.from(bytes.subarray(from)));
      begunBytes += bytes.length - from;
    }
    offset += bytes.length;
    if (begunBytes > longestBytes) {
      throw new UsageError(
        `${name}: line ${number + 1} is longer than ${longestBytes.toLocaleString('en')} bytes`,
        'This is no file of lines; give another.',
      );
    }
    if (lines.length > 0) yield lines;
  }
  if (begunBytes === 0) return;
  const last = lineOf(Buffer.concat(begun).toString('utf8'), false, offset - begunBytes);
  if (last.text !== '') yield [last];
}
