import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SeqLines } from '../../src/io/seq-lines.ts';

it('finds each seq that comes twice, near or far', () => {
  const seq = fc.oneof(fc.nat(50), fc.nat(300_000), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }));
  fc.assert(
    fc.property(fc.array(seq, { maxLength: 200 }), (seqs) => {
      const lines = new SeqLines();
      const known = new Map<number, number>();
      for (const [at, each] of seqs.entries()) {
        expect(lines.put(each, at + 2)).toBe(known.get(each) ?? null);
        if (!known.has(each)) known.set(each, at + 2);
      }
    }),
  );
});

it('finds one that was far ahead when it came', () => {
  const lines = new SeqLines();
  expect(lines.put(70_000, 2)).toBeNull();
  for (let seq = 0; seq < 70_000; seq += 1) expect(lines.put(seq, seq + 3)).toBeNull();
  expect(lines.put(70_000, 90_000)).toBe(2);
});
