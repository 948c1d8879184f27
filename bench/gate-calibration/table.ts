import type { Row } from '../runner/row.ts';

export const calibrationGroup = 'gate calibration';
export const unchanged = 'unchanged';

const changes = [unchanged, 'at most', '+5 %', '+10 %', '+20 %', '+50 %'] as const;

/** Three significant digits, as a share of gates deserves. */
const percent = (value: number): string =>
  value === 0 ? '0' : value >= 99.95 ? '100' : value >= 10 ? value.toFixed(1) : value.toFixed(2);

/** The rows of the calibration as Markdown: a line a rule, a column a change.
 * @throws where figures are missing: the table has no holes */
export function calibrationTable(rows: readonly Row[]): string {
  const shares = new Map<string, Map<string, number>>();
  for (const row of rows) {
    if (row.group !== calibrationGroup) continue;
    if (row.kind !== 'measured') throw new Error(`gate calibration: ${row.because}`);
    const colon = row.name.lastIndexOf(': ');
    const [rule, change] = [row.name.slice(0, colon), row.name.slice(colon + 2)];
    shares.set(rule, (shares.get(rule) ?? new Map()).set(change, row.value.median));
  }
  const lines = [...shares].flatMap(([rule, of]) => {
    if (!of.has(unchanged)) return [];
    const cells = changes.map((change) => {
      const share = of.get(change);
      if (share === undefined) throw new Error(`gate calibration: no ${change} of ${rule}`);
      return percent(share);
    });
    return [`| ${rule} | ${cells.join(' | ')} |`];
  });
  const others = [...shares].flatMap(([rule, of]) =>
    [...of]
      .filter(([change]) => !changes.some((each) => each === change))
      .map(([change, share]) => `| ${rule} | ${change} | ${percent(share)} |`),
  );
  return [
    `| rule | ${changes.join(' | ')} |`,
    `| --- |${' ---: |'.repeat(changes.length)}`,
    ...lines,
    '',
    '| rule | change | seen |',
    '| --- | --- | ---: |',
    ...others,
  ].join('\n');
}
