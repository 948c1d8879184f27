import fc from 'fast-check';
import { expect, it } from 'vitest';
import { textWidth, wrap } from '../../src/report/wrap.ts';

// Widths by https://www.unicode.org/reports/tr11/ (wide and fullwidth: 2) and emoji presentation (2).
it.each([
  { text: 'abc', want: 3 },
  { text: '関数', want: 4 },
  { text: 'ｆ', want: 2 },
  { text: '👩‍💻', want: 2 },
  { text: '⚠️', want: 2 },
  { text: 'e\u0301', want: 1 },
  { text: '–', want: 1 },
  { text: '한국어', want: 6 },
])('$text takes $want columns', ({ text, want }) => expect(textWidth(text)).toBe(want));

it('takes as many columns alone as beside a character that has the text segmented', () => {
  const between = (first: number, end: number): string[] =>
    Array.from({ length: end - first }, (_, at) => String.fromCharCode(first + at));
  const characters = [...between(0x20, 0x300), ...between(0x2010, 0x2800)];
  for (const text of characters.filter((each) => !/[\p{C}\p{M}\p{Extended_Pictographic}]/u.test(each)))
    expect(textWidth(`${text}関`), text).toBe(textWidth(text) + 2);
});

it.each([
  { name: 'short', text: 'one two', width: 10, want: ['one two'] },
  { name: 'between words', text: 'one two three', width: 8, want: ['one two', 'three'] },
  {
    name: 'a figure stays with its unit',
    text: 'waited for 142 ms',
    width: 14,
    want: ['waited for', '142 ms'],
  },
  { name: 'a long word is cut', text: 'a bcdefgh', width: 4, want: ['a', 'bcde', 'fgh'] },
  {
    name: 'a joint is no good cut where a wide character follows',
    text: '+!가',
    width: 2,
    want: ['+', '!', '가'],
  },
  { name: 'wide characters', text: '関数関数', width: 4, want: ['関数', '関数'] },
  { name: 'nothing', text: '', width: 4, want: [''] },
])('wraps: $name', ({ text, width, want }) => expect(wrap(text, width)).toEqual(want));

it('keeps within the width and loses nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 2, max: 40 }), (text, width) => {
      const lines = wrap(text, width);
      expect(lines.every((line) => textWidth(line) <= width)).toBe(true);
      const squeezed = (words: string) => words.replaceAll(/[ \u00a0]/g, '');
      expect(squeezed(lines.join(''))).toBe(squeezed(text));
    }),
  );
});
