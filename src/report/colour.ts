import type { Tone } from './view.ts';

/** SGR codes that read well on dark and light backgrounds: the terminal's own palette.
 * @see https://www.ecma-international.org/publications-and-standards/standards/ecma-48/ */
const codes: Readonly<Record<Tone | 'strong', string>> = {
  good: '32',
  bad: '31',
  caution: '33',
  faint: '2',
  strong: '1',
  plain: '',
};

export type Paint = (text: string, tone: Tone | 'strong') => string;

const noPaint: Paint = (text) => text;
const ansiPaint: Paint = (text, tone) =>
  codes[tone] === '' || text === '' ? text : `\x1b[${codes[tone]}m${text}\x1b[0m`;

/** Colour is a second channel: without it nothing is lost. */
export const paintFor = (colour: boolean): Paint => (colour ? ansiPaint : noPaint);
