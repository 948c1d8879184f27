import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvText, jsonText, terminalText } from '../../src/report/escape.ts';

const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '\x1b',
      '\x9b',
      '\x07',
      '\u202e',
      '\u2066',
      '\u200b',
      '\ufeff',
      '\r',
      '\n',
      '\t',
      '\0',
      '"',
      ',',
      "'",
      '=',
    ),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
});

describe('terminalText', () => {
  it.each([
    { name: 'plain text', raw: 'worker_lambda', want: 'worker_lambda' },
    { name: 'colour sequence', raw: '\x1b[31mred', want: '\\x1b[31mred' },
    { name: 'eight-bit CSI', raw: '\x9b31m', want: '\\x9b31m' },
    { name: 'line ends and TAB', raw: 'a\r\nb\tc', want: 'a\\x0d\\x0ab\\x09c' },
    { name: 'NUL and DEL', raw: '\0\x7f', want: '\\x00\\x7f' },
    { name: 'right-to-left override', raw: 'a\u202egnp.exe', want: 'a\\u202egnp.exe' },
    { name: 'isolates', raw: '\u2066x\u2069', want: '\\u2066x\\u2069' },
    { name: 'line separator', raw: 'a\u2028b', want: 'a\\u2028b' },
    { name: 'tag characters', raw: 'a\u{e0041}', want: 'a\\u{e0041}' },
    { name: 'half a surrogate pair', raw: 'a\ud83d', want: 'a\\ud83d' },
    { name: 'emoji and CJK stay', raw: '👩‍💻 関数', want: '👩‍💻 関数' },
  ])('$name', ({ raw, want }) => expect(terminalText(raw)).toBe(want));

  it('leaves nothing that steers a terminal', () => {
    fc.assert(
      fc.property(hostile, (raw) => {
        const shown = [...terminalText(raw)].map((character) => character.codePointAt(0) ?? 0);
        return shown.every(
          (code) =>
            code >= 0x20 &&
            !(code >= 0x7f && code <= 0x9f) &&
            !(code >= 0x202a && code <= 0x202e) &&
            !(code >= 0x2066 && code <= 0x2069) &&
            !(code >= 0xd800 && code <= 0xdfff),
        );
      }),
    );
  });
});

describe('csvText', () => {
  // https://www.rfc-editor.org/rfc/rfc4180 section 2, rules 5 to 7
  it.each([
    { raw: 'aaa', want: 'aaa' },
    { raw: 'b\r\nbb', want: '"b\r\nbb"' },
    { raw: 'b"bb', want: '"b""bb"' },
    { raw: 'a,b', want: '"a,b"' },
    { raw: ' padded ', want: '" padded "' },
    { raw: '=1+1', want: "'=1+1" },
    { raw: '+1', want: "'+1" },
    { raw: '-1', want: "'-1" },
    { raw: '@SUM(A1)', want: "'@SUM(A1)" },
    { raw: '\t=1', want: "'\t=1" },
    { raw: '\r=1', want: '"\'\r=1"' },
    { raw: '=HYPERLINK("http://x","y")', want: '"\'=HYPERLINK(""http://x"",""y"")"' },
    { raw: 'a=1', want: 'a=1' },
    { raw: '\x1b[2J', want: '\\x1b[2J' },
    { raw: '', want: '' },
  ])('$raw', ({ raw, want }) => expect(csvText(raw)).toBe(want));
});

describe('jsonText', () => {
  it('is the same value, and steers no terminal', () => {
    fc.assert(
      fc.property(fc.array(hostile), (raw) => {
        const json = jsonText(JSON.stringify(raw, null, 2));
        expect(JSON.parse(json)).toEqual(raw);
        expect(json).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      }),
    );
  });
});
