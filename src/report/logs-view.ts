import type { VersionSummary } from '../analysis/logs/result.ts';
import type { RunAnalysis } from '../analysis/result.ts';
import {
  type Cell,
  column,
  count,
  type Fact,
  leftColumn,
  ms,
  ratio,
  text,
  type ViewColumn,
  type ViewTable,
} from './view.ts';

const shownVersions = 30;

const versionText = ({ version, others }: VersionSummary): string =>
  others ? 'others' : (version ?? 'not named');

interface FigureColumn {
  readonly column: ViewColumn;
  readonly of: (line: VersionSummary) => number | null;
}

/** The priority says which survive on a narrow page. */
const figures: readonly FigureColumn[] = [
  { column: column('p50', 2, 'init'), of: ({ initMs }) => initMs.p50 },
  { column: column('max', 5, 'init'), of: ({ initMs }) => initMs.max },
  { column: column('p50', 2, 'duration'), of: ({ durationMs }) => durationMs.p50 },
  { column: column('p95', 4, 'duration'), of: ({ durationMs }) => durationMs.p95 },
  { column: column('p99', 3, 'duration'), of: ({ durationMs }) => durationMs.p99 },
  { column: column('max', 5, 'duration'), of: ({ durationMs }) => durationMs.max },
];

const sharesOf = (line: VersionSummary): Cell[] => [
  text(versionText(line)),
  count(line.rows),
  count(line.waitedForInit),
  ratio(line.coldRatio),
  ratio(line.coldRatioInterval?.low ?? null),
  ratio(line.coldRatioInterval?.high ?? null),
];

/** One line a version, where the streams of a log name some: production traffic before and after a deployment. */
export const versionsTable = ({ summary }: RunAnalysis): ViewTable | null => {
  const { versions } = summary;
  if (versions === undefined) return null;
  const named = versions.some(({ functionName }) => functionName !== null);
  const left = versions.length - shownVersions;
  // What no version carries has no column.
  const carried = figures.filter(({ of }) => versions.some((line) => of(line) !== null));
  return {
    id: 'versions',
    title: '',
    name: 'Version by version',
    columns: [
      ...(named ? [leftColumn('function')] : []),
      leftColumn('version'),
      column('requests'),
      column('waited'),
      column('cold ratio'),
      column('from', 1, '95 %'),
      column('to', 1, '95 %'),
      ...carried.map((figure) => figure.column),
    ],
    rows: versions
      .slice(0, shownVersions)
      .map((line) => [
        ...(named ? [text(line.functionName)] : []),
        ...sharesOf(line),
        ...carried.map(({ of }) => ms(of(line))),
      ]),
    note: left > 0 ? `… and ${left} more versions; --format json has them all.` : '',
  };
};

/** What was read of a log group; null where nothing was. */
export const logSourceFact = ({ source }: RunAnalysis): Fact | null => {
  if (source === undefined) return null;
  const { logGroup, region, functionName, version, since, until, upTo, complete } = source;
  const whose = functionName === null ? '' : `, where ${functionName} logs`;
  const only = version === null ? '' : `, only version ${version}`;
  const span = complete || until === null ? `${since} to ${upTo}` : `${since} to ${upTo}, not to ${until}`;
  return { name: 'Log group', value: [`${logGroup} in ${region}${whose}${only}; ${span}`] };
};
