import * as Plot from '@observablehq/plot';
import type { GridChart } from '../../chart.ts';
import { terminalText } from '../../escape.ts';
import { colourOf } from '../hues.ts';
import { type Drawing, plot } from './plot.ts';

const mostNamed = 40;

/** A mark for each cell, columns from left to right, lines from top to bottom. */
export function drawGrid({ id, columnName, lineName, columns, lines, cells }: GridChart): Drawing {
  const marks = cells.map((cell) => ({
    ...cell,
    colour: colourOf(cell.hue),
    title: terminalText(`${lineName} ${cell.line}, ${columnName} ${cell.column}: ${cell.label}`),
  }));
  const isNamed = lines.length <= mostNamed;
  return plot(id, {
    height: lines.length * (isNamed ? 18 : 8) + 70,
    marginTop: 40,
    padding: 0.1,
    x: {
      type: 'band',
      domain: [...columns],
      label: `${columnName} →`,
      axis: 'top',
      tickFormat: terminalText,
    },
    y: {
      type: 'band',
      domain: [...lines],
      label: `↓ ${lineName}`,
      tickFormat: terminalText,
      ...(isNamed ? {} : { ticks: [] }),
    },
    marks: [Plot.cell(marks, { className: 'cells', x: 'column', y: 'line', fill: 'colour', title: 'title' })],
  });
}
