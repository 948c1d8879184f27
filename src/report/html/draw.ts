import type { Chart } from '../chart.ts';
import { terminalText } from '../escape.ts';
import { drawCurve } from './draw/curve.ts';
import { drawGrid } from './draw/grid.ts';
import { drawIntervals } from './draw/intervals.ts';
import type { Drawing } from './draw/plot.ts';
import { drawPoints } from './draw/points.ts';
import { drawTimeline } from './draw/timeline.ts';

const draw = (chart: Chart): Drawing => {
  switch (chart.kind) {
    case 'timeline':
      return drawTimeline(chart);
    case 'points':
      return drawPoints(chart);
    case 'grid':
      return drawGrid(chart);
    case 'curve':
      return drawCurve(chart);
    case 'intervals':
      return drawIntervals(chart);
  }
};

/** A hundredth of a pixel is more than anybody sees; fifteen digits are most of a page's size. */
const rounded = (value: string): string =>
  value.replaceAll(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (digits) => String(Math.round(Number(digits) * 100) / 100));
const measures = ['x', 'y', 'x1', 'x2', 'y1', 'y2', 'cx', 'cy', 'width', 'height', 'd', 'transform'];

/** A chart as an SVG element. The page says in words beside it what it shows, so inside it is one picture.
 * @param label - its name for who cannot see it */
export function drawn(chart: Chart, label: string): string {
  const svg = draw(chart);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', terminalText(label));
  for (const element of svg.querySelectorAll('*')) {
    // The library names its layers for assistive technology, which may not see inside a picture.
    element.removeAttribute('aria-label');
    for (const name of measures) {
      const value = element.getAttribute(name);
      if (value !== null) element.setAttribute(name, rounded(value));
    }
  }
  return svg.outerHTML;
}
