import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrivalsOf, meanPerSecond, type Traffic } from '../../../src/analysis/traffic/arrivals.ts';
import { hoursInWeek, isWithin, parseHours } from '../../../src/analysis/traffic/hours.ts';
import { SecondCounts } from '../../../src/analysis/traffic/second-counts.ts';
import { seededFractions } from '../../../src/model/seeded-fractions.ts';

const hourMs = 3_600_000;

function momentsOf(traffic: Traffic, horizonMs: number, factor = 1, seed = 'seed'): number[] {
  const arrivals = arrivalsOf(traffic, horizonMs, factor, seededFractions(seed));
  const chunk = new Float64Array(97);
  const moments: number[] = [];
  for (let filled = arrivals.fill(chunk); filled > 0; filled = arrivals.fill(chunk))
    moments.push(...chunk.subarray(0, filled));
  return moments;
}

const kinds: readonly Traffic[] = [
  { kind: 'poisson', perSecond: 2 },
  { kind: 'even', perSecond: 2 },
  { kind: 'diurnal', perSecond: 2, peakToMean: 1.8 },
  { kind: 'burst', size: 11, everyMs: 5_500 },
  { kind: 'moments', atMs: Float64Array.from({ length: 7_200 }, (_, index) => index * 500) },
  { kind: 'counts', everyMs: 60_000, counts: new Float64Array(60).fill(120) },
];

describe.each(kinds)('$kind', (traffic) => {
  it('is in order, within its time, and the same for the same seed', () => {
    const moments = momentsOf(traffic, hourMs);
    expect(moments).toEqual(moments.toSorted((a, b) => a - b));
    expect(moments.every((moment) => moment >= 0 && moment < hourMs)).toBe(true);
    expect(momentsOf(traffic, hourMs)).toEqual(moments);
  });

  it.each([1, 2.5])('has as many requests as told, × %d', (factor) => {
    const horizonMs = traffic.kind === 'diurnal' ? 24 * hourMs : hourMs;
    const wanted = ((meanPerSecond(traffic, hourMs) * horizonMs) / 1_000) * factor;
    const found = momentsOf(traffic, horizonMs, factor).length;
    // Of a Poisson count five standard deviations; a burst of 11 × 2.5 is rounded to 28.
    expect(Math.abs(found - wanted)).toBeLessThan(Math.max(5 * Math.sqrt(wanted), 0.03 * wanted));
  });
});

it('gaps of Poisson traffic are exponential: mean and standard deviation are the same', () => {
  const moments = momentsOf({ kind: 'poisson', perSecond: 10 }, hourMs);
  const gaps = moments.slice(1).map((moment, index) => moment - (moments[index] ?? 0));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
  expect(mean).toBeCloseTo(100, -1);
  expect(deviation / mean).toBeCloseTo(1, 1);
});

it('a day has its peak at 15:00 and its trough at 03:00', () => {
  const moments = momentsOf({ kind: 'diurnal', perSecond: 5, peakToMean: 2 }, 24 * hourMs);
  const in2Hours = (from: number) =>
    moments.filter((moment) => moment >= (from - 1) * hourMs && moment < (from + 1) * hourMs).length;
  // 1 + cos over two hours around the peak is 1.977 of the mean on average, around the trough 0.023.
  expect(in2Hours(15) / (2 * 3_600 * 5)).toBeCloseTo(1.977, 1);
  expect(in2Hours(3) / (2 * 3_600 * 5)).toBeCloseTo(0.023, 1);
});

it('a burst is at one moment', () =>
  expect(momentsOf({ kind: 'burst', size: 3, everyMs: 60_000 }, 120_000)).toEqual([
    0, 0, 0, 60_000, 60_000, 60_000,
  ]));

describe('hours of the week', () => {
  it.each([
    { text: 'mon-fri 08:00-18:00', hours: 50 },
    { text: 'sat 10:00-24:00', hours: 14 },
    { text: 'fri-mon 00:00-01:30', hours: 6 },
    { text: 'Sun 00:00-24:00', hours: 24 },
  ])('$text is $hours h a week', ({ text, hours }) => {
    const parsed = parseHours(text);
    expect(parsed && hoursInWeek(parsed)).toBe(hours);
  });

  it.each([
    '',
    'mon',
    'mon 8-18',
    'mon 18:00-08:00',
    'mon 08:00-08:00',
    'xyz 08:00-18:00',
    'mon 08:60-18:00',
    'mon 08:00-24:01',
  ])('%j is none', (text) => expect(parseHours(text)).toBeNull());

  it.each([
    // 2026-11-25 is a Wednesday, by the calendar.
    { at: '2026-11-25T08:00:00Z', want: true },
    { at: '2026-11-25T07:59:59Z', want: false },
    { at: '2026-11-25T17:59:59Z', want: true },
    { at: '2026-11-25T18:00:00Z', want: false },
    { at: '2026-11-28T12:00:00Z', want: false },
    { at: '1970-01-01T12:00:00Z', want: true },
  ])('mon-fri 08:00-18:00 at $at: $want', ({ at, want }) => {
    const hours = parseHours('mon-fri 08:00-18:00');
    expect(hours && isWithin(hours, Date.parse(at))).toBe(want);
  });
});

it('counts by the second, in any order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ second: fc.nat(50_000), count: fc.integer({ min: 1, max: 9 }) }), {
        minLength: 1,
      }),
      (all) => {
        const counts = new SecondCounts();
        const want = new Map<number, number>();
        for (const { second, count } of all) {
          counts.add(second * 1_000 + 7, count);
          want.set(second, (want.get(second) ?? 0) + count);
        }
        const taken = counts.taken();
        const first = Math.min(...want.keys());
        expect(taken?.startWallMs).toBe(first * 1_000);
        expect(taken?.counts.length).toBe(Math.max(...want.keys()) - first + 1);
        for (const [second, count] of want) expect(taken?.counts[second - first]).toBe(count);
      },
    ),
  );
});
