import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFrames, readLines } from '../../../src/local/environment/output.ts';

const collect = (make: typeof readLines, bytes: Buffer, cuts: readonly number[]): string[] => {
  const messages: string[] = [];
  const reader = make((message) => messages.push(message));
  let from = 0;
  for (const cut of [...cuts.map((at) => at % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b)) {
    reader.push(bytes.subarray(from, cut));
    from = cut;
  }
  reader.flush();
  return messages;
};

const frame = (type: number, text: string): Buffer => {
  const header = Buffer.alloc(type === 0xa55a0001 ? 8 : 16);
  header.writeUInt32BE(type, 0);
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
};

describe('lines', () => {
  it.each([
    { name: 'two', text: 'a\nb\n', want: ['a', 'b'] },
    { name: 'an empty one', text: 'a\n\nb\n', want: ['a', '', 'b'] },
    { name: 'the last without an end', text: 'a\nb', want: ['a', 'b'] },
    { name: 'none', text: '', want: [] },
  ])('$name', ({ text, want }) => {
    expect(collect(readLines, Buffer.from(text), [])).toEqual(want);
  });

  it('however the bytes are cut, inside a character too', () => {
    const line = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\n', ' '));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), fc.array(fc.nat()), (lines, cuts) => {
        const text = lines.map((one) => `${one}\n`).join('');
        const kept = Buffer.from(text).toString().split('\n').slice(0, -1);
        expect(collect(readLines, Buffer.from(text), cuts)).toEqual(kept);
      }),
    );
  });
});

describe('frames', () => {
  it('keep their line feeds, however the bytes are cut', () => {
    const one = fc.record({
      type: fc.constantFrom(0xa55a0001, 0xa55a0002, 0xa55a0003, 0xa55a0003 | 0b01100),
      text: fc.constantFrom('a', 'one\ntwo', 'Zoë', '{"a":1}'),
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1 }), fc.array(fc.nat()), (frames, cuts) => {
        const bytes = Buffer.concat(frames.map(({ type, text }) => frame(type >>> 0, text)));
        expect(collect(readFrames, bytes, cuts)).toEqual(frames.map(({ text }) => text));
      }),
    );
  });

  it('longer than an event are cut into events of at most 1 MiB, and no character with them', () => {
    const text = '€'.repeat(1_000_000);
    const messages = collect(
      readFrames,
      Buffer.concat([frame(0xa55a0003, text), frame(0xa55a0003, 'next\n')]),
      Array.from({ length: 60 }, (_, index) => index * 65_536 + 7),
    );
    expect(messages.at(-1)).toBe('next');
    const pieces = messages.slice(0, -1);
    // 3,000,000 bytes
    expect(pieces).toHaveLength(3);
    expect(Math.max(...pieces.map((piece) => Buffer.byteLength(piece)))).toBeLessThanOrEqual(1_048_576 + 3);
    expect(pieces.join('')).toBe(text);
  });

  it('that say nothing are messages too', () => {
    expect(collect(readFrames, Buffer.concat([frame(0xa55a0003, ''), frame(0xa55a0003, '\n')]), [])).toEqual([
      '',
      '',
    ]);
  });

  it('what is not framed is not lost', () => {
    expect(collect(readFrames, Buffer.from('plain text\n'), [])).toEqual(['plain text']);
  });
});
