import { ascending, carriedQuantile } from '../../analysis/quantile.ts';
import type { RunAnalysis } from '../../analysis/result.ts';
import type { RowFacts } from '../../model/invocation.ts';
import { evidences, type StartKind, startKinds } from '../../model/start-kind.ts';
import type { Chart, GridChart, PointsChart, Segment, TimelineChart } from '../chart.ts';
import { formatNumber } from '../units.ts';

/** More bars than that are no picture any more; CSV and JSON have every row. */
const mostLanes = 1_000;
const mostEnvironments = 100;

const nameOf = (row: RowFacts, rounds: number): string =>
  rounds > 1 ? `round ${row.round}, request ${row.seq}` : `request ${row.seq}`;

/** A round trip in parts. Where network and queue lie within it is not known: they are drawn first. */
function segmentsOf(row: RowFacts): Segment[] {
  const { plannedMs, writtenMs, doneMs, roundTripMs, report, initInPathMs, overheadMs } = row;
  if (plannedMs === null || writtenMs === null) return [];
  const sent = writtenMs - plannedMs;
  const waiting: Segment[] =
    sent > 0 ? [{ name: 'waiting to be sent', from: 0, to: sent, hue: 'waiting' }] : [];
  if (doneMs === null || doneMs < writtenMs) return waiting;
  const end = doneMs - plannedMs;
  if (
    roundTripMs === null ||
    report === null ||
    initInPathMs === null ||
    overheadMs === null ||
    overheadMs < 0
  ) {
    return [...waiting, { name: 'round trip', from: sent, to: end, hue: row.startKind }];
  }
  const arrived = sent + overheadMs;
  const ready = arrived + initInPathMs;
  return [
    ...waiting,
    { name: 'network and queue', from: sent, to: arrived, hue: 'network' },
    ...(initInPathMs > 0 ? [{ name: 'init', from: arrived, to: ready, hue: 'init' } as const] : []),
    { name: 'handler', from: ready, to: Math.max(ready, end), hue: row.startKind },
  ];
}

const noteOf = (row: RowFacts, environments: ReadonlyMap<string, string>): string =>
  [
    row.environmentId === null
      ? null
      : `environment ${environments.get(row.environmentId) ?? row.environmentId}`,
    row.outcome === 'ok' ? null : `${row.outcome}${row.reason === null ? '' : `: ${row.reason}`}`,
    evidences[row.evidence],
    row.startKind === 'preinitialized' && row.report?.initMs != null
      ? `its init of ${formatNumber(row.report.initMs, 'ms')} ran ahead`
      : null,
  ]
    .filter((part) => part !== null)
    .join('; ');

/** Environments numbered in the order in which they were first seen. */
function numbered(rows: readonly RowFacts[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const { environmentId } of rows) {
    if (environmentId !== null && !names.has(environmentId)) names.set(environmentId, `${names.size + 1}`);
  }
  return names;
}

function timeline(rows: readonly RowFacts[], rounds: number): TimelineChart | null {
  const sent = rows.filter(({ plannedMs, writtenMs }) => plannedMs !== null && writtenMs !== null);
  if (sent.length === 0) return null;
  const environments = numbered(rows);
  const left = sent.length - mostLanes;
  return {
    kind: 'timeline',
    id: 'timeline',
    title: 'When each request was sent, served and answered',
    says: [
      'One bar a request, from the release of its round; bars that share a moment overlapped.',
      'Where in the round trip network and queue lie is not known: they are drawn first.',
      ...(left > 0 ? [`The first ${mostLanes} requests; CSV and JSON have the other ${left} too.`] : []),
    ].join(' '),
    unit: 'ms',
    lanes: sent.slice(0, mostLanes).map((row) => ({
      label: nameOf(row, rounds),
      group: row.startKind,
      segments: segmentsOf(row),
      note: noteOf(row, environments),
    })),
    rules: [{ at: 0, label: 'released' }],
  };
}

const measures: readonly { id: string; name: string; of: (row: RowFacts) => number | null }[] = [
  {
    id: 'init',
    name: 'Init',
    // Inits that ran ahead are inits too; nobody waited for them, and their group says so.
    of: (row) => (row.startKind === 'restored' ? row.report?.restoreMs : row.report?.initMs) ?? null,
  },
  { id: 'duration', name: 'Duration', of: (row) => row.report?.durationMs ?? null },
  { id: 'round-trip', name: 'Round trip', of: (row) => row.roundTripMs },
];

const groupNames = {
  cold: 'cold',
  restored: 'restored',
  preinitialized: 'preinitialized',
  warm: 'warm',
  unknown: 'unknown',
} satisfies Record<StartKind, string>;

function points(rows: readonly RowFacts[]): PointsChart[] {
  return measures.flatMap(({ id, name, of }): PointsChart[] => {
    const groups = startKinds.flatMap((startKind) => {
      const values = rows
        .filter((row) => row.startKind === startKind)
        .map(of)
        .filter((value) => value !== null);
      const ahead = id === 'init' && startKind === 'preinitialized' ? ' (ran ahead)' : '';
      return values.length === 0
        ? []
        : [
            {
              label: groupNames[startKind] + ahead,
              hue: startKind,
              values,
              median: carriedQuantile(ascending(values), 'p50'),
            },
          ];
    });
    if (groups.length === 0) return [];
    return [
      {
        kind: 'points',
        id,
        title: `${name}, every request`,
        says: 'One dot a request; the upright line is the median.',
        name,
        unit: 'ms',
        groups,
      },
    ];
  });
}

function grid(rows: readonly RowFacts[]): GridChart | null {
  const rounds = [...new Set(rows.map(({ round }) => round))].sort((a, b) => a - b);
  const environments = numbered(rows);
  if (rounds.length < 2 || environments.size === 0) return null;
  const kept = [...environments.entries()].slice(0, mostEnvironments);
  const lines = new Map(kept);
  const seen = new Map<string, RowFacts[]>();
  for (const row of rows) {
    const line = row.environmentId === null ? undefined : lines.get(row.environmentId);
    if (line === undefined) continue;
    const key = `${row.round} ${line}`;
    seen.set(key, [...(seen.get(key) ?? []), row]);
  }
  const left = environments.size - kept.length;
  return {
    kind: 'grid',
    id: 'environments',
    title: 'Which environment served in which round',
    says: `A mark is a request that the environment served; one that stands in several rounds was reused.${
      left > 0 ? ` The first ${mostEnvironments} environments of ${environments.size}.` : ''
    }`,
    columnName: 'round',
    lineName: 'environment',
    columns: rounds.map(String),
    lines: [...lines.values()],
    cells: [...seen.values()].flatMap((served) => {
      const [first] = served;
      const line = first?.environmentId == null ? undefined : lines.get(first.environmentId);
      if (first === undefined || line === undefined) return [];
      return [
        {
          column: String(first.round),
          line,
          hue: first.startKind,
          label: served.length > 1 ? `${first.startKind}, ${served.length} requests` : first.startKind,
        },
      ];
    }),
  };
}

/** The pictures of a run: its timeline, every value of init, duration and round trip, and, where it has several
 * rounds, who was reused. Warm-up rounds are only in the last one. */
export function runCharts({ rows }: RunAnalysis): readonly Chart[] {
  const all = [...rows];
  const measured = all.filter(({ warmUp }) => !warmUp);
  const rounds = new Set(measured.map(({ round }) => round)).size;
  return [timeline(measured, rounds), ...points(measured), grid(all)].filter((chart) => chart !== null);
}
