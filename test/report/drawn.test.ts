import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import type { CurveChart, PointsChart } from '../../src/report/chart.ts';
import { drawn } from '../../src/report/html/draw.ts';

const pointsOf = (...groups: readonly (readonly number[])[]): PointsChart => ({
  kind: 'points',
  id: 'points',
  title: 'Points',
  says: 'Each value.',
  name: 'init',
  unit: 'ms',
  groups: groups.map((values, at) => ({ label: `group ${at}`, hue: 'plain', values, median: null })),
});

const curveOf = (xs: readonly number[], ys: readonly number[]): CurveChart => ({
  kind: 'curve',
  id: 'curve',
  title: 'Curve',
  says: 'A curve.',
  x: { name: 'requests at once', unit: 'count' },
  y: { name: 'beyond', unit: 'count' },
  series: [
    {
      name: 'beyond',
      hue: 'plain',
      points: xs.map((x, at) => ({ x, y: ys[at] ?? 0, low: null, high: null })),
    },
  ],
  marks: [],
  limits: [],
});

const svgOf = (chart: Parameters<typeof drawn>[0]) =>
  parseHTML(`<html><body>${drawn(chart, 'a picture')}</body></html>`).document;

/** How far down or up each dot stands, from the top of the picture. */
function heightsOf(chart: PointsChart): { readonly dots: readonly number[]; readonly height: number } {
  const document = svgOf(chart);
  const dots = [...document.querySelectorAll('g.values circle')].map((circle) => {
    let y = Number(circle.getAttribute('cy') ?? 0);
    for (let at = circle.parentElement; at !== null; at = at.parentElement)
      y += Number(/translate\([^,)]+,\s*([-\d.]+)\)/.exec(at.getAttribute('transform') ?? '')?.[1] ?? 0);
    return y;
  });
  return { dots, height: Number(document.querySelector('svg')?.getAttribute('height')) };
}

describe('points', () => {
  it.each([
    { name: 'one', values: [5] },
    { name: 'twenty on one place', values: Array.from({ length: 20 }, () => 5) },
    { name: 'a thousand on one place', values: Array.from({ length: 1_000 }, () => 5) },
  ])('$name: every dot is drawn, above the axis', ({ values }) => {
    const { dots, height } = heightsOf(pointsOf(values));
    expect(dots).toHaveLength(values.length);
    expect(dots.filter((y) => y < 0 || y > height - 44)).toEqual([]);
  });

  it('stay in the picture, however they lie', () => {
    // Most of them close together, so that they pile up.
    const value = fc.oneof(
      { weight: 3, arbitrary: fc.integer({ min: 0, max: 20 }) },
      fc.integer({ min: 0, max: 1_000 }),
    );
    const values = fc.array(value, { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, values, (one, other) => {
        const { dots, height } = heightsOf(pointsOf(one, other));
        expect(dots).toHaveLength(one.length + other.length);
        expect(dots.filter((y) => y < 0 || y > height - 44)).toEqual([]);
      }),
      // Shrinking would draw thousands of pictures.
      { numRuns: 30, endOnFailure: true },
    );
  });
});

describe('a curve of counts', () => {
  it.each([
    { name: 'two neighbours', xs: [10, 11], ys: [0, 1] },
    { name: 'a few', xs: [1, 2, 4, 8], ys: [0, 0, 2, 6] },
    { name: 'many', xs: [1, 500, 1_000], ys: [0, 400, 900] },
  ])('$name: its axes have whole numbers only', ({ xs, ys }) => {
    const texts = [...svgOf(curveOf(xs, ys)).querySelectorAll('text')].map(
      ({ textContent }) => textContent ?? '',
    );
    const ticks = texts.filter((text) => /^[\d.,]+$/.test(text));
    expect(ticks.length).toBeGreaterThan(2);
    expect(ticks.filter((tick) => tick.includes('.'))).toEqual([]);
  });
});
