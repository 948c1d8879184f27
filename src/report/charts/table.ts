import type { Chart, CurveChart, GridChart, IntervalsChart, PointsChart, TimelineChart } from '../chart.ts';
import type { Cell, Unit, ViewTable } from '../view.ts';
import { column, leftColumn, text } from '../view.ts';

const number = (value: number | null, unit: Unit): Cell => ({ kind: 'number', value, unit });

const inOrderOfAppearance = (names: readonly string[]): string[] => [...new Set(names)];

const timelineTable = (chart: TimelineChart) => {
  const parts = inOrderOfAppearance(chart.lanes.flatMap(({ segments }) => segments.map(({ name }) => name)));
  return {
    columns: [
      leftColumn('bar'),
      leftColumn('group'),
      ...parts.map((name) => column(name)),
      { ...leftColumn('note'), wraps: true as const },
    ],
    rows: chart.lanes.map(({ label, group, segments, note }) => [
      text(label),
      text(group),
      ...parts.map((name) => {
        const own = segments.filter((segment) => segment.name === name);
        return number(
          own.length === 0 ? null : own.reduce((sum, { from, to }) => sum + to - from, 0),
          chart.unit,
        );
      }),
      text(note),
    ]),
  };
};

const pointsTable = (chart: PointsChart) => ({
  columns: [leftColumn('group'), column('n'), column('least'), column('median'), column('greatest')],
  rows: chart.groups.map(({ label, values, median }) => [
    text(label),
    number(values.length, 'count'),
    number(values.length === 0 ? null : values.reduce((least, value) => Math.min(least, value)), chart.unit),
    number(median, chart.unit),
    number(values.length === 0 ? null : values.reduce((most, value) => Math.max(most, value)), chart.unit),
  ]),
});

const gridTable = (chart: GridChart) => {
  const at = new Map(chart.cells.map((cell) => [`${cell.line}\u0000${cell.column}`, cell.label]));
  return {
    columns: [
      leftColumn(chart.lineName),
      ...chart.columns.map((name) => leftColumn(`${chart.columnName} ${name}`)),
    ],
    rows: chart.lines.map((line) => [
      text(line),
      ...chart.columns.map((name) => text(at.get(`${line}\u0000${name}`) ?? null)),
    ]),
  };
};

const curveTable = (chart: CurveChart) => {
  const bounded = chart.series.some(({ points }) =>
    points.some(({ low, high }) => low !== null || high !== null),
  );
  return {
    columns: [
      ...(chart.series.length > 1 ? [leftColumn('line')] : []),
      column(chart.x.name),
      column(chart.y.name),
      ...(bounded ? [column('from', 0, 'interval'), column('to', 0, 'interval')] : []),
    ],
    rows: chart.series.flatMap(({ name, points }) =>
      points.map(({ x, y, low, high }) => [
        ...(chart.series.length > 1 ? [text(name)] : []),
        number(x, chart.x.unit),
        number(y, chart.y.unit),
        ...(bounded ? [number(low, chart.y.unit), number(high, chart.y.unit)] : []),
      ]),
    ),
  };
};

const intervalsTable = (chart: IntervalsChart) => ({
  columns: [leftColumn('of'), column(chart.name), column('from', 0, 'interval'), column('to', 0, 'interval')],
  rows: chart.lines.map(({ label, value, low, high }) => [
    text(label),
    number(value, chart.unit),
    number(low, chart.unit),
    number(high, chart.unit),
  ]),
});

const contentOf = (chart: Chart): Pick<ViewTable, 'columns' | 'rows'> => {
  switch (chart.kind) {
    case 'timeline':
      return timelineTable(chart);
    case 'points':
      return pointsTable(chart);
    case 'grid':
      return gridTable(chart);
    case 'curve':
      return curveTable(chart);
    case 'intervals':
      return intervalsTable(chart);
  }
};

/** What a chart shows, as a table: for who cannot see it, and for who wants the figures. Points are told by how many
 * they are, the least, the median and the greatest. */
export const chartTable = (chart: Chart): ViewTable => ({
  id: `${chart.id}-data`,
  title: '',
  note: '',
  ...contentOf(chart),
});
