import { StringDecoder } from 'node:string_decoder';
import { UsageError } from '../model/errors.ts';

export interface TextLine {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** False for a last line that has no line end: it may have been cut. */
  readonly ended: boolean;
}

/** A run file's line is a few kilobytes; what is longer is another kind of file. */
const longestLine = 32 * 1_024 * 1_024;

const byteOrderMark = '\ufeff';

/**
 * Splits bytes into lines, in constant memory. LF and CRLF end a line; a byte order mark is dropped.
 *
 * @param name - names the source in the error
 * @throws UsageError where a line is longer than 32 Mi characters
 */
export async function* linesOf(source: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<TextLine[]> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let number = 0;
  let begun = false;
  for await (const chunk of source) {
    let text = rest + decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    if (!begun && text !== '') {
      begun = true;
      if (text.startsWith(byteOrderMark)) text = text.slice(1);
    }
    const lines: TextLine[] = [];
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      number += 1;
      const until = end > from && text.charCodeAt(end - 1) === 13 ? end - 1 : end;
      lines.push({ number, text: text.slice(from, until), ended: true });
      from = end + 1;
    }
    rest = text.slice(from);
    if (rest.length > longestLine) {
      throw new UsageError(
        `${name}: line ${number + 1} is longer than ${longestLine.toLocaleString('en')} characters`,
        'This is no file of lines; give another.',
      );
    }
    if (lines.length > 0) yield lines;
  }
  rest += decoder.end();
  if (rest !== '') yield [{ number: number + 1, text: rest, ended: false }];
}
