import type { VersionSummary } from '../analysis/logs/result.ts';
import type { RunAnalysis } from '../analysis/result.ts';
import { msText, percentText } from '../analysis/wording.ts';
import { terminalText } from './escape.ts';

const shownVersions = 5;

type Share = Pick<VersionSummary, 'rows' | 'waitedForInit' | 'coldRatio' | 'coldRatioInterval'>;

const shareText = ({ rows, waitedForInit, coldRatio, coldRatioInterval }: Share): string => {
  const requests = `${rows.toLocaleString('en')} ${rows === 1 ? 'request' : 'requests'}`;
  if (coldRatio === null || coldRatioInterval === null) return requests;
  const { low, high } = coldRatioInterval;
  return `${requests}, ${waitedForInit.toLocaleString('en')} waited for an init (${percentText(coldRatio)}; 95 % interval ${percentText(low)} to ${percentText(high)})`;
};

const timesText = ({ initMs, durationMs }: Pick<VersionSummary, 'initMs' | 'durationMs'>): string =>
  Object.entries({
    'init p50': initMs.p50,
    'duration p50': durationMs.p50,
    p95: durationMs.p95,
    p99: durationMs.p99,
    max: durationMs.max,
  })
    .flatMap(([name, value]) => (value === null ? [] : [`${name} ${msText(value)}`]))
    .join(', ');

const versionText = (version: VersionSummary): string => {
  const name = version.others ? 'others' : `version ${version.version ?? 'not named'}`;
  const whose = version.functionName === null ? '' : `${version.functionName} `;
  const times = timesText(version);
  return terminalText(`  ${whose}${name}: ${shareText(version)}${times === '' ? '' : `; ${times}`}`);
};

/** What following a log group shows while it goes on, a few lines of plain text. */
export function followText(logGroup: string, { summary }: Pick<RunAnalysis, 'summary'>): string {
  const { versions = [], all } = summary;
  const times = all === null ? '' : timesText(all);
  const lines = versions.length > 1 ? versions.slice(0, shownVersions).map(versionText) : [];
  return [
    terminalText(`following ${logGroup}: ${shareText(summary)}`),
    ...(times === '' ? [] : [`  ${times}`]),
    ...lines,
    ...(versions.length > shownVersions ? [`  and ${versions.length - shownVersions} more versions`] : []),
  ].join('\n');
}
