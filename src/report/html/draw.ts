import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { Chart, CurveChart, GridChart, IntervalsChart, PointsChart, TimelineChart } from '../chart.ts';
import { terminalText } from '../escape.ts';
import { formatNumber } from '../units.ts';
import type { Unit } from '../view.ts';
import { colourOf } from './hues.ts';

const width = 860;
const labelWidth = 190;

const { document } = parseHTML('<!doctype html><html><body></body></html>');

const unitNames = { count: '', ms: 'ms', ratio: '%', mb: 'MB', usd: 'USD' } satisfies Record<Unit, string>;
const axisLabel = (name: string, unit: Unit): string =>
  unitNames[unit] === '' ? `${name} →` : `${name}, ${unitNames[unit]} →`;
/** Ticks of a ratio are percentages. */
const scaled = (unit: Unit) => (unit === 'ratio' ? { percent: true } : {});

const common = (id: string) => ({
  document,
  width,
  className: `chart-${id.replaceAll(/[^a-z0-9-]/gi, '-')}`,
  marginLeft: labelWidth,
  style: { background: 'transparent', fontSize: '12px', overflow: 'visible' },
});

/** What is used of a drawn chart; the types of a browser's document are not loaded here. */
interface Element {
  readonly outerHTML: string;
  readonly querySelectorAll: (selector: string) => Iterable<Element>;
  readonly getAttribute: (name: string) => string | null;
  readonly setAttribute: (name: string, value: string) => void;
  readonly removeAttribute: (name: string) => void;
}

const plot = (options: Plot.PlotOptions): Element => Plot.plot(options) as unknown as Element;

const laneHeight = (lanes: number): number => (lanes <= 40 ? 18 : lanes <= 200 ? 8 : lanes <= 500 ? 4 : 2);

function drawTimeline(chart: TimelineChart): Element {
  const lanes = chart.lanes.map((lane, at) => ({
    at,
    group: lane.group,
    from: lane.segments.reduce((least, { from }) => Math.min(least, from), 0),
    to: lane.segments.reduce((most, { to }) => Math.max(most, to), 0),
    title: [
      `${lane.label}: ${lane.group}`,
      ...lane.segments.map(({ name, from, to }) => `${name} ${formatNumber(to - from, chart.unit)}`),
      lane.note,
    ]
      .map(terminalText)
      .join('\n'),
  }));
  const segments = chart.lanes.flatMap((lane, at) => lane.segments.map((segment) => ({ ...segment, at })));
  const height = laneHeight(lanes.length);
  const labelled = lanes.length <= 40;
  const drawn = plot({
    ...common(chart.id),
    height: lanes.length * height + 60,
    marginTop: 24,
    marginBottom: 36,
    marginRight: 24,
    x: { label: axisLabel('since the release', chart.unit), grid: true },
    y: {
      type: 'band',
      label: null,
      domain: lanes.map(({ at }) => at),
      padding: height > 4 ? 0.2 : 0,
      tickSize: 0,
      ticks: labelled ? lanes.map(({ at }) => at) : [],
      tickFormat: (at: number) => terminalText(chart.lanes[at]?.label ?? ''),
    },
    marks: [
      Plot.barX(segments, {
        className: 'parts',
        y: 'at',
        x1: 'from',
        x2: 'to',
        fill: ({ hue }: (typeof segments)[number]) => colourOf(hue),
      }),
      Plot.ruleX(chart.rules, { x: 'at', stroke: 'var(--ink)', strokeDasharray: '3 3' }),
      Plot.text(chart.rules, {
        x: 'at',
        frameAnchor: 'top',
        dy: -14,
        textAnchor: 'start',
        text: ({ label }: { label: string }) => terminalText(label),
      }),
      Plot.barX(lanes, {
        className: 'bars',
        y: 'at',
        x1: 'from',
        x2: 'to',
        fill: 'transparent',
        title: 'title',
      }),
    ],
    color: { type: 'identity' },
  });
  tag(
    drawn,
    'bars',
    lanes.map(({ group }) => group),
  );
  tag(
    drawn,
    'parts',
    segments.map(({ at }) => lanes[at]?.group ?? ''),
  );
  return drawn;
}

/** Marks say which group they are of, so that a page can hide the others. */
function tag(drawn: Element, layer: string, groups: readonly string[]): void {
  let index = 0;
  for (const mark of drawn.querySelectorAll(`g.${layer} rect`)) {
    mark.setAttribute('data-group', groups[index] ?? '');
    index += 1;
  }
}

/** Dots are piled up as long as that can be seen through; beyond, they are spread evenly over the height. */
const mostPiled = 400;

function drawPoints(chart: PointsChart): Element {
  const dots = chart.groups.flatMap(({ label, hue, values }, group) =>
    values.map((value, index) => ({
      group,
      value,
      colour: colourOf(hue),
      // The golden ratio spreads any number of dots evenly and the same way each time.
      spread: (((index + 1) * 0.618_033_988_749_895) % 1) - 0.5,
      title: terminalText(`${label}: ${formatNumber(value, chart.unit)}`),
    })),
  );
  const medians = chart.groups.flatMap(({ median }, group) => (median === null ? [] : [{ group, median }]));
  const piled = dots.length <= mostPiled;
  const radius = piled ? 4 : 2;
  const rowHeight = piled ? 70 : 60;
  const channels = {
    x: 'value',
    fy: 'group',
    r: radius,
    fill: 'colour',
    fillOpacity: 0.75,
    title: 'title',
  } as const;
  return plot({
    ...common(chart.id),
    height: chart.groups.length * rowHeight + 60,
    marginBottom: 36,
    marginRight: 24,
    x: { label: axisLabel(chart.name, chart.unit), grid: true, nice: true, ...scaled(chart.unit) },
    y: { axis: null },
    fy: {
      label: null,
      axis: 'left',
      domain: chart.groups.map((_, group) => group),
      tickFormat: (group: number) => {
        const { label, values } = chart.groups[group] ?? { label: '', values: [] };
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
      piled
        ? Plot.dot(dots, { className: 'values', ...Plot.dodgeY('middle', { ...channels }) })
        : Plot.dot(dots, { className: 'values', ...channels, y: 'spread' }),
    ],
    color: { type: 'identity' },
  });
}

function drawGrid(chart: GridChart): Element {
  const cells = chart.cells.map((cell) => ({
    ...cell,
    colour: colourOf(cell.hue),
    title: terminalText(`${chart.lineName} ${cell.line}, ${chart.columnName} ${cell.column}: ${cell.label}`),
  }));
  const height = chart.lines.length <= 40 ? 18 : 8;
  return plot({
    ...common(chart.id),
    height: chart.lines.length * height + 70,
    marginTop: 40,
    padding: 0.1,
    x: {
      type: 'band',
      domain: [...chart.columns],
      label: `${chart.columnName} →`,
      axis: 'top',
      tickFormat: terminalText,
    },
    y: {
      type: 'band',
      domain: [...chart.lines],
      label: `↓ ${chart.lineName}`,
      tickFormat: terminalText,
      ...(height < 10 ? { ticks: [] } : {}),
    },
    marks: [Plot.cell(cells, { className: 'cells', x: 'column', y: 'line', fill: 'colour', title: 'title' })],
    color: { type: 'identity' },
  });
}

function drawCurve(chart: CurveChart): Element {
  const points = chart.series.flatMap(({ name, hue, points }) =>
    points.map((point) => ({
      ...point,
      name,
      colour: colourOf(hue),
      title: terminalText(
        `${name}: ${chart.x.name} ${formatNumber(point.x, chart.x.unit)}, ${chart.y.name} ${formatNumber(point.y, chart.y.unit)}` +
          (point.low === null || point.high === null
            ? ''
            : ` (${formatNumber(point.low, chart.y.unit)} to ${formatNumber(point.high, chart.y.unit)})`),
      ),
    })),
  );
  const bounded = points.filter(({ low, high }) => low !== null && high !== null);
  const label = ({ label }: { label: string }) => terminalText(label);
  return plot({
    ...common(chart.id),
    height: 320,
    marginLeft: 80,
    marginRight: 110,
    marginTop: 30,
    x: { label: axisLabel(chart.x.name, chart.x.unit), nice: true, ...scaled(chart.x.unit) },
    y: {
      label: axisLabel(chart.y.name, chart.y.unit).replace(' →', ' ↑'),
      grid: true,
      nice: true,
      ...scaled(chart.y.unit),
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
          text: ({ name }: { name: string }) => (chart.series.length > 1 ? terminalText(name) : ''),
        }),
      ),
      Plot.ruleX(chart.marks, { x: 'at', stroke: 'var(--ink)', strokeDasharray: '3 3' }),
      Plot.text(chart.marks, { x: 'at', frameAnchor: 'top', dy: -12, text: label }),
      Plot.ruleY(chart.limits, { y: 'at', stroke: 'var(--ink)', strokeDasharray: '3 3' }),
      Plot.text(chart.limits, { y: 'at', frameAnchor: 'right', dy: -7, textAnchor: 'end', text: label }),
    ],
    color: { type: 'identity' },
  });
}

function drawIntervals(chart: IntervalsChart): Element {
  const lines = chart.lines.map((line, at) => ({
    ...line,
    at,
    colour: colourOf(line.hue),
    title: terminalText(
      `${line.label}: ${formatNumber(line.value, chart.unit)}` +
        (line.low === null || line.high === null
          ? ''
          : ` (${formatNumber(line.low, chart.unit)} to ${formatNumber(line.high, chart.unit)})`),
    ),
  }));
  return plot({
    ...common(chart.id),
    height: lines.length * 30 + 70,
    marginTop: 24,
    marginRight: 24,
    x: { label: axisLabel(chart.name, chart.unit), grid: true, nice: true, ...scaled(chart.unit) },
    y: {
      type: 'point',
      label: null,
      domain: lines.map(({ at }) => at),
      tickFormat: (at: number) => terminalText(chart.lines[at]?.label ?? ''),
    },
    marks: [
      Plot.ruleX(chart.rules, { x: 'at', stroke: 'var(--ink)', strokeDasharray: '3 3' }),
      Plot.text(chart.rules, {
        x: 'at',
        frameAnchor: 'top',
        dy: -12,
        text: ({ label }: { label: string }) => terminalText(label),
      }),
      Plot.ruleY(
        lines.filter(({ low, high }) => low !== null && high !== null),
        { y: 'at', x1: 'low', x2: 'high', stroke: 'colour', strokeWidth: 3 },
      ),
      Plot.dot(lines, { className: 'values', x: 'value', y: 'at', fill: 'colour', r: 5, title: 'title' }),
    ],
    color: { type: 'identity' },
  });
}

const draw = (chart: Chart): Element => {
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
