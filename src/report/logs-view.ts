import type { RunAnalysis, VersionSummary } from '../analysis/result.ts';
import { type Cell, count, type Fact, ms, ratio, text, type ViewColumn, type ViewTable } from './view.ts';

const shownVersions = 30;

const column = (name: string, priority = 0, group = ''): ViewColumn => ({
  ...{ group, name, priority },
  align: 'right',
});

const versionText = ({ version, others }: VersionSummary): string =>
  others ? 'others' : (version ?? 'not named');

const cellsOf = (line: VersionSummary, named: boolean): Cell[] => [
  ...(named ? [text(line.functionName)] : []),
  text(versionText(line)),
  count(line.rows),
  count(line.waitedForInit),
  ratio(line.coldRatio),
  ratio(line.coldRatioInterval?.low ?? null),
  ratio(line.coldRatioInterval?.high ?? null),
  ms(line.initMs.p50),
  ms(line.initMs.max),
  ms(line.durationMs.p50),
  ms(line.durationMs.p95),
  ms(line.durationMs.p99),
  ms(line.durationMs.max),
];

/** One line a version, where the streams of a log name some: production traffic before and after a deployment. */
export const versionsTable = ({ summary }: RunAnalysis): ViewTable | null => {
  const { versions } = summary;
  if (versions === undefined) return null;
  const named = versions.some(({ functionName }) => functionName !== null);
  const left = versions.length - shownVersions;
  return {
    id: 'versions',
    title: '',
    name: 'Version by version',
    columns: [
      ...(named ? [{ ...column('function'), align: 'left' as const }] : []),
      { ...column('version'), align: 'left' },
      column('requests'),
      column('waited'),
      column('cold ratio'),
      column('from', 1, '95 %'),
      column('to', 1, '95 %'),
      column('p50', 2, 'init'),
      column('max', 5, 'init'),
      column('p50', 2, 'duration'),
      column('p95', 4, 'duration'),
      column('p99', 3, 'duration'),
      column('max', 5, 'duration'),
    ],
    rows: versions.slice(0, shownVersions).map((line) => cellsOf(line, named)),
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
