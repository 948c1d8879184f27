import type { RunAnalysis } from '../analysis/result.ts';
import { runCost } from '../analysis/run-cost.ts';
import type { Row, Rows } from '../model/invocation.ts';
import { jsonText } from './escape.ts';
import { jsonRow } from './json-row.ts';
import { orchestrationJson } from './orchestration-view.ts';

/** Version of the JSON output's form. New fields may come without a new version; none goes or changes its meaning. */
export const jsonSchemaVersion = 1;

/** Finer than any clock here, and of what is small (millionths of a dollar) six digits; what is no number was not measured. */
const finite = (_key: string, value: unknown): unknown => {
  if (typeof value !== 'number' || Number.isInteger(value)) return value;
  if (!Number.isFinite(value)) return null;
  return Math.abs(value) < 0.001 ? Number(value.toPrecision(6)) : Math.round(value * 1e6) / 1e6;
};

const heading = ({ header, orchestration, source, rows }: RunAnalysis) => ({
  schema: jsonSchemaVersion,
  kind: header === null ? 'logs' : 'run',
  tool: header?.tool ?? null,
  runId: header?.runId ?? null,
  startedAt: header?.startedAt ?? null,
  local: header?.local ?? null,
  target: header?.target ?? null,
  plan: header?.plan ?? null,
  client: header?.client ?? null,
  cost: header === null ? null : runCost([rows], header.target),
  orchestration: orchestrationJson(orchestration),
  ...(source === undefined ? {} : { source }),
});

/** Indented JSON of one value; numbers that are none become null. */
export const jsonValue = (value: unknown, indent = ''): string =>
  jsonText(JSON.stringify(value, finite, 2)).replaceAll('\n', `\n${indent}`);

const rowsPerChunk = 500;

function* rowLines(rows: Rows<Row>): Generator<string> {
  let chunk = '[';
  let held = 0;
  let before = '';
  for (const row of rows) {
    chunk += before + jsonRowLine(row);
    before = ',';
    held += 1;
    if (held % rowsPerChunk > 0) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk + (rows.length === 0 ? ']' : '\n  ]');
}

/** The same document where rows come one after the other and are not kept: `rows` first, what is made of them after.
 * The caller puts a comma between rows. */
export const jsonRowsHead = '{\n  "rows": [';
export const jsonRowLine = (row: Row): string => `\n    ${jsonText(JSON.stringify(jsonRow(row)))}`;
export const jsonRowsTail = (analysis: RunAnalysis): string =>
  `\n  ],${Object.entries({
    ...heading(analysis),
    summary: analysis.summary,
    warnings: analysis.warnings,
    verdicts: analysis.verdicts,
  })
    .map(([key, value]) => `\n  "${key}": ${jsonValue(value, '  ')}`)
    .join(',')}\n}\n`;

/** The analysis as one JSON document, in pieces, with one row a line: what `json-schema.ts` describes. */
export function* jsonChunks(analysis: RunAnalysis): Generator<string> {
  yield '{';
  for (const [key, value] of Object.entries(heading(analysis)))
    yield `\n  "${key}": ${jsonValue(value, '  ')},`;
  yield `\n  "summary": ${jsonValue(analysis.summary, '  ')},`;
  yield `\n  "warnings": ${jsonValue(analysis.warnings, '  ')},`;
  yield `\n  "verdicts": ${jsonValue(analysis.verdicts, '  ')},`;
  yield '\n  "rows": ';
  yield* rowLines(analysis.wholeRows);
  yield '\n}\n';
}
