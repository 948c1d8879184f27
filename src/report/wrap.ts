let segmenter: Intl.Segmenter | null = null;

/** What a reader takes for one character. Asked for late: the first time costs a start 15 ms. */
const graphemes = (text: string): Iterable<{ readonly segment: string }> => {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
};
const wide =
  /[\p{Emoji_Presentation}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}\ufe0f/u;
/** Printed characters of one column each that never join others: Latin letters, dashes and quotes, arrows, signs, lines. */
const plain = /^[\x20-\x7e\u00a0-\u00ac\u00ae-\u024f\u2010-\u2027\u2190-\u22ff\u2500-\u257f✓✗]*$/;

/** Terminal columns that escaped text takes: two for wide characters and emoji. */
export const textWidth = (text: string): number => {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes(text)) {
    if (/^\p{Mark}+$/u.test(segment)) continue;
    width += wide.test(segment) ? 2 : 1;
  }
  return width;
};

/** Between which characters a long word (an ARN, a path, an assertion) is best cut. */
const joint = /[/:.,;=|@&?_+-]$/;

/** A word in pieces of at most `width`: cut after a joint in the second half of a piece, else where it is full. */
function* pieces(word: string, width: number): Generator<string> {
  if (textWidth(word) <= width) {
    yield word;
    return;
  }
  let piece = '';
  let used = 0;
  // Up to the last joint, and how wide that is.
  let whole = { text: '', width: 0 };
  for (const { segment } of graphemes(word)) {
    const step = textWidth(segment);
    // What is left after a joint may be too much still.
    while (used + step > width && piece !== '') {
      const cut = whole.width * 2 >= width ? whole : { text: piece, width: used };
      yield cut.text;
      piece = piece.slice(cut.text.length);
      used -= cut.width;
      whole = { text: '', width: 0 };
    }
    piece += segment;
    used += step;
    if (joint.test(piece)) whole = { text: piece, width: used };
  }
  yield piece;
}

/** Words between which a line may be broken: a figure stays with its unit. */
export const unbroken = (text: string): string[] =>
  text.replace(/(\d) (ms|s|%|MB|USD|points)(?![\p{L}\d])/gu, '$1\u00a0$2').split(/ +/);

/** Lines of at most `width` columns, broken between words; a word that is longer is cut.
 * @returns at least one line */
export const wrap = (text: string, width: number): string[] => {
  const room = Math.max(1, width);
  if (textWidth(text) <= room && !text.includes('  ')) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of unbroken(text)) {
    for (const piece of pieces(word, room)) {
      const joined = line === '' ? piece : `${line} ${piece}`;
      if (textWidth(joined) <= room) {
        line = joined;
      } else {
        lines.push(line);
        line = piece;
      }
    }
  }
  lines.push(line);
  return lines.map((each) => each.replaceAll('\u00a0', ' '));
};

type Painted = (text: string) => string;
const asItIs: Painted = (text) => text;

/** Text in a column of `width`; colour takes no room. */
export const padded = (
  text: string,
  width: number,
  align: 'left' | 'right' = 'left',
  painted: Painted = asItIs,
): string => {
  const blank = ' '.repeat(Math.max(0, width - textWidth(text)));
  return align === 'right' ? blank + painted(text) : painted(text) + blank;
};

/** Text after a label, later lines indented to where the text began. */
export const hanging = (label: string, words: string, width: number, painted: Painted = asItIs): string[] => {
  const indent = textWidth(label);
  return wrap(words, width - indent).map(
    (line, index) => (index === 0 ? label : ' '.repeat(indent)) + painted(line),
  );
};
