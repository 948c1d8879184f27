import * as Plot from '@observablehq/plot';
import type { CurveChart } from '../../chart.ts';
import { terminalText } from '../../escape.ts';
import { formatNumber } from '../../units.ts';
import { colourOf } from '../hues.ts';
import { acrossOf, boundedText, type Drawing, labelled, plot, upOf } from './plot.ts';

/** Lines with a dot at each measured place and a band of where each may lie. */
export function drawCurve({ id, x, y, series, marks, limits }: CurveChart): Drawing {
  const points = series.flatMap(({ name, hue, points: own }) =>
    own.map((point) => ({
      ...point,
      name,
      colour: colourOf(hue),
      title: terminalText(
        `${name}: ${x.name} ${formatNumber(point.x, x.unit)}, ${y.name} ${boundedText(point.y, point, y.unit)}`,
      ),
    })),
  );
  const bounded = points.filter(({ low, high }) => low !== null && high !== null);
  return plot(id, {
    height: 320,
    marginLeft: 80,
    marginRight: series.length > 1 ? 110 : 40,
    marginTop: 40,
    x: acrossOf(
      x.name,
      x.unit,
      points.map((point) => point.x),
    ),
    y: {
      ...upOf(
        y.name,
        y.unit,
        points.map((point) => point.y),
      ),
      grid: true,
    },
    marks: [
      Plot.areaY(bounded, { x: 'x', y1: 'low', y2: 'high', z: 'name', fill: 'colour', fillOpacity: 0.18 }),
      Plot.line(points, { x: 'x', y: 'y', z: 'name', stroke: 'colour', strokeWidth: 2 }),
      Plot.dot(points, { className: 'points', x: 'x', y: 'y', fill: 'colour', r: 3.5, title: 'title' }),
      Plot.text(
        points,
        Plot.selectLast({
          x: 'x',
          y: 'y',
          z: 'name',
          dx: 8,
          textAnchor: 'start',
          text: ({ name }: { name: string }) => (series.length > 1 ? terminalText(name) : ''),
        }),
      ),
      Plot.ruleX(marks, { x: 'at', stroke: 'var(--ink)', strokeDasharray: '3 3' }),
      Plot.text(marks, { x: 'at', frameAnchor: 'top', dy: -16, text: labelled }),
      Plot.ruleY(limits, { y: 'at', stroke: 'var(--ink)', strokeDasharray: '3 3' }),
      Plot.text(limits, {
        y: 'at',
        frameAnchor: 'left',
        textAnchor: 'start',
        dx: 6,
        dy: -8,
        text: labelled,
      }),
    ],
  });
}
