import fc from 'fast-check';
import { expect, it } from 'vitest';
import { linesOf } from '../../src/io/lines.ts';

const read = async (bytes: Uint8Array, size: number) => {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    // Each piece is overwritten when the next one is asked for, as those of a file are.
    const piece = new Uint8Array(size);
    for (let from = 0; from < bytes.length; from += size) {
      const part = bytes.slice(from, from + size);
      piece.fill(33);
      piece.set(part);
      yield piece.subarray(0, part.length);
    }
  }
  const lines = [];
  for await (const batch of linesOf(pieces(), 'test')) lines.push(...batch);
  return lines;
};

it('however the bytes come in pieces, lines are those of the text, and lie where they say', async () => {
  const line = fc.oneof(
    fc.constantFrom('', '\r', 'a\rb', '関数 💥', '{"a":1}'),
    fc.string({ unit: 'binary' }),
  );
  const mark = fc.constantFrom('', '\ufeff');
  await fc.assert(
    fc.asyncProperty(mark, fc.array(line), fc.integer({ min: 1, max: 40 }), async (bom, texts, size) => {
      const text = bom + texts.join('\n');
      const bytes = new TextEncoder().encode(text);
      const found = await read(bytes, size);
      const parts = text.replace(/^\ufeff/, '').split('\n');
      const last = parts.pop() ?? '';
      const wanted = [
        ...parts.map((part) => ({ text: part.replace(/\r$/, ''), ended: true })),
        ...(last === '' ? [] : [{ text: last, ended: false }]),
      ];
      expect(found.map(({ text: own, ended }) => ({ text: own, ended }))).toEqual(wanted);
      expect(found.map(({ number }) => number)).toEqual(wanted.map((_, at) => at + 1));
      for (const { at, text: own } of found) {
        const here = new TextDecoder('utf8', { ignoreBOM: true })
          .decode(bytes.slice(at))
          .replace(/^\ufeff/, '');
        expect(here.startsWith(own)).toBe(true);
      }
    }),
  );
});
