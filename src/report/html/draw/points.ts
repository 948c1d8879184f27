import * as Plot from '@observablehq/plot';
import type { PointsChart } from '../../chart.ts';
import { terminalText } from '../../escape.ts';
import { formatNumber } from '../../units.ts';
import { colourOf } from '../hues.ts';
import { acrossOf, type Drawing, footHeight, plot, plotWidth } from './plot.ts';

const leastHeight = 60;
/** Higher piles are spread instead: evenly, over the same height. */
const mostPiled = 24;
const pileRadius = 4;
/** A dot with the gap that Plot leaves around it. */
const dotRoom = 2 * pileRadius + 1;

/** The most dots that are piled on one place. */
function deepest(groups: readonly (readonly number[])[]): number {
  const all = groups.flat();
  const [first] = all;
  if (first === undefined) return 0;
  const least = all.reduce((a, b) => Math.min(a, b), first);
  const most = all.reduce((a, b) => Math.max(a, b), first);
  const room = most === least ? 1 : (dotRoom / plotWidth) * (most - least);
  return groups.reduce((deep, values) => {
    const sorted = [...values].sort((a, b) => a - b);
    let from = 0;
    return sorted.reduce((own, value, at) => {
      while (value - (sorted[from] ?? value) >= room) from += 1;
      return Math.max(own, at - from + 1);
    }, deep);
  }, 0);
}

/** A dot a value, groups under each other, with a line at the median of each. */
export function drawPoints({ id, name, unit, groups }: PointsChart): Drawing {
  const dots = groups.flatMap(({ label, hue, values }, group) =>
    values.map((value, index) => ({
      group,
      value,
      colour: colourOf(hue),
      // The golden ratio spreads any number of dots evenly and the same way each time.
      spread: (((index + 1) * 0.618_033_988_749_895) % 1) - 0.5,
      title: terminalText(`${label}: ${formatNumber(value, unit)}`),
    })),
  );
  const medians = groups.flatMap(({ median }, group) => (median === null ? [] : [{ group, median }]));
  const deep = deepest(groups.map(({ values }) => values));
  const isPiled = deep <= mostPiled;
  const height = isPiled ? Math.max(leastHeight, (deep + 2) * dotRoom) : leastHeight;
  const channels = {
    x: 'value',
    fy: 'group',
    r: isPiled ? pileRadius : 2,
    fill: 'colour',
    fillOpacity: 0.75,
    title: 'title',
  } as const;
  return plot(id, {
    height: groups.length * height + footHeight + 20,
    x: {
      ...acrossOf(
        name,
        unit,
        dots.map(({ value }) => value),
      ),
      grid: true,
    },
    y: { axis: null },
    fy: {
      label: null,
      axis: 'left',
      domain: groups.map((_, group) => group),
      tickFormat: (group: number) => {
        const { label, values } = groups[group] ?? { label: '', values: [] };
        return `${terminalText(label)} (${values.length})`;
      },
    },
    marks: [
      Plot.tickX(medians, {
        x: 'median',
        fy: 'group',
        stroke: 'var(--ink)',
        strokeWidth: 2,
        className: 'medians',
      }),
      isPiled
        ? Plot.dot(dots, { className: 'values', ...Plot.dodgeY('middle', { ...channels }) })
        : Plot.dot(dots, { className: 'values', ...channels, y: 'spread' }),
    ],
  });
}
