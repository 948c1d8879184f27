import * as Plot from '@observablehq/plot';
import type { TimelineChart } from '../../chart.ts';
import { terminalText } from '../../escape.ts';
import { formatNumber } from '../../units.ts';
import { colourOf } from '../hues.ts';
import { acrossOf, type Drawing, footHeight, labelled, plot, titleOf } from './plot.ts';

const headHeight = 24;
/** Beyond, bars are too thin for a name beside each. */
const mostNamed = 40;

const laneHeight = (lanes: number): number =>
  lanes <= mostNamed ? 18 : lanes <= 200 ? 8 : lanes <= 500 ? 4 : 2;

/** Marks say which group they are of, so that a page can hide the others. */
function tag(drawn: Drawing, layer: string, groups: readonly string[]): void {
  let index = 0;
  for (const mark of drawn.querySelectorAll(`g.${layer} rect`)) {
    mark.setAttribute('data-group', groups[index] ?? '');
    index += 1;
  }
}

/** A bar a lane, of the parts that it took; over it one that can be pointed at. */
export function drawTimeline(chart: TimelineChart): Drawing {
  const lanes = chart.lanes.map(({ label, group, segments, note }, at) => ({
    at,
    group,
    from: segments.reduce((least, { from }) => Math.min(least, from), 0),
    to: segments.reduce((most, { to }) => Math.max(most, to), 0),
    title: titleOf([
      `${label}: ${group}`,
      ...segments.map(({ name, from, to }) => `${name} ${formatNumber(to - from, chart.unit)}`),
      note,
    ]),
  }));
  const segments = chart.lanes.flatMap((lane, at) => lane.segments.map((segment) => ({ ...segment, at })));
  const height = laneHeight(lanes.length);
  const order = lanes.map(({ at }) => at);
  const drawn = plot(chart.id, {
    height: lanes.length * height + headHeight + footHeight,
    marginTop: headHeight,
    x: {
      ...acrossOf(
        'since the release',
        chart.unit,
        lanes.map(({ to }) => to),
      ),
      nice: false,
      grid: true,
    },
    y: {
      type: 'band',
      label: null,
      domain: order,
      padding: height > 4 ? 0.2 : 0,
      tickSize: 0,
      ticks: lanes.length <= mostNamed ? order : [],
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
        text: labelled,
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
