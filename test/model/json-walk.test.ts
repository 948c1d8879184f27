import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createJsonWalk, lineEnds, noJson } from '../../src/model/json-walk.ts';

const walked = (text: string): number => {
  const walk = createJsonWalk();
  walk.begin();
  return walk.on(text, 0, 0);
};

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** Objects and arrays as text, with something in them replaced. */
const nearlyJson = fc
  .tuple(
    fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue())),
    fc.nat(),
    fc.constantFrom('', '{', '}', '[', ']', ',', ':', '"', '\\', '0', '-', '.', 'e', '\t', ' ', '\u2028'),
    fc.boolean(),
  )
  .map(([value, at, text, whole]) => {
    const json = JSON.stringify(value);
    const cut = at % (json.length + 1);
    return whole ? json : json.slice(0, cut) + text + json.slice(cut + 1);
  })
  .filter((text) => /^[[{]/.test(text));

describe('walking a JSON value', () => {
  it('takes what JSON.parse takes, and nothing else', () => {
    fc.assert(
      fc.property(nearlyJson, (text) => {
        const end = walked(text);
        expect(end > 0 && /^[ \t\r\n]*$/.test(text.slice(end))).toBe(parses(text));
        if (end > 0) expect(parses(text.slice(0, end))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['{"a":1', '{', '[1,', '{"a"', '{"a":', '[[]', '{ \t\r'])('goes on in the next line: %s', (text) =>
    expect(walked(text)).toBe(lineEnds),
  );

  it.each([
    '{1',
    '{,',
    '{"a" 1',
    '{"a":01',
    '{"a":.5',
    '{"a":+1',
    '{"a":1.}',
    '{"a":NaN',
    '[1 2',
    '[1,]',
    '{"a":1,}',
    '{"a":[}',
    '{"a',
    '{"\\q',
    '{"\\u12x4',
    '{"\t',
    '{\v',
    '{\u00a0',
  ])('is none: %s', (text) => expect(walked(text)).toBe(noJson));

  it('goes on where the line before ended, and knows which braces are open', () => {
    const walk = createJsonWalk();
    walk.begin();
    const lines = [' {"a": [', '{"b": {}, "c":', '{ "d": {'];
    expect(lines.map((line, index) => walk.on(line, 0, index))).toEqual([lineEnds, lineEnds, lineEnds]);
    expect([...walk.openBraces()]).toEqual([
      [0, 1],
      [1, 0],
      [2, 0],
      [2, 7],
    ]);
    expect(walk.on('}}}]}, rest', 0, 3)).toBe(5);
  });
});
