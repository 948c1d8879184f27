import type { Chart, CurveChart, Hue, TimelineChart } from '../chart.ts';
import type { Paint } from '../colour.ts';
import { terminalText } from '../escape.ts';
import { formatNumber } from '../units.ts';
import type { Tone } from '../view.ts';
import { padded, textWidth, wrap } from '../wrap.ts';

/** One sign a part, so that a bar reads without colour. */
const signs: Partial<Record<Hue, string>> = { waiting: '·', network: '─', init: '▒' };
const signOf = (hue: Hue): string => signs[hue] ?? '█';

const tones: Partial<Record<Hue, Tone>> = {
  cold: 'bad',
  restored: 'bad',
  init: 'caution',
  preinitialized: 'good',
  warm: 'good',
  waiting: 'faint',
  network: 'faint',
};

const mostLanes = 200;
const leastBar = 12;

function timelineLines(chart: TimelineChart, width: number, paint: Paint): string[] {
  const lanes = chart.lanes.slice(0, mostLanes);
  const left = chart.lanes.length - lanes.length;
  const end = lanes.reduce(
    (most, { segments }) => segments.reduce((latest, { to }) => Math.max(latest, to), most),
    0,
  );
  const labels = lanes.map(({ label }) => terminalText(label));
  const groups = lanes.map(({ group }) => terminalText(group));
  const totals = lanes.map(({ segments }) =>
    formatNumber(
      segments.reduce((latest, { to }) => Math.max(latest, to), 0),
      chart.unit,
    ),
  );
  const widest = (texts: readonly string[]): number =>
    texts.reduce((most, text) => Math.max(most, textWidth(text)), 0);
  const [labelWidth, groupWidth, totalWidth] = [widest(labels), widest(groups), widest(totals)];
  const room = Math.max(leastBar, width - labelWidth - groupWidth - totalWidth - 6);
  const at = (value: number): number => (end === 0 ? 0 : Math.round((value / end) * room));
  const used = new Map<string, string>();
  const bar = (segments: TimelineChart['lanes'][number]['segments']): string => {
    let column = 0;
    let text = '';
    for (const { name, from, to, hue } of segments) {
      used.set(signOf(hue), signOf(hue) === '█' ? 'handler' : name);
      text += ' '.repeat(Math.max(0, at(from) - column));
      column = Math.max(column, at(from));
      text += paint(signOf(hue).repeat(Math.max(0, at(to) - column)), tones[hue] ?? 'plain');
      column = Math.max(column, at(to));
    }
    return text + ' '.repeat(Math.max(0, room - column));
  };
  const bars = lanes.map(({ segments }, index) =>
    [
      padded(labels[index] ?? '', labelWidth),
      padded(groups[index] ?? '', groupWidth),
      bar(segments),
      (totals[index] ?? '').padStart(totalWidth),
    ].join('  '),
  );
  const signsOf = [...used].map(([sign, name]) => `${sign} ${terminalText(name)}`).join('   ');
  const key = `${signsOf}; at the right: when it ended`;
  return [
    ...bars,
    ...(left > 0 ? [`… and ${left} more; --format csv has them all.`] : []),
    ...wrap(key, width).map((line) => paint(line, 'faint')),
  ];
}

const levels = '▁▂▃▄▅▆▇█';

/** A line as one row of blocks, from the least to the greatest y. */
function curveLines(chart: CurveChart, width: number, paint: Paint): string[] {
  return chart.series.flatMap(({ name, points }) => {
    const [first] = points;
    const last = points.at(-1);
    if (first === undefined || last === undefined) return [];
    const ys = points.map(({ y }) => y);
    const least = ys.reduce((a, b) => Math.min(a, b), first.y);
    const most = ys.reduce((a, b) => Math.max(a, b), first.y);
    const room = Math.max(leastBar, Math.min(points.length, width));
    const blocks = Array.from({ length: Math.min(room, points.length) }, (_, column) => {
      const point =
        points[Math.round((column / Math.max(1, Math.min(room, points.length) - 1)) * (points.length - 1))];
      const share = point === undefined || most === least ? 0 : (point.y - least) / (most - least);
      return levels[Math.min(levels.length - 1, Math.floor(share * levels.length))] ?? '';
    }).join('');
    const words = `${chart.series.length > 1 ? `${terminalText(name)}: ` : ''}${terminalText(chart.y.name)} from ${formatNumber(least, chart.y.unit)} to ${formatNumber(most, chart.y.unit)}, over ${terminalText(chart.x.name)} ${formatNumber(first.x, chart.x.unit)} to ${formatNumber(last.x, chart.x.unit)}`;
    return [blocks, ...wrap(words, width).map((line) => paint(line, 'faint'))];
  });
}

/** A chart as lines for a terminal, with its title; null where text can't show it better than its table. */
export function chartLines(chart: Chart, width: number, paint: Paint): string[] | null {
  const title = wrap(terminalText(chart.title), width).map((line) => paint(line, 'strong'));
  if (chart.kind === 'timeline') return [...title, ...timelineLines(chart, width, paint)];
  if (chart.kind === 'curve') return [...title, ...curveLines(chart, width, paint)];
  return null;
}
