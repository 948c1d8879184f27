import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { achievedConcurrency, inFlight, type Span, skewMs } from '../../src/analysis/concurrency.ts';

const span = fc
  .record({ writtenMs: fc.nat(40), tripMs: fc.nat(40), occupiedMs: fc.option(fc.nat(40)) })
  .map(({ writtenMs, tripMs, occupiedMs }): Span => ({ writtenMs, doneMs: writtenMs + tripMs, occupiedMs }));
const spans = fc.array(span, { maxLength: 30 });

/** Counts at every whole and half moment: the ends of all intervals are whole. */
const bruteForce = (all: readonly Span[], holds: (span: Span, at: number) => boolean): number =>
  Math.max(
    0,
    ...Array.from({ length: 200 }, (_, half) => all.filter((each) => holds(each, half / 2)).length),
  );

const surelyHolds = ({ writtenMs, doneMs, occupiedMs }: Span, at: number): boolean =>
  occupiedMs !== null &&
  at >= Math.max(writtenMs, doneMs - occupiedMs) &&
  at <= Math.min(doneMs, writtenMs + occupiedMs);

describe('concurrency', () => {
  it('achieved agrees with counting at every moment', () => {
    fc.assert(fc.property(spans, (all) => achievedConcurrency(all) === bruteForce(all, surelyHolds)));
  });

  it('in flight agrees with counting at every moment', () => {
    const open = ({ writtenMs, doneMs }: Span, at: number) => writtenMs <= at && at < doneMs;
    fc.assert(fc.property(spans, (all) => inFlight(all) === bruteForce(all, open)));
  });

  it('achieved is at most the number of requests, and does not depend on the origin of time', () => {
    fc.assert(
      fc.property(spans, fc.nat(10_000), (all, shift) => {
        const later = all.map((each) => ({
          ...each,
          writtenMs: each.writtenMs + shift,
          doneMs: each.doneMs + shift,
        }));
        expect(achievedConcurrency(all)).toBeLessThanOrEqual(all.length);
        expect(achievedConcurrency(later)).toBe(achievedConcurrency(all));
        expect(skewMs(later.map(({ writtenMs }) => writtenMs))).toBe(
          skewMs(all.map(({ writtenMs }) => writtenMs)),
        );
      }),
    );
  });

  it.each([
    { name: 'eleven held together', trips: Array.from({ length: 11 }, () => [0, 255, 250]), want: 11 },
    {
      name: 'two that may have taken turns',
      trips: [
        [0, 100, 40],
        [0, 100, 40],
      ],
      want: 0,
    },
    {
      name: 'two that cannot have taken turns',
      trips: [
        [0, 100, 60],
        [0, 100, 60],
      ],
      want: 2,
    },
    {
      name: 'one after the other',
      trips: [
        [0, 100, 100],
        [101, 200, 99],
      ],
      want: 1,
    },
  ])('$name: $want', ({ trips, want }) => {
    const all = trips.map(([writtenMs = 0, doneMs = 0, occupiedMs = 0]) => ({
      writtenMs,
      doneMs,
      occupiedMs,
    }));
    expect(achievedConcurrency(all)).toBe(want);
  });

  it('skew: none written, one, several', () => {
    expect(skewMs([])).toBeNull();
    expect(skewMs([7])).toBe(0);
    expect(skewMs([3, 1, 2.5])).toBe(2);
  });

  it('takes a hundred thousand requests', () => {
    const all = Array.from({ length: 100_000 }, (_, at) => ({
      writtenMs: at,
      doneMs: at + 10,
      occupiedMs: 10,
    }));
    expect(inFlight(all)).toBe(10);
    expect(achievedConcurrency(all)).toBe(11);
  });
});
