import { expect, it } from 'vitest';
import { type EndTurn, Turns } from '../../src/aws/turns.ts';

it('lets no more begin at a time than it is wide, in order, and ends each turn once', () => {
  const turns = new Turns(2);
  const begun: number[] = [];
  const ends: EndTurn[] = [];
  for (const nth of [0, 1, 2, 3])
    turns.take((end) => {
      begun.push(nth);
      ends.push(end);
    });
  expect(begun).toEqual([0, 1]);
  ends[1]?.();
  ends[1]?.();
  expect(begun).toEqual([0, 1, 2]);
  ends[0]?.();
  expect(begun).toEqual([0, 1, 2, 3]);
  for (const end of ends) end();
  turns.take(() => begun.push(4));
  expect(begun).toEqual([0, 1, 2, 3, 4]);
});

it('goes on where a turn ends while it begins', () => {
  const turns = new Turns(1);
  const begun: number[] = [];
  for (let nth = 0; nth < 1_000; nth += 1)
    turns.take((end) => {
      begun.push(nth);
      end();
    });
  expect(begun).toHaveLength(1_000);
});
