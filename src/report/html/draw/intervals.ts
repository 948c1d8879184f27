import * as Plot from '@observablehq/plot';
import type { IntervalsChart } from '../../chart.ts';
import { terminalText } from '../../escape.ts';
import { colourOf } from '../hues.ts';
import { acrossOf, boundedText, type Drawing, footHeight, labelled, plot } from './plot.ts';

const headHeight = 24;

/** A dot a line, with the interval that it is sure to. */
export function drawIntervals({ id, name, unit, lines, rules }: IntervalsChart): Drawing {
  const values = lines.map((line, at) => ({
    ...line,
    at,
    colour: colourOf(line.hue),
    title: terminalText(`${line.label}: ${boundedText(line.value, line, unit)}`),
  }));
  return plot(id, {
    height: lines.length * 30 + headHeight + footHeight,
    marginTop: headHeight,
    x: {
      ...acrossOf(
        name,
        unit,
        values.map(({ value }) => value),
      ),
      grid: true,
    },
    y: {
      type: 'point',
      label: null,
      domain: values.map(({ at }) => at),
      tickFormat: (at: number) => terminalText(lines[at]?.label ?? ''),
    },
    marks: [
      Plot.ruleX(rules, { x: 'at', stroke: 'var(--ink)', strokeDasharray: '3 3' }),
      Plot.text(rules, { x: 'at', frameAnchor: 'top', dy: -12, text: labelled }),
      Plot.ruleY(
        values.filter(({ low, high }) => low !== null && high !== null),
        { y: 'at', x1: 'low', x2: 'high', stroke: 'colour', strokeWidth: 3 },
      ),
      Plot.dot(values, { className: 'values', x: 'value', y: 'at', fill: 'colour', r: 5, title: 'title' }),
    ],
  });
}
