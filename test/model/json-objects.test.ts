import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createJsonObjects } from '../../src/model/json-objects.ts';

const found = (lines: readonly string[], longest?: number): unknown[] => {
  const objects: unknown[] = [];
  const reader = createJsonObjects<null>((object) => objects.push(object), longest);
  for (const line of lines) reader.line(line, null);
  reader.end();
  return objects;
};

/** The same by trying every end: what parses is taken, else the rest of the line is skipped. */
const slowly = (text: string): unknown[] => {
  const objects: unknown[] = [];
  for (let at = text.indexOf('{'); at !== -1; ) {
    let end = text.indexOf('}', at) + 1;
    let object: unknown;
    while (end > 0 && object === undefined) {
      try {
        object = JSON.parse(text.slice(at, end));
      } catch {
        end = text.indexOf('}', end) + 1;
      }
    }
    if (object !== undefined) objects.push(object);
    const next = object === undefined ? text.indexOf('\n', at) : end;
    at = next === -1 ? -1 : text.indexOf('{', next);
  }
  return objects;
};

const pieces = [
  '{',
  '}',
  '{',
  '}',
  '{"a":',
  '{"b":1}',
  ',',
  '"c":2',
  ':',
  '\n',
  '\n',
  '"',
  ' ',
  'x',
  '"{"',
  '3',
];

describe('objects of a text', () => {
  it('are those that trying every end finds', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (parts) => {
        const text = parts.join('');
        expect(found(text.split('\n'))).toEqual(slowly(text));
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    { text: '[{"a":1},[{"b":2}],"{",{"c":3}]', objects: [{ a: 1 }, { c: 3 }] },
    { text: '[x [1] [{"a":1},{"b":2}] {"c":3}', objects: [{ a: 1 }, { b: 2 }, { c: 3 }] },
    { text: '["open",{"a":1},', objects: [{ a: 1 }] },
    { text: '[\n{"a":1},\n{"b":\n2}\n]', objects: [{ a: 1 }, { b: 2 }] },
    { text: '[{"a":1},[{]', objects: [{ a: 1 }] },
  ])('of an array: $text', ({ text, objects }) => expect(found(text.split('\n'))).toEqual(objects));

  it('reads what follows an object that is open for too long', () => {
    const event = '{"b":1}';
    const lines = ['{"a":[', ...Array.from({ length: 50 }, () => `${event},`)];
    expect(found(lines, 100)).toHaveLength(50);
    expect(found([...lines, '0]}', event], 100)).toHaveLength(51);
  });

  it('reads an object of any depth', () => {
    const depth = 20_000;
    const lines = [...Array.from({ length: depth }, () => '{"a":'), '1', '}'.repeat(depth)];
    expect(found(lines)).toHaveLength(1);
    expect(found([...lines.slice(0, -1), '{"b":2}'])).toEqual([{ b: 2 }]);
  });

  it.each(['{\n', '{"a":\n', '{"a":[\n', '[{"a":', '{"a":1}', '["x",{', '{"a":{"b":1},\n'])(
    'takes no more than linear effort: %j',
    (part) => {
      expect(found(part.repeat(100_000).split('\n')).length).toBeLessThanOrEqual(100_000);
    },
  );
});
